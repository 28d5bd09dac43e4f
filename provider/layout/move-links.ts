import type { Sighting } from "../deployment/deployment";
import type { ListedObject } from "../oss";
import type { Context } from "../resource";
import type { Declaration } from "../symlink/declaration";
import { describeFound, describeLoss } from "../symlink/describe";
import { refuseElsewhere } from "../symlink/elsewhere";
import { idOf } from "../symlink/identity";
import { alone } from "../symlink/lock";
import { type Found, look } from "../symlink/look";
import { isNews, mayHaveTakenEffect, type Tried, tried } from "../symlink/newcomer";
import { type Grounds, type Put, putLink } from "../symlink/put";
import { isGuarded } from "../symlink/rules/is-guarded";
import { isOurs } from "../symlink/rules/is-ours";
import { isRecent } from "../symlink/rules/is-recent";
import { mayLookAgain } from "../symlink/rules/may-look-again";
import { mayOverwriteObject } from "../symlink/rules/may-overwrite-object";
import type { Observed } from "../symlink/seen";
import { inTheWay } from "../symlink/update";
import { atOnce } from "./at-once";
import { keyOf, linkOf, targetOf } from "./declaration";
import { asFound, digestOf, UNFINISHED } from "./digest";
import { ignoredTarget, withLiveCommon } from "./ignored";
import { settle } from "./make-links";
import { recentSighting } from "./sighting";
import { proofOfLink, type WrittenLink } from "./state";
import { survey } from "./survey";
import type { Work } from "./work";

/** As many as a page of a listing has. */
const BATCH = 1000;
/** How often a move looks anew after it has lost a race or an answer. */
const ATTEMPTS = 3;

interface Move {
  readonly name: string;
  /** ETag of a link that was there a moment ago; undefined for anything else. */
  readonly sighting: Sighting<string | undefined>;
}

/** Writes links anew that the layout has written before. A listing shows which of them are still as it wrote them. */
export async function moveLinks(names: readonly string[], work: Work, context: Context): Promise<void> {
  const { progress } = work;
  const sightings = new Sightings(names, (batch) => lookAt(batch, work, context));
  await atOnce(
    names.entries(),
    async ([index, name]) => {
      const sighting = (await sightings.of(index))(name);
      if (progress.goesOn) await progress.attempt(name, () => moveOne({ name, sighting }, work, context));
    },
    () => progress.goesOn,
  );
}

type SightingOf = (name: string) => Move["sighting"];

/** What is there, batch by batch: while one is being worked on, the next one is looked at already. */
class Sightings {
  private current: Promise<SightingOf> | undefined;
  private ahead: Promise<SightingOf> | undefined;

  constructor(
    private readonly names: readonly string[],
    private readonly look: (names: readonly string[]) => Promise<SightingOf>,
  ) {}

  /** Of the name with that index, and others with it. To be asked for one after the other. */
  of(index: number): Promise<SightingOf> {
    if (this.current === undefined || index % BATCH === 0) this.current = this.advance(index);
    return this.current;
  }

  private async advance(index: number): Promise<SightingOf> {
    const sightingOf = await (this.ahead ?? this.lookFrom(index));
    this.ahead = this.lookFrom(index + BATCH);
    // Whoever stops early does not ask for it any more.
    this.ahead.catch(() => {});
    return sightingOf;
  }

  private lookFrom(start: number): Promise<SightingOf> {
    return this.look(this.names.slice(start, start + BATCH));
  }
}

/** By name, what is there. */
async function lookAt(
  names: readonly string[],
  { layout, isIgnored, ignored }: Work,
  context: Context,
): Promise<SightingOf> {
  const at = Date.now();
  if (ignored.length > 0) return () => ({ at, seen: undefined });
  const listable = names.filter((name) => !isIgnored(name));
  if (listable.length === 0) return () => ({ at, seen: undefined });
  const read = recentSighting(layout, context);
  if (read !== undefined) {
    return (name) => ({ at: read.at, seen: isIgnored(name) ? undefined : read.seen.etags.get(name) });
  }
  const keys = listable.map((name) => keyOf(layout, name));
  const { listed } = await survey({ bucket: layout.bucket, prefix: layout.prefix, keys }, context);
  return (name) => ({ at, seen: isIgnored(name) ? undefined : linkEtag(listed.get(keyOf(layout, name))) });
}

function linkEtag(object: ListedObject | undefined): string | undefined {
  return object?.objectType === "Symlink" ? object.etag : undefined;
}

async function moveOne({ name, sighting }: Move, work: Work, context: Context): Promise<void> {
  const written = work.written.get(name);
  if (written === undefined) return;
  const declared = linkOf(work.layout, name);
  await alone(idOf(declared), async () => {
    const { seen } = sighting;
    // Waiting for other links may have taken long.
    const untouched = seen !== undefined && seen === written.etag && isRecent(sighting, Date.now());
    if (!untouched) return await lookAndMove(name, declared, written, undefined, work, context);
    try {
      await put(name, declared, { guarded: false, seenAt: sighting.at }, written, work, context);
    } catch (error) {
      if (!mayLookAgain(error, false) || context.limits.signal.aborted) throw error;
      const before: Tried = { kind: "link", etag: seen, left: mayHaveTakenEffect(error) ? declared : undefined };
      await lookAndMove(name, declared, written, before, work, context);
    }
  });
}

/** By the rules of a link that is updated: whoever wrote it last, it is written anew; an object only if that is wanted. */
async function lookAndMove(
  name: string,
  declared: Declaration,
  written: WrittenLink,
  before: Tried | undefined,
  work: Work,
  context: Context,
): Promise<void> {
  let last = before;
  for (let attempt = 1; ; attempt++) {
    const seenAt = Date.now();
    const found = await look(declared, context);
    if (found.kind === "object" && !mayOverwriteObject(work.handling.onConflict)) throw inTheWay(declared, found);
    if (isNews(found, last)) {
      const ours = found.kind === "link" && isOurs(proofOfLink(written), found.link);
      refuseElsewhere(declared, found, ours, work.moved, work.handling.onConflict);
    }
    const guarded = found.kind === "nothing" && isGuarded(work.handling.onConflict);
    const live = found.kind === "link" ? await withLive(name, declared, found.link, work, context) : declared;
    if (isNews(found, last)) warnOfOthers(live, found, written, context);
    try {
      return await put(name, live, { guarded, seenAt }, written, work, context);
    } catch (error) {
      if (!mayLookAgain(error, guarded) || context.limits.signal.aborted || attempt === ATTEMPTS) throw error;
      last = tried(found, live, error);
    }
  }
}

/** What is ignored is put as it is there. */
async function withLive(
  name: string,
  declared: Declaration,
  link: Observed,
  { layout, isIgnored, ignored, edited }: Work,
  context: Context,
): Promise<Declaration> {
  const live = await withLiveCommon(declared, link, ignored, context);
  return isIgnored(name) ? { ...live, target: ignoredTarget(link.target, name, edited.get(name), layout) } : live;
}

function warnOfOthers(declared: Declaration, found: Found, written: WrittenLink, context: Context): void {
  if (found.kind === "nothing") context.log.warn(`${idOf(declared)} was gone; it is made again`);
  if (found.kind === "object")
    context.log.warn(`${describeFound(declared, found)}; the link replaces it, content and all`);
  if (found.kind !== "link" || isOurs(proofOfLink(written), found.link)) return;
  const who = "an interrupted deployment of yours, another stack that declares the same link, or somebody by hand";
  const loss = describeLoss(declared, found.link);
  context.log.warn(
    `${describeFound(declared, found)}, which this resource did not write (${who}); it is overwritten, ${loss}`,
  );
}

async function put(
  name: string,
  declared: Declaration,
  grounds: Grounds,
  written: WrittenLink,
  work: Work,
  context: Context,
): Promise<void> {
  // What an interrupted update has left of ACL and tags is not known any more.
  const all = written.digest === UNFINISHED;
  const { resets, ignored } = work;
  const isReset = (facet: "acl" | "tags") => declared[facet] === undefined && !ignored.includes(facet);
  const acl = isReset("acl") && (all || resets.acl) ? "default" : declared.acl;
  const tags = isReset("tags") && (all || resets.tags) ? {} : undefined;
  const bucket = context.deployment.bucket(declared.bucket);
  const done: Put = await bucket.inTurn(context.limits.signal, async () => {
    work.progress.assertGoesOn();
    return await putLink({ ...declared, acl }, grounds, context).catch((error: unknown) => {
      if (mayHaveTakenEffect(error)) work.progress.changed = true;
      throw error;
    });
  });
  await settle(name, declared, done, { acl: undefined, tags }, work, context);
  if (!work.isIgnored(name) && ignored.length === 0) return;
  const { etag, versionId } = done;
  const wanted = digestOf(work.layout.common, declared.target, work.digests.key);
  const digest = digestOf(declared, declared.target, work.digests.key) === wanted ? wanted : asFound(wanted);
  const drifted = declared.target === targetOf(work.layout, name) ? undefined : declared.target;
  work.written.set(name, { etag, versionId, digest, drifted });
}
