import { isAlreadyExists, isOssError, isTooLate } from "../../oss";
import { Outdated } from "../outdated";

/**
 * Whether a write that failed may be decided upon anew by looking again: when its answer was lost, when something
 * came there between the look and a guarded put, or when the look was too long ago.
 */
export function mayLookAgain(error: unknown, guarded: boolean): boolean {
  if (error instanceof Outdated || isTooLate(error)) return true;
  return (guarded && isAlreadyExists(error)) || (isOssError(error) && error.ambiguous);
}
