import type { PropertyMap } from "../protocol/values";

/**
 * Whether the link that a state shows is the one this resource wrote: by the ETag of its last put, or by its version.
 * Content proves nothing, somebody else may have written the same.
 */
export function isOurs(outputs: PropertyMap): boolean {
  const { etag, writtenEtag, versionId } = outputs;
  if (typeof etag === "string" && etag === writtenEtag) return true;
  return typeof versionId === "string" && versionId === versionIdsOf(outputs).at(-1);
}

/** The versions this resource wrote, oldest first. `null` is nobody's own version: any write may have that id. */
export function versionIdsOf(outputs: PropertyMap): string[] {
  const ids = outputs.versionIds;
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string" && id !== "null") : [];
}

const MOST_VERSIONS = 100;

/** The list after a put that made `versionId`: the newest 100, oldest first. */
export function versionsAfter(versionIds: readonly string[], versionId: string | undefined): string[] {
  if (versionId === undefined || versionId === "null") return [...versionIds];
  return [...versionIds.filter((known) => known !== versionId), versionId].slice(-MOST_VERSIONS);
}
