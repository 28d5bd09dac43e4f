import { isNoSuchBucket, isOssError } from "../oss";
import { CallFailure } from "../protocol/failures";
import type { PropertyMap } from "../protocol/values";
import type { Context, DeleteRequest } from "../resource";
import { describeFound } from "./describe";
import { idOf, type LinkName, parseId } from "./identity";
import { alone } from "./lock";
import { callOptions, type Found, look } from "./look";
import { versionIdsOf } from "./ownership";
import type { Observed } from "./state";

/** How often a delete looks anew after its answer was lost. */
const ATTEMPTS = 3;

/** Removes the link if it is still ours. What is somebody else's by now stays, with a warning. */
export async function removeSymlink({ id, outputs }: DeleteRequest, context: Context): Promise<void> {
  const name = parseId(id);
  if (name === undefined) throw new CallFailure("INVALID_ARGUMENT", `${JSON.stringify(id)} is no ID of a link`);
  await alone(idOf(name), () => lookAndDelete(name, outputs, context));
}

async function lookAndDelete(name: LinkName, outputs: PropertyMap, context: Context): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const found = await lookOrGone(name, context);
    if (found.kind === "nothing") return;
    if (found.kind === "object" || !isStillOurs(outputs, found.link)) {
      context.log.warn(leftAlone(name, found));
      return;
    }
    try {
      await context.client().deleteObject(name.bucket, name.key, callOptions(context));
      return;
    } catch (error) {
      // Whether it took effect is seen by looking again; deleting again unseen could hit somebody else's link.
      const lost = isOssError(error) && error.ambiguous;
      if (!lost || context.limits.signal.aborted || attempt === ATTEMPTS) throw error;
    }
  }
}

async function lookOrGone(name: LinkName, context: Context): Promise<Found> {
  try {
    return await look(name, context);
  } catch (error) {
    if (isNoSuchBucket(error)) return { kind: "nothing" };
    throw error;
  }
}

/** By the ETag of the last put, or by any version that this resource wrote. */
function isStillOurs(outputs: PropertyMap, { etag, versionId }: Observed): boolean {
  if (etag !== undefined && etag === outputs.writtenEtag) return true;
  return versionId !== undefined && versionIdsOf(outputs).includes(versionId);
}

function leftAlone(name: LinkName, found: Exclude<Found, { kind: "nothing" }>): string {
  const way =
    found.kind === "link"
      ? "to remove it all the same, keep the resource, run pulumi up --refresh, which takes it back, and then destroy"
      : "it is an object now, and not this resource's";
  return `left alone, because this resource did not write what is there: ${describeFound(name, found)}; ${way}`;
}
