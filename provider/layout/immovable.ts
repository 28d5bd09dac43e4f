import { isAccessDenied } from "../oss";
import type { Context } from "../resource";
import { isSuspended, nullVersionBeneath } from "../symlink/remove";
import { wouldDestroyNullVersion } from "../symlink/rules/would-destroy-null-version";
import { versionsOf } from "../symlink/versions";
import { atOnce } from "./at-once";
import type { LayoutName } from "./identity";
import type { Stray } from "./sighting";
import { MOST_STRAYS } from "./state";
import { linkByLink } from "./work";

/**
 * Keys of strays that cannot go, each with a warning: where versioning is suspended, a delete would destroy a version
 * `null` beneath. No more are looked at than it takes to find as many that can go as a state keeps.
 */
export async function immovable(
  strays: readonly Stray[],
  { bucket }: LayoutName,
  context: Context,
): Promise<ReadonlySet<string>> {
  const stuck = new Set<string>();
  if (strays.length === 0 || !(await mayBeSuspended(bucket, context))) return stuck;
  await linkByLink(context, async (each) => {
    for (let seen = 0; seen < strays.length && seen - stuck.size < MOST_STRAYS; seen += MOST_STRAYS) {
      await atOnce(strays.slice(seen, seen + MOST_STRAYS), async ({ key }) => {
        if (await isAboveNullVersion({ bucket, key }, each)) stuck.add(key);
      });
    }
    for (const { key } of strays) if (stuck.has(key)) each.log.warn(nullVersionBeneath({ bucket, key }));
  });
  return stuck;
}

/** Who may not ask is told so by the delete, which asks again. */
async function mayBeSuspended(bucket: string, context: Context): Promise<boolean> {
  return await unlessDenied(() => isSuspended(bucket, context));
}

async function isAboveNullVersion(name: { bucket: string; key: string }, context: Context): Promise<boolean> {
  return await unlessDenied(async () => {
    const versions = await versionsOf(name, context);
    return wouldDestroyNullVersion({ versionId: versions[0]?.versionId }, versions);
  });
}

async function unlessDenied(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask();
  } catch (error) {
    if (isAccessDenied(error)) return false;
    throw error;
  }
}
