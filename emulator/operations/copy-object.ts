import { requireRead } from "../auth/access";
import { ossError } from "../errors/oss-error";
import { isoDate } from "../http/dates";
import { checkBucketName, checkObjectName } from "../http/names";
import type { OssRequest } from "../http/oss-request";
import { percentDecode, utf8OfByteString } from "../http/percent";
import { type Reply, xmlReply } from "../http/reply";
import { randomHex } from "../random-hex";
import { needsRestore, type ObjectVersion } from "../store/model";
import type { Bucket } from "../store/store";
import { type Call, findBucket, wholeSeconds } from "./call";
import { judgeConditions } from "./conditions";
import { storedHeaders } from "./content-headers";
import { objectAclHeader, storageClassHeader } from "./put-headers";
import { isRestored } from "./read-through";
import { parseTaggingHeader, type Tags } from "./tags";
import { checkVersionId, selectVersion } from "./versions";
import { openDestination, writeVersion } from "./write-version";

/** wire-facts §12.1: a link is copied as a link; its target is not looked at. */
export function copyObject(call: Call): Reply {
  const { request } = call;
  const { bucket: sourceBucket, version: source } = findSource(call);
  const destination = openDestination(call);
  const acl = objectAclHeader(request) ?? "default";
  const storageClass = storageClassHeader(request) ?? destination.bucket.info.storageClass;
  const etag = source.kind === "Symlink" ? randomHex(16) : source.etag;
  const headers = copiedHeaders(request, source, destination.key);
  const tags = copiedTags(call, source);
  const versionHeaders = writeVersion(call, destination, {
    kind: source.kind,
    etag,
    target: source.target,
    body: source.body,
    crc64: source.crc64,
    headers,
    acl,
    tags,
    storageClass,
  });
  const sourceVersion: Record<string, string> =
    sourceBucket.info.versioning === "never" ? {} : { "x-oss-copy-source-version-id": source.versionId };
  return xmlReply(
    [
      "CopyObjectResult",
      [
        ["ETag", `"${etag}"`],
        ["LastModified", isoDate(wholeSeconds(call.now))],
      ],
    ],
    { ETag: `"${etag}"`, "x-oss-hash-crc64ecma": source.crc64, ...versionHeaders, ...sourceVersion },
  );
}

/** Whether a PUT is a copy. */
export function hasCopySource({ headers }: OssRequest): boolean {
  return headers["x-oss-copy-source"] !== undefined;
}

function findSource(call: Call): { bucket: Bucket; version: ObjectVersion } {
  const { bucketName, key, versionId } = parseCopySource(call.request.headers["x-oss-copy-source"] ?? "");
  const bucket = findBucket(call, bucketName);
  const version = selectVersion(call, bucket, key, checkVersionId(call, bucket, versionId), "NoSuchKey");
  requireRead(call.principal, bucket.info, version);
  if (needsRestore(version.storageClass) && version.kind === "Normal" && !isRestored(version, call.now)) {
    throw ossError("InvalidObjectState", { ObjectName: key });
  }
  const { headers } = call.request;
  const conditions = {
    ifMatch: headers["x-oss-copy-source-if-match"],
    ifNoneMatch: headers["x-oss-copy-source-if-none-match"],
    ifModifiedSince: headers["x-oss-copy-source-if-modified-since"],
    ifUnmodifiedSince: headers["x-oss-copy-source-if-unmodified-since"],
  };
  if (judgeConditions(conditions, version.etag, version.lastModified) === "not-modified") {
    throw ossError("PreconditionFailed");
  }
  return { bucket, version };
}

/** `/bucket/key[?versionId=id]`, URL-encoded, a space by some as a plus; some leave the first slash out. */
function parseCopySource(header: string): { bucketName: string; key: string; versionId: string | undefined } {
  const [, rawBucket, rawKey, versionId] = /^\/?([^/]+)\/(.+?)(?:\?versionId=([^&]*))?$/.exec(header) ?? [];
  const bucketName = percentDecode(rawBucket ?? "");
  const key = percentDecode((utf8OfByteString(rawKey ?? "") ?? "%").replaceAll("+", " "));
  if (!bucketName || !key) throw ossError("InvalidCopySource", { ArgumentValue: header });
  checkBucketName(bucketName);
  checkObjectName(key);
  return { bucketName, key, versionId };
}

function copiedHeaders(request: OssRequest, source: ObjectVersion, key: string): Readonly<Record<string, string>> {
  return directive(request, "x-oss-metadata-directive") === "REPLACE" ? storedHeaders(request, key) : source.headers;
}

function copiedTags({ request, choices }: Call, source: ObjectVersion): Tags {
  const given = parseTaggingHeader(request.headers["x-oss-tagging"], choices);
  return directive(request, "x-oss-tagging-directive") === "REPLACE" ? (given ?? {}) : source.tags;
}

function directive({ headers }: OssRequest, name: string): "COPY" | "REPLACE" {
  const value = (headers[name] ?? "COPY").toUpperCase();
  if (value !== "COPY" && value !== "REPLACE")
    throw ossError("InvalidDirective", { ArgumentName: name, ArgumentValue: value });
  return value;
}
