import type { PropertyMap } from "../protocol/values";
import { straysOf } from "./handling";
import type { LayoutSighting } from "./sighting";

/** A state of a layout, as far as it tells of strays. */
export interface Recording {
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/**
 * Keys of strays that were named before this deployment, by a state that was to remove them. What Read finds first is in
 * the state that Diff and Update are shown, so what counts is the state that Read was shown.
 */
export function recordedStrays(state: Recording, lastRead: LayoutSighting | undefined): ReadonlySet<string> {
  if (lastRead !== undefined) return lastRead.recorded;
  return straysOf(state.inputs) === "remove" ? new Set(strayKeys(state.outputs)) : new Set();
}

/** No deployment removes what it sees first: links of resources that it has yet to come to would be among it. */
export function mayGo(key: string, recorded: ReadonlySet<string>): boolean {
  return recorded.has(key);
}

export function strayKeys({ strayLinks }: PropertyMap): readonly string[] {
  return Array.isArray(strayLinks) ? strayLinks.filter((key) => typeof key === "string") : [];
}
