import { isAccessDenied, isNoSuchBucket, isOssError } from "../oss";
import { quoted } from "../properties/quoted";
import { CallFailure } from "../protocol/failures";
import type { Context } from "../resource";
import { lookAtTarget, type TargetSeen } from "../targets/look-at-target";
import { idOf, type LinkName } from "./identity";
import { callOptions } from "./look";

interface Pointing extends LinkName {
  readonly target: string;
}

/** What is wrong with a target, if anything; undefined also where it must not be looked at, which is said once. */
export async function flawOf({ bucket, target }: Pointing, context: Context): Promise<string | undefined> {
  try {
    return flawIn(await lookAtTarget(context.client(), bucket, target, callOptions(context)));
  } catch (error) {
    context.limits.signal.throwIfAborted();
    if (isNoSuchBucket(error)) return undefined;
    if (!isOssError(error)) throw error;
    const consequence = isAccessDenied(error) ? "targets count as good" : "this one counts as good";
    context.log.warnOnce("unreadable target", `the target could not be looked at, ${consequence}: ${error.message}`);
    return undefined;
  }
}

function flawIn(seen: TargetSeen): string | undefined {
  if (seen.kind === "object") return undefined;
  if (seen.kind === "nothing") return "does not exist";
  if (seen.kind === "archived") return "is archived and not restored";
  if (seen.leadsTo === "nothing") return "is a link itself, and one that leads nowhere";
  if (seen.leadsTo === "a link") return "is a link itself, and to a link at that";
  return "is a link itself, and OSS does not follow a link to a link";
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
