import type { Moved } from "../endpoint";

/** Whether it means that a link is gone if it is not found: only where it was written, or has been deleted just now. */
export function saysItIsGone(moved: Moved | undefined, deletedHere: boolean): boolean {
  return moved === undefined || deletedHere;
}
