import { requireWrite } from "../auth/access";
import { ossError } from "../errors/oss-error";
import { emptyReply, type Reply } from "../http/reply";
import { type Bucket, currentVersion, findVersion } from "../store/store";
import { bucketOf, type Call, keyOf } from "./call";
import { requestedVersionId } from "./versions";
import { writeDeleteMarker } from "./write-version";

/** What a deletion did, in the words of the answers. */
export interface Deletion {
  /** The version asked for, where one was. */
  readonly versionId: string | undefined;
  /** The id of the delete marker that was made, or removed. */
  readonly markerId: string | undefined;
}

/** wire-facts §6.1 */
export function deleteObject(call: Call): Reply {
  const bucket = bucketOf(call);
  const key = keyOf(call);
  const asked = requestedVersionId(call, bucket);
  const isMissing = asked !== undefined && findVersion(bucket, key, asked) === undefined;
  if (isMissing && call.choices.deleteOfMissingVersion === "NoSuchVersion")
    throw ossError("NoSuchVersion", { Key: key });
  const { versionId, markerId } = deleteKey(call, bucket, key, asked);
  const headers: Record<string, string> = {};
  if (markerId !== undefined) headers["x-oss-delete-marker"] = "true";
  const shownId = versionId ?? markerId;
  if (shownId !== undefined) headers["x-oss-version-id"] = shownId;
  return emptyReply(204, headers);
}

/** The key need not exist. Once a bucket is or was versioned, every deletion without a version id adds a marker. */
export function deleteKey(call: Call, bucket: Bucket, key: string, versionId: string | undefined): Deletion {
  requireWrite(call.principal, bucket.info, currentVersion(bucket, key));
  if (bucket.info.versioning === "never") {
    const only = currentVersion(bucket, key);
    if (only) dropVersion(call, bucket, key, only.versionId);
    return { versionId: undefined, markerId: undefined };
  }
  if (versionId === undefined) return { versionId, markerId: writeDeleteMarker(call, bucket, key) };
  const version = findVersion(bucket, key, versionId);
  if (!version) return { versionId, markerId: undefined };
  dropVersion(call, bucket, key, versionId);
  return { versionId, markerId: version.kind === "DeleteMarker" ? versionId : undefined };
}

function dropVersion(call: Call, bucket: Bucket, key: string, versionId: string): void {
  call.store.commit({ op: "drop", bucket: bucket.info.name, key, versionId });
}
