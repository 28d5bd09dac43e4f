import { requireWrite } from "../auth/access";
import { ossError } from "../errors/oss-error";
import { NO_BODY, NO_PAIRS, type ObjectVersion } from "../store/model";
import { type Bucket, currentVersion } from "../store/store";
import { bucketName, bucketOf, type Call, keyOf, wholeSeconds } from "./call";
import { forbidOverwriteHeader } from "./put-headers";
import { newVersionId, versionHeader } from "./versions";

/** The place a PUT writes to, found free to be written. */
export interface Destination {
  readonly bucket: Bucket;
  readonly key: string;
  /** What the key is at this moment; a delete marker counts as nothing. */
  readonly present: ObjectVersion | undefined;
}

export function openDestination(call: Call): Destination {
  const bucket = bucketOf(call);
  const key = keyOf(call);
  const current = currentVersion(bucket, key);
  const present = current?.kind === "DeleteMarker" ? undefined : current;
  requireWrite(call.principal, bucket.info, present);
  // Once a bucket has a versioning state the header has no effect (wire-facts §3.4).
  const forbidden = forbidOverwriteHeader(call.request) && bucket.info.versioning === "never";
  if (present && (forbidden || bucket.info.overwriteProhibited)) throw ossError("FileAlreadyExists", { Key: key });
  return { bucket, key, present };
}

/** What the writing operation decides; key, version id and date come from the bucket and the clock. */
export type NewContent = Omit<ObjectVersion, "key" | "versionId" | "lastModified" | "restore">;

/** Puts a new current version; answers the headers that every write has. */
export function writeVersion(call: Call, { bucket, key }: Destination, content: NewContent): Record<string, string> {
  const versionId = newVersionId(bucket);
  const lastModified = wholeSeconds(call.now);
  const version: ObjectVersion = { key, versionId, lastModified, restore: undefined, ...content };
  call.store.commit({ op: "put", bucket: bucketName(call), version });
  return versionHeader(bucket, versionId);
}

/** A delete marker becomes current; under Suspended it replaces the null version (§6.1). */
export function writeDeleteMarker(call: Call, bucket: Bucket, key: string): string {
  const versionId = newVersionId(bucket);
  const version: ObjectVersion = { key, versionId, lastModified: wholeSeconds(call.now), ...MARKER };
  call.store.commit({ op: "put", bucket: bucket.info.name, version });
  return versionId;
}

const MARKER: Omit<ObjectVersion, "key" | "versionId" | "lastModified"> = {
  kind: "DeleteMarker",
  etag: "",
  target: "",
  body: NO_BODY,
  crc64: "0",
  headers: NO_PAIRS,
  acl: "default",
  tags: NO_PAIRS,
  storageClass: "Standard",
  restore: undefined,
};
