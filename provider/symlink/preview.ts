import { isOssError } from "../oss";
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
  if (!containsUnknown(inputs)) await lookAhead(declared, handling, context);
  if (!containsUnknown(inputs.target)) await previewTarget(declared, handling, context);
  return { id: idOf(declared), outputs, readFirst };
}

async function lookAhead(declared: Declaration, handling: Handling, context: Context): Promise<void> {
  let course: Course;
  try {
    course = await judge(declared, handling, await look(declared, context), context);
  } catch (error) {
    if (!isOssError(error) || context.limits.signal.aborted) throw error;
    if (error.code !== "NoSuchBucket") context.log.warn(`could not look ahead: ${error.message}`);
    return;
  }
  if (course.kind === "put") {
    if (course.warning !== undefined) context.log.warn(course.warning);
    return;
  }
  if (course.proven) throw course.failure;
  context.log.warn(course.failure.message);
}

/** The target may come into being in the same deployment, so this never fails. */
export async function previewTarget(declared: Declaration, handling: Handling, context: Context): Promise<void> {
  if (handling.targetCheck === "off") return;
  const consequence = handling.targetCheck === "require" ? "; the link will not be written" : "";
  await warnOfTarget(declared, `${consequence}, unless this deployment creates it`, context);
}
