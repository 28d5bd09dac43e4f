import type { Proof } from "../../deployment/shown-states";
import type { Seen } from "../seen";

/**
 * Whether the link there now is the last one that this proof's resource wrote: by the ETag of its put, or by its
 * version. Content proves nothing, somebody else may have written the same.
 */
export function isOurs({ writtenEtag, versionIds }: Proof, { etag, versionId }: Seen): boolean {
  if (etag !== undefined && etag === writtenEtag) return true;
  return versionId !== undefined && versionId === versionIds.at(-1);
}
