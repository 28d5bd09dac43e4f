import type { ListedVersion } from "../../oss";
import type { Seen } from "../seen";

/**
 * Whether a delete would destroy a version of somebody else: where versioning is suspended, the delete marker replaces
 * a version `null` beneath a link that has a version of its own.
 */
export function wouldDestroyNullVersion(
  { versionId }: Pick<Seen, "versionId">,
  versions: readonly ListedVersion[],
): boolean {
  if (versionId === "null") return false;
  return versions.some((version) => version.versionId === "null" && !version.deleteMarker);
}
