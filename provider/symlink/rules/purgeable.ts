import type { ListedVersion } from "../../oss";

/** Versions of ours to delete for good: never the one that is current, that would be a delete without a look. */
export function purgeable(versionIds: readonly string[], currentId: string | undefined): string[] {
  return versionIds.filter((id) => id !== currentId && id !== "null");
}

/** Whether our delete marker hides nothing any more, so that it can go, too. What has come since may have its id, `null`. */
export function hidesNothing(markerId: string, versions: readonly ListedVersion[]): boolean {
  return versions.every(({ versionId, deleteMarker }) => deleteMarker && versionId === markerId);
}
