import { isNoSuchBucket } from "../oss";
import { CallFailure } from "../protocol/failures";
import { containsSecret, type MutablePropertyMap, type PropertyMap, Secret } from "../protocol/values";
import type { Context, ReadRequest, ReadResult } from "../resource";
import { describeFound } from "../symlink/describe";
import { refuseAbsence, refuseOthers } from "../symlink/elsewhere";
import { type Moved, movedFrom } from "../symlink/endpoint";
import { idOf } from "../symlink/identity";
import { withWayToCredentials } from "../symlink/permission";
import { lookOrGone } from "../symlink/read";
import { isOurs } from "../symlink/rules/is-ours";
import { isOursByState } from "../symlink/rules/is-ours-by-state";
import { atOnce } from "./at-once";
import { entriesOf, keyOf, type LayoutDeclaration, layoutOf, targetOf } from "./declaration";
import { Digests } from "./digest";
import { warnIfLayoutMoved } from "./endpoint";
import { fenced, layoutHandlingOf } from "./handling";
import { type LayoutName, layoutIdOf, parseLayoutId } from "./identity";
import { immovable } from "./immovable";
import { importLayout } from "./import";
import { namerOf, recordedStrays } from "./recorded-strays";
import { type LayoutSighting, lastSighting, sightingOf } from "./sighting";
import {
  hasSecretTargets,
  isHandedOver,
  layoutOutputs,
  proofKeyOf,
  proofOfLink,
  type WrittenLink,
  writtenLinks,
} from "./state";
import { nobodys, strayCollector, strayOutput, warnOfStrays } from "./strays";
import { type Survey, survey } from "./survey";
import { warnOfTargets } from "./targets";
import { linkByLink } from "./work";

export async function readLayout(request: ReadRequest, context: Context): Promise<ReadResult | undefined> {
  const name = parseLayoutId(request.id);
  if (name === undefined) {
    const message = `${JSON.stringify(request.id)} is no ID of a layout; it looks like BUCKET/PREFIX`;
    throw new CallFailure("INVALID_ARGUMENT", message);
  }
  // A state of this resource has the address it was written to; the fragments that `.get()` passes have not.
  if (request.outputs.url === undefined) return await importLayout(name, request.onlyRead, context);
  if (request.onlyRead) return await readAgain(name, context);
  const moved = warnIfLayoutMoved(request.outputs, context);
  return await refresh(request, name, moved, context);
}

/** Nothing of it is in state but what was seen. */
async function readAgain(name: LayoutName, context: Context): Promise<ReadResult | undefined> {
  try {
    return await importLayout(name, true, context);
  } catch (error) {
    if (isNoSuchBucket(error)) return undefined;
    throw error;
  }
}

async function refresh(
  request: ReadRequest,
  name: LayoutName,
  moved: Moved | undefined,
  context: Context,
): Promise<ReadResult | undefined> {
  const { inputs, outputs } = request;
  const handling = fenced(layoutHandlingOf(inputs), moved);
  const layout = { ...layoutOf(inputs), ...name };
  const before = writtenLinks(outputs);
  const { strays, onOther } = strayCollector();
  const keys = [...before.keys()].map((link) => keyOf(name, link));
  const whole = handling.strays !== "ignore";
  const since = Date.now();
  const seen = await surveyOrGone({ ...name, keys, whole, onOther }, outputs, context);
  if (seen === undefined) return undefined;
  const written = await observed(before, seen, layout, outputs, context);
  const undeclared = strays.filter(({ key }) => !layout.links.has(key.slice(name.prefix.length)));
  const nobody = whole ? nobodys(undeclared, name, context) : [];
  const removes = handling.strays === "remove";
  const stuck = removes ? await immovable(nobody, name, context) : new Set();
  const movable = nobody.filter(({ key }) => !stuck.has(key));
  const { engine } = context.deployment;
  const recorded = recordedStrays({ inputs, outputs }, { lastRead: lastSighting(name, context), engine });
  const sighting: LayoutSighting = {
    etags: new Map([...written].map(([link, { etag, live }]) => [link, live ?? etag])),
    strays: seen.complete ? undeclared.filter(({ key }) => !stuck.has(key)) : undefined,
    recorded,
    told: new Set(removes ? movable.map(({ key }) => key) : []),
  };
  context.deployment.sawInRead(sightingOf(name), sighting, since);
  if (handling.targetCheck === "require") await warnOfTargets(layout, [...layout.links.keys()], "", context);
  warnOfStrays(movable, name, handling.strays, recorded, context);
  const namedBy = removes ? namerOf(movable, { inputs, outputs }, recorded, engine) : undefined;
  return {
    id: layoutIdOf(name),
    inputs,
    outputs: observedOutputs(request, written, strayOutput(movable, namedBy), name, context),
    readFirst: handling.enforce,
  };
}

/** Undefined if the bucket has gone, and all its links with it, from the endpoint where they were written. */
async function surveyOrGone(
  options: Parameters<typeof survey>[0],
  outputs: PropertyMap,
  context: Context,
): Promise<Survey | undefined> {
  try {
    return await survey(options, context);
  } catch (error) {
    if (!isNoSuchBucket(error)) throw withWayToCredentials(error);
    // Says so again, and knows whether this is that endpoint.
    await lookOrGone({ bucket: options.bucket, key: options.keys[0] ?? `${options.prefix}?` }, outputs, context);
    return undefined;
  }
}

/** A link as last seen; `live` is its ETag where that is not the one of our last write. */
interface ObservedLink extends WrittenLink {
  readonly live?: string | undefined;
}

/** The links that are still there. Only those whose ETag is not the recorded one are read by themselves. */
async function observed(
  before: ReadonlyMap<string, WrittenLink>,
  { listed, unseen }: Survey,
  layout: LayoutDeclaration,
  outputs: PropertyMap,
  context: Context,
): Promise<Map<string, ObservedLink>> {
  const digests = new Digests(layout, proofKeyOf(outputs));
  const single = new Set(unseen);
  const after = new Map<string, ObservedLink | undefined>();
  const odd: string[] = [];
  for (const [name, link] of before) {
    const key = keyOf(layout, name);
    const object = listed.get(key);
    if (object === undefined && !single.has(key)) {
      refuseAbsence({ bucket: layout.bucket, key }, outputs, context);
      after.set(name, undefined);
    } else if (isHandedOver(link)) odd.push(name);
    else if (object?.objectType === "Symlink" && object.etag !== undefined && object.etag === link.etag) {
      after.set(name, asWritten(name, link, layout, digests));
    } else odd.push(name);
  }
  await linkByLink(context, (each) =>
    atOnce(odd, async (name) => {
      const link = before.get(name) as WrittenLink;
      after.set(name, await readOne(name, link, layout, digests, outputs, each));
    }),
  );
  const there = new Map<string, ObservedLink>();
  for (const name of before.keys()) {
    const link = after.get(name);
    if (link !== undefined) there.set(name, link);
  }
  return there;
}

/** A link of ours that had drifted may be back, where somebody has deleted a version above it. */
function asWritten(name: string, link: WrittenLink, layout: LayoutDeclaration, digests: Digests): WrittenLink {
  if (link.drifted === undefined || link.drifted === targetOf(layout, name)) return link;
  const isBack = layout.links.has(name) && link.digest === digests.of(name);
  return isBack ? { ...link, drifted: undefined } : link;
}

async function readOne(
  name: string,
  link: WrittenLink,
  layout: LayoutDeclaration,
  digests: Digests,
  outputs: PropertyMap,
  context: Context,
): Promise<ObservedLink | undefined> {
  const place = { bucket: layout.bucket, key: keyOf(layout, name) };
  const found = await lookOrGone(place, outputs, context);
  if (found.kind === "nothing") return undefined;
  if (found.kind === "object") {
    refuseOthers(place, outputs, "read", found, context);
    if (!isHandedOver(link)) context.log.warn(`the link is gone: ${describeFound(place, found)}`);
    return undefined;
  }
  const { etag, target } = found.link;
  const ours = isOurs(proofOfLink(link), found.link);
  // It was given up for another resource, which either has taken it or never did.
  if (isHandedOver(link)) {
    if (ours) return { ...link, drifted: target, live: etag };
    const isTaken = isOursByState(context.deployment.states.proofsAt(idOf(place)), found.link);
    return !isTaken && isElsewhere(layout, outputs, context) ? link : undefined;
  }
  if (ours) return { ...asWritten(name, link, layout, digests), live: etag };
  return { ...link, drifted: target, live: etag };
}

/** What another service has under a name says nothing of what was written here. */
function isElsewhere({ bucket, prefix }: LayoutName, outputs: PropertyMap, context: Context): boolean {
  return movedFrom(outputs.url, context.client().objectUrl(bucket, prefix), bucket) !== undefined;
}

/** The old outputs, with what was seen: what is declared there is what the links are compared to. */
function observedOutputs(
  { inputs, outputs }: ReadRequest,
  written: ReadonlyMap<string, ObservedLink>,
  strays: ReturnType<typeof strayOutput>,
  name: LayoutName,
  context: Context,
): PropertyMap {
  const url = context.client().objectUrl(name.bucket, name.prefix);
  const leadsToSecret = ([link, { drifted }]: readonly [string, ObservedLink]) =>
    drifted !== undefined && context.deployment.isTargetHidden(idOf({ bucket: name.bucket, key: keyOf(name, link) }));
  const isHere = (link: ObservedLink) => link.drifted === undefined && !isHandedOver(link);
  const isFound = written.size > 0 && [...written.values()].every(isHere);
  const isHome = isFound || !isElsewhere(name, outputs, context);
  return layoutOutputs(withAllLinks(inputs, outputs), {
    url: isHome ? url : String(outputs.url),
    written,
    // Of those at another endpoint nobody is to think that they have been named.
    strays: isHome ? strays : undefined,
    proofKey: proofKeyOf(outputs),
    // Another resource may have put it there, and where it leads may be that one's secret.
    secretTargets: hasSecretTargets(inputs) || hasSecretTargets(outputs) || [...written].some(leadsToSecret),
  });
}

/** Links as the state declares them; where it only has what was seen of one, or nothing, as the inputs do. */
function withAllLinks(inputs: PropertyMap, outputs: PropertyMap): PropertyMap {
  const drifted = entriesOf(outputs.drifted);
  const shown = entriesOf(outputs.links);
  const links: MutablePropertyMap = { ...entriesOf(inputs.links) };
  for (const [link, value] of Object.entries(shown)) if (drifted[link] === undefined) links[link] = value;
  const secret = containsSecret(inputs.links) || containsSecret(outputs.links);
  return { ...outputs, links: secret ? new Secret(links) : links };
}
