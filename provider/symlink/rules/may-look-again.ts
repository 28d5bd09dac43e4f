import { isAlreadyExists, isOssError } from "../../oss";

/**
 * Whether a write that failed may be decided upon anew by looking again: when its answer was lost, or when something
 * came there between the look and a guarded put.
 */
export function mayLookAgain(error: unknown, guarded: boolean): boolean {
  return (guarded && isAlreadyExists(error)) || (isOssError(error) && error.ambiguous);
}
