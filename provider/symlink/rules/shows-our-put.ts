import type { PutResult } from "../../oss";
import { type Declaration, folded, sameTexts } from "../declaration";
import type { Observed } from "../seen";

/** Whether a link read back is the one just put, and not one that somebody put after it. */
export function showsOurPut(declared: Declaration, put: PutResult, { target, metadata, versionId }: Observed): boolean {
  if (put.versionId !== undefined && put.versionId !== versionId) return false;
  return target === declared.target && sameTexts(metadata, folded(declared.metadata));
}
