import { CallFailure } from "../protocol/failures";
import type { Declaration } from "./declaration";
import { describeFound } from "./describe";
import type { Moved } from "./endpoint";
import type { OnConflict } from "./handling";
import type { Found } from "./look";
import { mayAdoptLink } from "./rules/may-adopt-link";

/** A link of the same name at another service is not the one that a state tells of, unless the state proves it. */
export function refuseElsewhere(
  declared: Declaration,
  found: Found,
  ours: boolean,
  moved: Moved | undefined,
  onConflict: OnConflict,
): void {
  if (moved === undefined || found.kind !== "link" || ours || mayAdoptLink(onConflict)) return;
  const message = `the link cannot be updated: ${describeFound(declared, found)} at ${moved.now}, and this stack's was written at ${moved.before}; configure the former endpoint, or take the link over with onConflict: adopt`;
  throw new CallFailure("FAILED_PRECONDITION", message);
}
