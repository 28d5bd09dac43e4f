import { parsePath } from "../protocol/paths";
import type { PropertyMap } from "../protocol/values";
import type { Context } from "../resource";
import { type Declaration, declarationOf } from "../symlink/declaration";
import { withIgnoredFacets, withLiveIgnored } from "../symlink/ignored";
import type { Observed } from "../symlink/seen";
import { driftedInputs } from "../symlink/state";
import { entriesOf, type LayoutDeclaration, plainText, targetOf } from "./declaration";
import { COMMON_NAMES } from "./fields";

/** Which links `ignoreChanges` is about. */
export function ignoredLinks(ignoreChanges: readonly string[]): (name: string) => boolean {
  const paths = ignoreChanges.map(parsePath);
  const all =
    ignoreChanges.includes("*") ||
    paths.some(([top, entry]) => top === "targetPrefix" || (top === "links" && entry === undefined));
  if (all) return () => true;
  const names = new Set(paths.filter(([top]) => top === "links").map(([, entry]) => String(entry)));
  return (name) => names.has(name);
}

/** By name, entries as they were before they were edited: those of ignored links can be, where it is `targetPrefix` that is. */
export function editedEntries(
  oldInputs: PropertyMap | undefined,
  { links }: LayoutDeclaration,
): ReadonlyMap<string, string> {
  const edited = new Map<string, string>();
  for (const [name, value] of Object.entries(entriesOf(oldInputs?.links))) {
    const before = plainText(value);
    if (before !== undefined && links.has(name) && links.get(name) !== before) edited.set(name, before);
  }
  return edited;
}

/** Where an ignored link is to lead, by where it does. @param before its entry, if that has been edited. */
export function ignoredTarget(
  live: string,
  name: string,
  before: string | undefined,
  layout: LayoutDeclaration,
): string {
  if (before === undefined) return live;
  const after = layout.links.get(name) ?? "";
  // An update that was cut off may have written it already. Where one entry ends like the other, the longer one tells.
  const entries = before.length > after.length ? [before, after] : [after, before];
  const entry = entries.find((text) => live.endsWith(text));
  return entry === undefined ? targetOf(layout, name) : live.slice(0, live.length - entry.length) + after;
}

/** Of what all links have alike, the paths that `ignoreChanges` is about. */
export function ignoredCommon(ignoreChanges: readonly string[]): readonly string[] {
  if (ignoreChanges.includes("*")) return COMMON_NAMES;
  const names: ReadonlySet<unknown> = new Set(COMMON_NAMES);
  return ignoreChanges.filter((path) => names.has(parsePath(path)[0]));
}

/** The link as it is to be written, with the live value of what is ignored. */
export async function withLiveCommon(
  declared: Declaration,
  link: Observed,
  ignored: readonly string[],
  context: Context,
): Promise<Declaration> {
  if (ignored.length === 0) return declared;
  const inputs = inputsOf(declared);
  const observed = await withIgnoredFacets(declared, link, { news: inputs, ignoreChanges: ignored }, context);
  const { bucket, key, target } = declared;
  return {
    ...declarationOf(withLiveIgnored(inputs, driftedInputs({}, inputs, observed), ignored)),
    bucket,
    key,
    target,
  };
}

function inputsOf({ headers, metadata, storageClass, acl, tags }: Declaration): PropertyMap {
  const given = { metadata, storageClass, acl, tags };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...headers, ...Object.fromEntries(known) } as PropertyMap;
}
