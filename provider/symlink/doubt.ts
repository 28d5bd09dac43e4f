import { CallFailure, messageOf, PartialFailure } from "../protocol/failures";
import { emptyMap, type MutablePropertyMap } from "../protocol/values";
import type { Work } from "./plan";

/** What to do about a write of which nobody knows whether it took effect. Only of an update state tells. */
export const DOUBT = {
  created:
    "the link may be there all the same: the next pulumi up finds and takes it; no state knows of it yet, so if it is taken out of the program instead, remove it by hand",
  updated: "the link may have been changed all the same; the next pulumi up looks, and puts it right",
  deleted:
    "the link may be gone all the same, and the state does not say so: to keep it after all, run pulumi up --refresh",
} as const;

/** A failure after a write whose answer was lost. Its cause is what failed last. */
export class InDoubt extends CallFailure {}

export function doubted(error: unknown, doubt: string): unknown {
  if (!(error instanceof Error) || tellsOfAnother(error)) return error;
  const code = error instanceof CallFailure ? error.code : "UNAVAILABLE";
  return new InDoubt(code, `${error.message}; ${doubt}`, { cause: error });
}

/** Whatever became of the write, it is not what is there. */
function tellsOfAnother(error: Error): boolean {
  return error instanceof CallFailure && error.code === "ALREADY_EXISTS";
}

/**
 * What state has of a write without an answer: neither as it was nor as it was to be, and nothing that OSS would store.
 * Whatever the program says next, the link is looked at, and written if need be.
 */
export const IN_DOUBT = { etag: "in doubt", acl: "in doubt", tags: { "in doubt": "?" } } as const;

/** What was sent without an answer may have been carried out: state must not say that all is as before. */
export function updateInDoubt({ id, oldInputs, plan, seen }: Work, error: unknown): PartialFailure {
  const properties: MutablePropertyMap = Object.assign(emptyMap(), seen);
  delete properties.lastModified;
  if (plan.put) delete properties.versionId;
  if (plan.put) properties.etag = IN_DOUBT.etag;
  if (plan.acl !== undefined) properties.acl = IN_DOUBT.acl;
  if (plan.tags !== undefined) properties.tags = IN_DOUBT.tags;
  const reasons = [messageOf(error), DOUBT.updated];
  return new PartialFailure({ id, properties, inputs: oldInputs, reasons }, { cause: error });
}
