import { requireRead } from "../auth/access";
import { ossError } from "../errors/oss-error";
import { httpDate } from "../http/dates";
import { byteStringOfUtf8 } from "../http/percent";
import { emptyReply, type Reply } from "../http/reply";
import { NO_BODY, needsRestore, type ObjectVersion } from "../store/model";
import { type Bucket, currentVersion } from "../store/store";
import { bucketOf, type Call, keyOf } from "./call";
import { judgeConditions, readConditions } from "./conditions";
import { parseRange } from "./range";
import { isRestored, type Readable, readThrough } from "./read-through";
import { requestedVersionId, selectVersion, versionHeader } from "./versions";

/** wire-facts §5.1, §12 */
export function getObject(call: Call): Reply {
  const { bucket, readable } = findReadable(call);
  const { asked, content } = readable;
  if (asked.kind === "Normal" && needsRestore(asked.storageClass) && !isRestored(asked, call.now)) {
    throw ossError("InvalidObjectState", { ObjectName: asked.key });
  }
  if (isNotModified(call, readable)) return notModified(bucket, readable);
  const standardRange = call.request.headers["x-oss-range-behavior"] === "standard";
  const range = parseRange(call.request.headers.range, content.body.length, standardRange);
  const headers = { ...readHeaders(call, bucket, readable), ...responseOverrides(call) };
  if (!range) return { status: 200, headers, body: content.body };
  const contentRange = `bytes ${range.first}-${range.last}/${content.body.length}`;
  const body = content.body.subarray(range.first, range.last + 1);
  return { status: 206, headers: { ...headers, "Content-Range": contentRange }, body };
}

/** An archived object shows its head without being restored; only its content is locked away (§12.2). */
export function headObject(call: Call): Reply {
  const { bucket, readable } = findReadable(call);
  if (isNotModified(call, readable)) return notModified(bucket, readable);
  const headers = readHeaders(call, bucket, readable);
  return { status: 200, headers, body: NO_BODY, contentLength: readable.content.body.length };
}

/** §5.3: about the link itself, so no target is needed. */
export function getObjectMeta(call: Call): Reply {
  const { bucket, asked } = findAsked(call);
  requireRead(call.principal, bucket.info, asked);
  const headers: Record<string, string> = {
    ETag: `"${asked.etag}"`,
    "Last-Modified": httpDate(asked.lastModified),
    ...versionHeader(bucket, asked.versionId),
  };
  if (asked.kind === "Normal") headers["x-oss-hash-crc64ecma"] = asked.crc64;
  return { status: 200, headers, body: NO_BODY, contentLength: sizeOf(asked, call) };
}

/** §17.4 */
export function sizeOf(version: ObjectVersion, { choices }: Call): number {
  if (version.kind === "Symlink") return choices.linkSize === "zero" ? 0 : Buffer.byteLength(version.target, "utf8");
  return version.body.length;
}

function findAsked(call: Call): { bucket: Bucket; asked: ObjectVersion } {
  const bucket = bucketOf(call);
  const key = keyOf(call);
  requireRead(call.principal, bucket.info, currentVersion(bucket, key));
  return { bucket, asked: selectVersion(call, bucket, key, requestedVersionId(call, bucket)) };
}

function findReadable(call: Call): { bucket: Bucket; readable: Readable } {
  const { bucket, asked } = findAsked(call);
  return { bucket, readable: readThrough(call, bucket, asked) };
}

function isNotModified({ request }: Call, { content, lastModified }: Readable): boolean {
  return judgeConditions(readConditions(request.headers), content.etag, lastModified) === "not-modified";
}

function notModified(bucket: Bucket, { asked, content, lastModified }: Readable): Reply {
  const headers = { ETag: `"${content.etag}"`, "Last-Modified": httpDate(lastModified) };
  return emptyReply(304, { ...headers, ...versionHeader(bucket, asked.versionId) });
}

function readHeaders(call: Call, bucket: Bucket, { asked, content, lastModified }: Readable): Record<string, string> {
  const classOf = call.choices.storageClassReadThrough === "link" ? asked : content;
  const headers: Record<string, string> = {
    "Accept-Ranges": "bytes",
    ETag: `"${content.etag}"`,
    "Last-Modified": httpDate(lastModified),
    "x-oss-object-type": asked.kind,
    "x-oss-storage-class": classOf.storageClass,
    "x-oss-hash-crc64ecma": content.crc64,
    "Content-MD5": contentMd5(content),
    ...versionHeader(bucket, asked.versionId),
    ...asked.headers,
  };
  const tagCount = Object.keys(asked.tags).length;
  if (tagCount > 0) headers["x-oss-tagging-count"] = String(tagCount);
  if (content.restore) headers["x-oss-restore"] = restoreHeader(content, call.now);
  return headers;
}

/** The ETag of an ordinary object is the MD5 of its content (§12). */
function contentMd5({ etag }: ObjectVersion): string {
  return Buffer.from(etag, "hex").toString("base64");
}

function restoreHeader(version: ObjectVersion, now: number): string {
  if (!isRestored(version, now)) return 'ongoing-request="true"';
  return `ongoing-request="false", expiry-date="${httpDate(version.restore?.expiresAt ?? now)}"`;
}

const OVERRIDES: ReadonlyMap<string, string> = new Map([
  ["response-content-type", "content-type"],
  ["response-content-language", "content-language"],
  ["response-expires", "expires"],
  ["response-cache-control", "cache-control"],
  ["response-content-disposition", "content-disposition"],
  ["response-content-encoding", "content-encoding"],
]);

/** Headers the client wants to see instead of the stored ones (§12.4); not for anonymous readers. */
function responseOverrides({ request, principal }: Call): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const [parameter, header] of OVERRIDES) {
    const value = request.query.get(parameter);
    if (value === undefined) continue;
    if (principal.account === undefined) throw ossError("AnonymousOverride");
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value))
      throw ossError("InvalidResponseHeader", { ArgumentName: parameter });
    overrides[header] = byteStringOfUtf8(value);
  }
  return overrides;
}
