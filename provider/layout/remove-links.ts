import { agree, type Proof } from "../deployment/shown-states";
import { isOssError, isTooLate, type ListedObject, type UndeletedEntry } from "../oss";
import { quoted } from "../properties/quoted";
import { CallFailure } from "../protocol/failures";
import type { PropertyMap } from "../protocol/values";
import type { Context } from "../resource";
import { describeFound } from "../symlink/describe";
import { refuseAbsence, refuseOthers } from "../symlink/elsewhere";
import { idOf, type LinkName } from "../symlink/identity";
import { aloneWith } from "../symlink/lock";
import { callOptions, type Something } from "../symlink/look";
import { Outdated } from "../symlink/outdated";
import { lookOrGone } from "../symlink/read";
import { explained, hidesNullVersion, isSuspended, leftAlone, nullVersionBeneath } from "../symlink/remove";
import { isKeptForAnother } from "../symlink/rules/is-kept-for-another";
import { isRecent, recentForMs } from "../symlink/rules/is-recent";
import { isSuperseded } from "../symlink/rules/is-superseded";
import { wasWrittenByUs } from "../symlink/rules/was-written-by-us";
import { AT_ONCE, atOnce } from "./at-once";
import type { LayoutName } from "./identity";
import { isNobodys } from "./strays";
import { type Survey, survey } from "./survey";

/** As many as one request deletes. */
const BATCH = 1000;
/** How often a batch is looked at anew after its answer was lost. */
const ATTEMPTS = 3;

/** A link that is to go, if it still is the one that the proof tells of. */
export interface Removal {
  readonly name: string;
  readonly key: string;
  readonly proof: Proof;
  /** Nobody's, and recognised by what the listing showed of it. */
  readonly stray: boolean;
  /** Declared by another resource since the layout last was updated: what that has made of it is no news. */
  readonly handedOver: boolean;
}

/** Where removals are done, and what is told of each. */
export interface RemovalJob {
  readonly layout: LayoutName;
  /** State, for where it was written. */
  readonly outputs: PropertyMap;
  readonly goesOn: () => boolean;
  /** It is gone, or somebody else's by now: either way it is none of the layout's any more. */
  readonly onLeft: (removal: Removal) => void;
  /** Another resource declares it, and has not taken it over yet, or not any more. */
  readonly onKept: (removal: Removal) => void;
  readonly onFailed: (removal: Removal, error: unknown) => void;
}

/** Removes links in the order of keys. What is somebody else's by now stays, with a warning. */
export async function removeLinks(removals: readonly Removal[], job: RemovalJob, context: Context): Promise<void> {
  for (let start = 0; start < removals.length && job.goesOn(); start += BATCH) {
    const batch = removals.slice(start, start + BATCH);
    const ids = batch.map(({ key }) => idOf({ bucket: job.layout.bucket, key }));
    await aloneWith(ids, () => removeBatch(batch, job, context));
  }
}

async function removeBatch(batch: readonly Removal[], job: RemovalJob, context: Context): Promise<void> {
  let open = batch.filter((removal) => !isAnothers(removal, job, context));
  for (let attempt = 1; open.length > 0; attempt++) {
    const seenAt = Date.now();
    const { ours, odd } = await asListed(open, job, context);
    // Where listing takes too long, it will do so time and again.
    const inTime = isRecent({ at: seenAt }, Date.now());
    // Before anything else is waited for: what the listing has shown is true for a moment only.
    const lost = inTime ? await deleteAll(ours, seenAt, job, context) : [];
    lost.push(...(await lookAndDelete(inTime ? odd : [...ours, ...odd], AT_ONCE / 4 ** (attempt - 1), job, context)));
    if (lost.length === 0) return;
    const goesOn = attempt < ATTEMPTS && job.goesOn();
    if (!goesOn) {
      for (const { removal, error } of lost) job.onFailed(removal, error);
      return;
    }
    open = lost.map(({ removal }) => removal);
  }
}

/** What another resource has taken over in this deployment, or is about to, is left without a word. */
function isAnothers(removal: Removal, job: RemovalJob, context: Context): boolean {
  const { deployment, urn } = context;
  const { proof, stray, handedOver } = removal;
  const id = idOf({ bucket: job.layout.bucket, key: removal.key });
  const superseded = isSuperseded(proof, deployment.lastWrite(id));
  const free = stray ? isNobodys(id, context) : isKeptForAnother(deployment, id, urn, proof) === undefined;
  if (!superseded && free) {
    if (!deployment.isDeclaredInVain(id, urn)) return false;
    job.onFailed(removal, notReplaced(id));
    return true;
  }
  // What was handed over has another proof once it was taken.
  const hasIt = (other: Proof) => handedOver || agree(other, proof);
  const isTaken = superseded || stray || deployment.states.othersAt(id, urn).some((other) => hasIt(other.proof));
  if (isTaken) job.onLeft(removal);
  else job.onKept(removal);
  return true;
}

/** The engine deletes what a layout was before also if what replaces it was made in part only. */
function notReplaced(id: string): CallFailure {
  const reason = `${quoted(id)} stays: what replaces this layout declares it, and could not make it; once nothing is in the way of that, pulumi up --refresh goes on`;
  return new CallFailure("FAILED_PRECONDITION", reason);
}

/** What of a batch is there. */
interface Sorted {
  /** As their proofs say. */
  readonly ours: readonly Removal[];
  /** To be looked at one by one. */
  readonly odd: readonly Removal[];
}

async function asListed(open: readonly Removal[], job: RemovalJob, context: Context): Promise<Sorted> {
  const { bucket, prefix } = job.layout;
  // Where versioning is suspended, a delete may destroy what lies beneath a link, which no listing of links shows.
  const deep = open.some(mayHaveVersions) && (await isSuspended(bucket, context));
  const seen = await listOrGone({ bucket, prefix, keys: open.map(({ key }) => key) }, job, context);
  if (seen === undefined) {
    for (const removal of open) job.onLeft(removal);
    return { ours: [], odd: [] };
  }
  const unseen = new Set(seen.unseen);
  const ours: Removal[] = [];
  const odd: Removal[] = [];
  for (const removal of open) {
    const listed = seen.listed.get(removal.key);
    if (listed === undefined && !unseen.has(removal.key)) leaveAbsent(removal, job, context);
    else if (listed !== undefined && isListedOurs(removal, listed) && !(deep && mayHaveVersions(removal))) {
      ours.push(removal);
    } else odd.push(removal);
  }
  return { ours, odd };
}

function leaveAbsent(removal: Removal, job: RemovalJob, context: Context): void {
  const name: LinkName = { bucket: job.layout.bucket, key: removal.key };
  try {
    refuseAbsence(name, job.outputs, context);
    job.onLeft(removal);
  } catch (error) {
    job.onFailed(removal, error);
  }
}

/** A few at a time: what is seen of the first must still be true when the last have been looked at. */
async function lookAndDelete(odd: readonly Removal[], few: number, job: RemovalJob, context: Context): Promise<Lost[]> {
  const lost: Lost[] = [];
  for (let start = 0; start < odd.length && job.goesOn(); start += few) {
    const seenAt = Date.now();
    const ours = await oursByLook(odd.slice(start, start + few), job, context);
    lost.push(...(await deleteAll(ours, seenAt, job, context)));
  }
  return lost;
}

async function oursByLook(odd: readonly Removal[], job: RemovalJob, context: Context): Promise<Removal[]> {
  const ours = new Set<Removal>();
  await atOnce(odd, async (removal) => {
    if (await isOursByLook(removal, job, context)) ours.add(removal);
  });
  return odd.filter((removal) => ours.has(removal));
}

function mayHaveVersions({ stray, proof }: Removal): boolean {
  return stray || proof.versionIds.length > 0;
}

function isListedOurs({ proof }: Removal, { objectType, etag }: ListedObject): boolean {
  return objectType === "Symlink" && etag !== undefined && etag === proof.writtenEtag;
}

async function isOursByLook(removal: Removal, job: RemovalJob, context: Context): Promise<boolean> {
  const name: LinkName = { bucket: job.layout.bucket, key: removal.key };
  try {
    const found = await lookOrGone(name, job.outputs, context);
    if (found.kind === "link" && wasWrittenByUs(removal.proof, found.link)) {
      if (!(await hidesNullVersion(name, found.link, context))) return true;
      context.log.warn(nullVersionBeneath(name));
    } else if (found.kind !== "nothing") {
      refuseOthers(name, job.outputs, "deleted", found, context);
      if (!removal.handedOver) context.log.warn(removal.stray ? changedSince(name, found) : leftAlone(name, found));
    }
    job.onLeft(removal);
  } catch (error) {
    job.onFailed(removal, error);
  }
  return false;
}

function changedSince(name: LinkName, found: Something): string {
  return `a stray is left alone, because it has changed since it was listed: ${describeFound(name, found)}`;
}

/** Undefined if the bucket has gone, and all its links with it. */
async function listOrGone(
  options: { bucket: string; prefix: string; keys: readonly string[] },
  job: RemovalJob,
  context: Context,
): Promise<Survey | undefined> {
  try {
    return await survey(options, context);
  } catch (error) {
    const [key = ""] = options.keys;
    if (!isOssError(error) || error.code !== "NoSuchBucket") throw error;
    // Says so again, and knows whether this is the endpoint where the links were written.
    await lookOrGone({ bucket: options.bucket, key }, job.outputs, context);
    return undefined;
  }
}

interface Lost {
  readonly removal: Removal;
  readonly error: unknown;
}

/** Returns those of which nobody knows whether they are gone, or whether they are still as they were. */
async function deleteAll(seen: readonly Removal[], seenAt: number, job: RemovalJob, context: Context): Promise<Lost[]> {
  const { bucket } = job.layout;
  // Others may have come to declare it while it was looked at.
  const doomed = seen.filter((removal) => !isAnothers(removal, job, context));
  const repeatForMs = recentForMs({ at: seenAt }, Date.now());
  if (repeatForMs === 0) {
    return doomed.map((removal) => ({ removal, error: new Outdated({ bucket, key: removal.key }) }));
  }
  const byKey = new Map(doomed.map((removal) => [removal.key, removal]));
  for (const key of byKey.keys()) context.deployment.touched(idOf({ bucket, key }));
  const entries = doomed.map(({ key }) => ({ key }));
  const { deleted, failed } = await context
    .client()
    .deleteMany(bucket, entries, { ...callOptions(context), repeatForMs });
  for (const { key } of deleted) {
    context.deployment.deleted(idOf({ bucket, key }));
    const removal = byKey.get(key);
    if (removal !== undefined) job.onLeft(removal);
  }
  return failed.flatMap((entry) => outcome(entry, byKey, job, context));
}

function outcome(
  { key, error }: UndeletedEntry,
  byKey: ReadonlyMap<string, Removal>,
  job: RemovalJob,
  { deployment }: Context,
): Lost[] {
  const removal = byKey.get(key);
  if (removal === undefined) return [];
  if (error.ambiguous) {
    deployment.deleted(idOf({ bucket: job.layout.bucket, key }));
    return [{ removal, error }];
  }
  if (isTooLate(error)) return [{ removal, error }];
  job.onFailed(removal, explained(error, { bucket: job.layout.bucket, key }));
  return [];
}
