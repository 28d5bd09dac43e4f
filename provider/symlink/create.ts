import { isImmutable, isOssError } from "../oss";
import { CallFailure } from "../protocol/failures";
import type { MutablePropertyMap, PropertyMap } from "../protocol/values";
import type { Context, Created, CreateRequest } from "../resource";
import { carryOut } from "./carry-out";
import { type Declaration, declarationOf } from "./declaration";
import { DOUBT, doubted } from "./doubt";
import type { Facets } from "./facets";
import { type Handling, handlingOf } from "./handling";
import { idOf } from "./identity";
import { type Course, judge } from "./judge";
import { alone } from "./lock";
import { type Found, look } from "./look";
import { mayHaveTakenEffect } from "./newcomer";
import type { FacetStep } from "./plan";
import { previewCreate } from "./preview";
import { versionsAfter } from "./proof";
import { type Put, putLink } from "./put";
import { mayLookAgain } from "./rules/may-look-again";
import { mayPutUnseen } from "./rules/may-put-unseen";
import { writtenOutputs } from "./state";
import { warnOfStorageClass } from "./storage-class";
import { requireTarget } from "./target-check";
import { judgeUnderneath } from "./underneath";

/** How often a create looks anew after it has lost a race or an answer. */
const ATTEMPTS = 3;

/** A link that is to be made. */
export interface Creation {
  readonly declared: Declaration;
  readonly handling: Handling;
}

/** A link that has been made. */
export interface Placed {
  readonly put: Put;
  /** What was there beside the link itself, and may have survived. */
  readonly facets: Facets;
}

export async function createSymlink({ inputs, preview }: CreateRequest, context: Context): Promise<Created> {
  if (preview) return await previewCreate(inputs, context);
  const declared = declarationOf(inputs);
  const handling = handlingOf(inputs);
  const id = idOf(declared);
  warnOfStorageClass(declared, context);
  const bucket = context.deployment.bucket(declared.bucket);
  const make = async () => settled(declared, inputs, await placeLink({ declared, handling }, context), context);
  const outputs = await alone(id, () => bucket.inTurn(context.limits.signal, make));
  return { id, outputs, readFirst: handling.enforce };
}

/** Never overwrites what the rules do not allow. A lost answer or a lost race is met by looking again. */
export async function placeLink(creation: Creation, context: Context): Promise<Placed> {
  const { declared, handling } = creation;
  const { guard } = context.deployment.bucket(declared.bucket);
  const unseen = mayPutUnseen(guard, handling.onConflict);
  let course = await allowed(creation, unseen ? { kind: "nothing" } : undefined, context);
  if (handling.targetCheck === "require") await requireTarget(declared, context);
  let lost = false;
  for (let attempt = 1; ; attempt++) {
    if (course.warning !== undefined) context.log.warn(course.warning);
    try {
      return await put(creation, course, unseen && (attempt === 1 || lost), context);
    } catch (error) {
      lost ||= mayHaveTakenEffect(error);
      const inDoubt = (failure: unknown) => (lost ? doubted(failure, DOUBT.created) : failure);
      const again = mayLookAgain(error, course.guarded);
      if (!again || context.limits.signal.aborted || attempt === ATTEMPTS)
        throw inDoubt(explained(error, course.found));
      course = await allowed(creation, undefined, context).catch((failure: unknown) => {
        throw inDoubt(failure);
      });
    }
  }
}

/** What may be done about what was found, and when. */
type Allowed = Course & { readonly kind: "put"; readonly found: Found; readonly seenAt: number };

/** @param known what counts as found, where a look is spared. */
async function allowed(creation: Creation, known: Found | undefined, context: Context): Promise<Allowed> {
  const { declared, handling } = creation;
  const seenAt = Date.now();
  const found = known ?? (await look(declared, context));
  const course = await judge(declared, handling, found, context);
  if (course.kind === "refuse") throw course.failure;
  return { ...course, found, seenAt };
}

/** @param unseen a guard was relied upon, so an answer that shows it did not hold is looked into. */
async function put(
  { declared, handling }: Creation,
  course: Allowed,
  unseen: boolean,
  context: Context,
): Promise<Placed> {
  const written = await putLink(declared, { ...course, judged: unseen }, context);
  const { versionId } = written;
  const underneath =
    unseen && versionId !== undefined ? await judgeUnderneath({ declared, handling }, versionId, context) : {};
  return { put: written, facets: { ...course.facets, ...underneath } };
}

async function settled(
  declared: Declaration,
  inputs: PropertyMap,
  { put, facets }: Placed,
  context: Context,
): Promise<PropertyMap> {
  const { etag, versionId, overtaken } = put;
  const url = context.client().objectUrl(declared.bucket, declared.key);
  const versionIds = versionsAfter([], versionId);
  const outputs = writtenOutputs(inputs, { url, etag, versionId, versionIds, writtenEtag: etag });
  return overtaken ? outputs : await withoutLeftovers(declared, inputs, outputs, { put, facets }, context);
}

/** Whether ACL and tags of what was there survive a put is not documented, so what nobody declares is reset. */
async function withoutLeftovers(
  declared: Declaration,
  inputs: PropertyMap,
  outputs: PropertyMap,
  { put, facets }: Placed,
  context: Context,
): Promise<PropertyMap> {
  const left = leftovers(declared, facets);
  if (left.acl === undefined && left.tags === undefined) return outputs;
  const seen: MutablePropertyMap = { ...outputs };
  if (left.acl !== undefined) seen.acl = left.acl;
  if (left.tags !== undefined) seen.tags = { ...left.tags };
  const step = (facet: unknown): FacetStep | undefined => (facet === undefined ? undefined : "reset");
  const plan = { put: false, acl: step(left.acl), tags: step(left.tags) };
  const id = idOf(declared);
  const work = {
    id,
    declared,
    news: inputs,
    oldInputs: inputs,
    seen,
    seenAt: put.sentAt,
    plan,
    guarded: false,
    written: true,
  };
  return await carryOut(work, context);
}

/** Of what was there, what nobody declares and a new link would not have. */
export function leftovers(declared: Declaration, { acl, tags }: Facets): Facets {
  const lasting = declared.acl === undefined && acl !== "default" ? acl : undefined;
  const none = Object.keys(declared.tags ?? {}).length > 0 || Object.keys(tags ?? {}).length === 0;
  return { acl: lasting, tags: none ? undefined : tags };
}

/** Retention forbids the put that would prove a link to be ours. */
function explained(error: unknown, found: Found): unknown {
  if (!isOssError(error) || !isImmutable(error) || found.kind === "nothing") return error;
  const ways = "or manage the link without writing it, by pulumi import, as long as it is declared as it is";
  return new CallFailure("FAILED_PRECONDITION", `${error.message}; wait until then, ${ways}`, { cause: error });
}
