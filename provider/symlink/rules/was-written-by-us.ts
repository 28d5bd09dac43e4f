import type { Proof } from "../../deployment/shown-states";
import type { Seen } from "../seen";

/** Whether a delete may take the link there now: an older version of ours, brought back by somebody, is ours as well. */
export function wasWrittenByUs({ writtenEtag, versionIds }: Proof, { etag, versionId }: Seen): boolean {
  if (etag !== undefined && etag === writtenEtag) return true;
  return versionId !== undefined && versionIds.includes(versionId);
}
