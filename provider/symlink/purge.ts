import { type CallOptions, isAccessDenied, isNoSuchBucket, isNoSuchVersion, type UndeletedEntry } from "../oss";
import { quoted } from "../properties/quoted";
import type { PropertyMap } from "../protocol/values";
import type { Context } from "../resource";
import { idOf, type LinkName } from "./identity";
import { callOptions, soon } from "./look";
import { versionIdsOf } from "./proof";
import type { Ended } from "./remove";
import { hidesNothing, purgeable } from "./rules/purgeable";
import { versionsOf } from "./versions";

/** Deletes the versions that this resource wrote for good, and its own delete marker if that hides nothing any more. */
export async function purge(name: LinkName, outputs: PropertyMap, ended: Ended, context: Context): Promise<void> {
  const currentId = ended.kind === "left" ? ended.currentId : undefined;
  const ids = purgeable(versionIdsOf(outputs), currentId);
  if (currentId !== undefined && versionIdsOf(outputs).includes(currentId)) warnOfCurrent(name, currentId, context);
  if (ids.length > 0) await deleteVersions(name, ids, callOptions(context), context);
  if (ended.kind !== "deleted" || ended.markerId === undefined) return;
  const seenAt = Date.now();
  if (!(await isKnownToHideNothing(ended.markerId, name, context))) return;
  // Where versioning is suspended, the marker's id is `null`, and whatever comes there next has that id, too.
  await deleteVersions(name, [ended.markerId], soon(seenAt, context), context);
}

/** What is there is never purged, and once this state is gone, none may know of it. */
function warnOfCurrent(name: LinkName, versionId: string, { deployment, log }: Context): void {
  if (deployment.states.hasVersion(idOf(name), versionId)) return;
  const what = `a version of ${quoted(idOf(name))} stays, which this resource wrote`;
  log.warn(`${what} and no purge will delete, as it is what is there now: ${versionId}`);
}

/** A link that a read does not find leaves the state, and with it goes what a purge would delete. */
export async function warnOfUnpurged(name: LinkName, outputs: PropertyMap, context: Context): Promise<void> {
  const ids = versionIdsOf(outputs);
  if (ids.length === 0) return;
  const left = await stillThere(name, ids, context);
  if (left.length === 0) return;
  const what = `versions of ${quoted(idOf(name))} stay, which this resource wrote`;
  context.log.warn(`${what} and no purge will delete, as they leave the state with the link: ${left.join(", ")}`);
}

/** Those that cannot be looked for may be there. */
async function stillThere(name: LinkName, ids: readonly string[], context: Context): Promise<readonly string[]> {
  try {
    const there = new Set((await versionsOf(name, context)).map(({ versionId }) => versionId));
    return ids.filter((id) => there.has(id));
  } catch (error) {
    context.limits.signal.throwIfAborted();
    return isNoSuchBucket(error) ? [] : ids;
  }
}

/** The link is gone by now: without permission to list, only the marker stays. */
async function isKnownToHideNothing(markerId: string, name: LinkName, context: Context): Promise<boolean> {
  try {
    return hidesNothing(markerId, await versionsOf(name, context));
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    const what = `the delete marker ${markerId} of ${idOf(name)} is left, as its versions cannot be listed`;
    context.log.warn(`${what}: ${error.message}`);
    return false;
  }
}

/** One that cannot be deleted is named. */
async function deleteVersions(
  name: LinkName,
  ids: readonly string[],
  options: CallOptions,
  context: Context,
): Promise<void> {
  const kept = await undeleted(name, ids, options, context);
  context.limits.signal.throwIfAborted();
  const [first] = kept;
  if (first === undefined) return;
  const list = kept.map(({ versionId }) => versionId).join(", ");
  context.log.warn(`versions of ${idOf(name)} that could not be purged: ${list} (${first.error.message})`);
}

/** A version that is not there any more is as good as deleted, but a batch refused for it says nothing of the others. */
async function undeleted(
  { bucket, key }: LinkName,
  ids: readonly string[],
  options: CallOptions,
  context: Context,
): Promise<UndeletedEntry[]> {
  const entries = ids.map((versionId) => ({ key, versionId }));
  const { failed } = await context.client().deleteMany(bucket, entries, options);
  const missing = failed.filter(({ error }) => isNoSuchVersion(error));
  const kept = failed.filter(({ error }) => !isNoSuchVersion(error));
  if (ids.length === 1) return kept;
  for (const { versionId } of missing) {
    if (versionId !== undefined) kept.push(...(await undeleted({ bucket, key }, [versionId], options, context)));
  }
  return kept;
}
