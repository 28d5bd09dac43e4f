import { CallFailure } from "../protocol/failures";
import { emptyMap, type MutablePropertyMap, type PropertyMap } from "../protocol/values";
import type { Context, ReadResult } from "../resource";
import { declarationOf } from "../symlink/declaration";
import { idOf } from "../symlink/identity";
import { look } from "../symlink/look";
import { ownVersionId } from "../symlink/proof";
import type { Observed } from "../symlink/seen";
import { importedInputs } from "../symlink/state";
import { atOnce } from "./at-once";
import { longestCommonFolder } from "./common-folder";
import { keyOf } from "./declaration";
import { digestOf } from "./digest";
import { COMMON_NAMES } from "./fields";
import { type LayoutName, layoutIdOf } from "./identity";
import { byKey } from "./key-order";
import { sightingOf } from "./sighting";
import { layoutOutputs, type WrittenLink } from "./state";
import { strayCollector } from "./strays";
import { survey } from "./survey";

/** Takes in the links under a prefix. What they are now is the proof by which they are recognised, if they are managed. */
export async function importLayout(
  name: LayoutName,
  onlyRead: boolean,
  context: Context,
): Promise<ReadResult | undefined> {
  const found = await linksUnder(name, context);
  if (found.size === 0) return undefined;
  const common = sharedInputs(name, found, context);
  const targetPrefix = longestCommonFolder([...found.values()].map(({ target }) => target));
  const links = emptyMap();
  for (const [link, { target }] of found) links[link] = target.slice(targetPrefix.length);
  const place: PropertyMap = { bucket: name.bucket, prefix: name.prefix };
  const inputs: PropertyMap = { ...place, ...(targetPrefix !== "" && { targetPrefix }), links, ...common };
  const written = new Map<string, WrittenLink>();
  for (const [link, observed] of found) written.set(link, asFound(name, link, observed, common));
  const url = context.client().objectUrl(name.bucket, name.prefix);
  const facts = { url, written, strays: undefined, proofKey: undefined, secretTargets: false };
  const outputs = layoutOutputs(inputs, facts);
  const unproven = { ...outputs, proofs: emptyMap(), versionIds: emptyMap() };
  if (!onlyRead) noteImport(name, found.keys(), context);
  // Whether the program wants `enforce` is not known yet: the next Read will tell.
  return { id: layoutIdOf(name), inputs, outputs: onlyRead ? unproven : outputs, readFirst: true };
}

function noteImport(name: LayoutName, links: Iterable<string>, { deployment, urn }: Context): void {
  const ids = Array.from(links, (link) => idOf({ bucket: name.bucket, key: keyOf(name, link) }));
  deployment.imports(layoutIdOf(name), urn, [sightingOf(name), ...ids]);
}

async function linksUnder(name: LayoutName, context: Context): Promise<Map<string, Observed>> {
  const { strays: links, onOther } = strayCollector();
  const { complete } = await survey({ ...name, keys: [], whole: true, onOther }, context);
  if (!complete) {
    const message = `the links under ${layoutIdOf(name)} cannot be listed, so they cannot be imported; that takes the permission oss:ListObjects`;
    throw new CallFailure("PERMISSION_DENIED", message);
  }
  const found = new Map<string, Observed>();
  await atOnce(links, async ({ key }) => {
    const seen = await look({ bucket: name.bucket, key }, context);
    if (seen.kind === "link") found.set(key.slice(name.prefix.length), seen.link);
  });
  return new Map([...found].sort(([left], [right]) => byKey(left, right)));
}

/** What a program has to say of all links alike. Where they differ, it cannot say it here. */
function sharedInputs(name: LayoutName, found: ReadonlyMap<string, Observed>, context: Context): PropertyMap {
  const shared: MutablePropertyMap = emptyMap();
  const [first, ...others] = [...found].map(([link, seen]) => singleInputs(name, link, seen));
  const differing: string[] = [];
  for (const property of COMMON_NAMES) {
    const value = first?.[property];
    const text = JSON.stringify(value);
    const same = others.every((inputs) => JSON.stringify(inputs[property]) === text);
    // The service derives a Content-Type from each key by itself.
    if (!same && property !== "contentType") differing.push(property);
    if (!same) continue;
    if (value !== undefined) shared[property] = value;
  }
  if (differing.length > 0) {
    context.log.warn(
      `the links under ${layoutIdOf(name)} differ in ${differing.join(", ")}, which a layout has alike for all of them: the next update writes those anew that are not as declared`,
    );
  }
  return shared;
}

function singleInputs(name: LayoutName, link: string, observed: Observed): PropertyMap {
  return importedInputs({ bucket: name.bucket, key: keyOf(name, link) }, observed);
}

function asFound(name: LayoutName, link: string, observed: Observed, common: PropertyMap): WrittenLink {
  const { etag, versionId, target } = observed;
  const { contentType, ...inputs } = singleInputs(name, link, observed);
  const typed = common.contentType === undefined || contentType === undefined ? inputs : { ...inputs, contentType };
  const digest = digestOf(declarationOf(typed), target, undefined);
  return { etag, versionId: ownVersionId(versionId), digest, drifted: undefined };
}
