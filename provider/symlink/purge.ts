import { isNoSuchVersion } from "../oss";
import type { PropertyMap } from "../protocol/values";
import type { Context } from "../resource";
import { idOf, type LinkName } from "./identity";
import { callOptions } from "./look";
import { versionIdsOf } from "./proof";
import type { Ended } from "./remove";
import { hidesNothing, purgeable } from "./rules/purgeable";
import { versionsOf } from "./versions";

/** Deletes the versions that this resource wrote for good, and its own delete marker if that hides nothing any more. */
export async function purge(name: LinkName, outputs: PropertyMap, ended: Ended, context: Context): Promise<void> {
  const ids = purgeable(versionIdsOf(outputs), ended.kind === "left" ? ended.currentId : undefined);
  if (ids.length > 0) await deleteVersions(name, ids, context);
  if (ended.kind !== "deleted" || ended.markerId === undefined) return;
  if (!hidesNothing(ended.markerId, await versionsOf(name, context))) return;
  await deleteVersions(name, [ended.markerId], context);
}

/** A version that is not there any more is as good as deleted; one that cannot be deleted is named. */
async function deleteVersions({ bucket, key }: LinkName, ids: readonly string[], context: Context): Promise<void> {
  const entries = ids.map((versionId) => ({ key, versionId }));
  const { failed } = await context.client().deleteMany(bucket, entries, callOptions(context));
  context.limits.signal.throwIfAborted();
  const kept = failed.filter(({ error }) => !isNoSuchVersion(error));
  if (kept.length === 0) return;
  const list = kept.map(({ versionId }) => versionId).join(", ");
  const [first] = kept;
  context.log.warn(`versions of ${idOf({ bucket, key })} that could not be purged: ${list} (${first?.error.message})`);
}
