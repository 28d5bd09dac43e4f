import {
  isAccessDenied,
  isArchived,
  isNoSuchBucket,
  isNoSuchKey,
  isOssError,
  isTargetMissing,
  isTargetSymlink,
} from "../oss";
import { quoted } from "../properties/quoted";
import { CallFailure } from "../protocol/failures";
import type { Context } from "../resource";
import { idOf, type LinkName } from "./identity";
import { callOptions } from "./look";

interface Pointing extends LinkName {
  readonly target: string;
}

const ARCHIVES: readonly (string | undefined)[] = ["Archive", "ColdArchive", "DeepColdArchive"];

/** What is wrong with a target, if anything; undefined also where it must not be looked at, which is said once. */
export async function flawOf({ bucket, target }: Pointing, context: Context): Promise<string | undefined> {
  try {
    const { objectType, storageClass, restore } = await context
      .client()
      .headObject(bucket, target, callOptions(context));
    if (objectType === "Symlink") return "is a link itself, and OSS does not follow a link to a link";
    const restored = restore?.includes('ongoing-request="false"') === true;
    return ARCHIVES.includes(storageClass) && !restored ? "is archived and not restored" : undefined;
  } catch (error) {
    context.limits.signal.throwIfAborted();
    if (isNoSuchKey(error)) return "does not exist";
    if (isTargetMissing(error)) return "is a link itself, and one that leads nowhere";
    if (isTargetSymlink(error)) return "is a link itself, and to a link at that";
    if (isArchived(error)) return "is archived and not restored";
    if (isNoSuchBucket(error)) return undefined;
    if (!isOssError(error)) throw error;
    const consequence = isAccessDenied(error) ? "targets count as good" : "this one counts as good";
    context.log.warnOnce("unreadable target", `the target could not be looked at, ${consequence}: ${error.message}`);
    return undefined;
  }
}

/** Says what is wrong with a target. @param remark what may still put it right. */
export async function warnOfTarget(link: Pointing, remark: string, context: Context): Promise<void> {
  const flaw = await flawOf(link, context);
  if (flaw !== undefined) context.log.warn(`${sentence(link, flaw)}${remark}`);
}

/** Fails before anything is written. */
export async function requireTarget(link: Pointing, context: Context): Promise<void> {
  const flaw = await flawOf(link, context);
  if (flaw === undefined) return;
  const way = "put the object there first, correct the target, or set targetCheck: warn";
  throw new CallFailure("FAILED_PRECONDITION", `the link was not written: ${sentence(link, flaw)}; ${way}`);
}

function sentence(link: Pointing, flaw: string): string {
  return `the target ${quoted(link.target)} of ${quoted(idOf(link))} ${flaw}`;
}
