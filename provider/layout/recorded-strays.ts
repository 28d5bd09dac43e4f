import type { PropertyMap } from "../protocol/values";
import { plainText } from "./declaration";
import { straysOf } from "./handling";
import type { LayoutSighting } from "./sighting";

/** A state of a layout, as far as it tells of strays. */
export interface Recording {
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** What a process knows of the deployment that it belongs to. */
export interface ThisDeployment {
  /** What Read has seen in this process. */
  readonly lastRead: LayoutSighting | undefined;
  /** Undefined if no engine has told its address. */
  readonly engine: string | undefined;
}

/**
 * Keys of strays that were named before this deployment, by a state that was to remove them. What Read finds first is in
 * the state that Diff and Update are shown, so what counts is the state that Read was shown. Where the provider's options
 * have changed, another process has read: then the state tells that it was in this deployment.
 */
export function recordedStrays(state: Recording, { lastRead, engine }: ThisDeployment): ReadonlySet<string> {
  if (lastRead !== undefined) return lastRead.recorded;
  if (straysOf(state.inputs) !== "remove") return new Set();
  const namedBy = plainText(state.outputs.straysNamedBy);
  return namedBy !== undefined && namedBy === engine ? new Set() : new Set(strayKeys(state.outputs));
}

/** Which deployment has named strays first: another one removes them. */
export function namerOf(
  strays: readonly { readonly key: string }[],
  { outputs }: Recording,
  recorded: ReadonlySet<string>,
  engine: string | undefined,
): string | undefined {
  const isKnown = strays.every(({ key }) => mayGo(key, recorded));
  return isKnown ? plainText(outputs.straysNamedBy) : engine;
}

/** No deployment removes what it sees first: links of resources that it has yet to come to would be among it. */
export function mayGo(key: string, recorded: ReadonlySet<string>): boolean {
  return recorded.has(key);
}

export function strayKeys({ strayLinks }: PropertyMap): readonly string[] {
  return Array.isArray(strayLinks) ? strayLinks.filter((key) => typeof key === "string") : [];
}
