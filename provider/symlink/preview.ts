import { isOssError, type OssError } from "../oss";
import { containsUnknown, isUnknown, type PropertyMap } from "../protocol/values";
import type { Context, Created } from "../resource";
import { type Declaration, declarationOf } from "./declaration";
import { type Handling, handlingOf } from "./handling";
import { idOf } from "./identity";
import { type Course, judge } from "./judge";
import { look } from "./look";
import { previewOutputs } from "./state";
import { warnOfStorageClass } from "./storage-class";
import { warnOfTarget } from "./target-check";

/** A conflict that is certain is told in the preview already; what cannot be known yet is not. */
export async function previewCreate(inputs: PropertyMap, context: Context): Promise<Created> {
  const outputs = previewOutputs(inputs);
  const handling = handlingOf(inputs);
  const readFirst = handling.enforce;
  if (isUnknown(inputs.bucket) || isUnknown(inputs.key)) return { id: "", outputs, readFirst };
  const declared = declarationOf(inputs);
  warnOfStorageClass(declared, context);
  outputs.url = context.client().objectUrl(declared.bucket, declared.key);
  const answered = containsUnknown(inputs) || (await lookAhead(declared, handling, context));
  if (answered && !containsUnknown(inputs.target)) await previewTarget(declared, handling, context);
  return { id: idOf(declared), outputs, readFirst };
}

/** Answers whether the service may be asked about the target as well: not where nothing of it can be had. */
async function lookAhead(declared: Declaration, handling: Handling, context: Context): Promise<boolean> {
  let course: Course;
  try {
    course = await judge(declared, handling, await look(declared, context), context);
  } catch (error) {
    if (!isOssError(error) || context.limits.signal.aborted) throw error;
    return tellBlind(error, context);
  }
  if (course.kind === "put") {
    if (course.warning !== undefined) context.log.warn(course.warning);
    return true;
  }
  if (course.proven) throw course.failure;
  context.log.warn(course.failure.message);
  return true;
}

/** What is refused for one link may be allowed for another; anything else is the same for all of them, and said once. */
function tellBlind(error: OssError, context: Context): boolean {
  const { code, message } = error;
  if (code === "NoSuchBucket") return true;
  const own = code === "AccessDenied";
  if (own) context.log.warn(`could not look ahead: ${message}`);
  else context.log.warnOnce(`look ahead ${code}`, `could not look ahead: ${message}`);
  return own;
}

/** The target may come into being in the same deployment, so this never fails. */
export async function previewTarget(declared: Declaration, handling: Handling, context: Context): Promise<void> {
  if (handling.targetCheck === "off") return;
  const consequence = handling.targetCheck === "require" ? "; the link will not be written" : "";
  await warnOfTarget(declared, `${consequence}, unless this deployment creates it`, context);
}
