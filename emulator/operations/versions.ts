import { CATALOGUE } from "../errors/catalogue";
import { OssError, ossError } from "../errors/oss-error";
import { NULL_VERSION, type ObjectVersion } from "../store/model";
import { type Bucket, currentVersion, findVersion } from "../store/store";
import type { Call } from "./call";
import { isWellFormed, makeVersionId } from "./version-ids";

export function newVersionId(bucket: Bucket): string {
  return bucket.info.versioning === "Enabled" ? makeVersionId() : NULL_VERSION;
}

/** Present once the bucket has a versioning state, also for what is older than that (§4). */
export function versionHeader(bucket: Bucket, versionId: string): Record<string, string> {
  return bucket.info.versioning === "never" ? {} : { "x-oss-version-id": versionId };
}

/** The version id a request asks for, checked; undefined where it asks for none. */
export function requestedVersionId(call: Call, bucket: Bucket): string | undefined {
  return checkVersionId(call, bucket, call.request.query.get("versionId"));
}

export function checkVersionId(call: Call, bucket: Bucket, versionId: string | undefined): string | undefined {
  if (versionId === undefined) return undefined;
  if (versionId === "") throw ossError("EmptyVersionId");
  const isNull = versionId === NULL_VERSION;
  if (!isNull && !isWellFormed(versionId)) throw ossError("InvalidVersionId", { ArgumentValue: versionId });
  if (bucket.info.versioning === "never" && !(isNull && call.choices.versionIdWithoutVersioning === "null-accepted")) {
    throw ossError("VersionIdWithoutVersioning", { ArgumentValue: versionId });
  }
  return versionId;
}

/** What a version id that names a delete marker is answered with. */
export type MarkerAnswer = "MethodNotAllowed" | "NoSuchKey";

/** The object or link a request names: its current version, or the one asked for; never a delete marker. */
export function selectVersion(
  call: Call,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  markerAnswer: MarkerAnswer = "MethodNotAllowed",
): ObjectVersion {
  if (versionId === undefined) {
    const current = currentVersion(bucket, key);
    if (!current) throw ossError("NoSuchKey", { Key: key });
    if (current.kind === "DeleteMarker") throw missingBehindMarker(current);
    return current;
  }
  const version = findVersion(bucket, key, versionId);
  if (!version) throw ossError("NoSuchVersion", { Key: key, VersionId: versionId });
  if (version.kind !== "DeleteMarker") return version;
  throw markerAnswer === "NoSuchKey" ? missingBehindMarker(version) : markerNotReadable(call, version);
}

export function missingBehindMarker(marker: ObjectVersion): OssError {
  return new OssError(CATALOGUE.NoSuchKey, { elements: { Key: marker.key }, headers: markerHeaders(marker) });
}

function markerNotReadable(call: Call, marker: ObjectVersion): OssError {
  return new OssError(CATALOGUE.MethodNotAllowed, {
    elements: { Method: call.request.method, ResourceType: "DeleteMarker" },
    headers: { Allow: "DELETE", ...markerHeaders(marker) },
  });
}

function markerHeaders(marker: ObjectVersion): Record<string, string> {
  return { "x-oss-delete-marker": "true", "x-oss-version-id": marker.versionId };
}
