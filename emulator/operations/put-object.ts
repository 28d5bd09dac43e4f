import { createHash } from "node:crypto";
import { crc64 } from "../crc64";
import { ossError } from "../errors/oss-error";
import { emptyReply, type Reply } from "../http/reply";
import { NO_PAIRS } from "../store/model";
import type { Call } from "./call";
import { storedHeaders } from "./content-headers";
import { objectAclHeader, storageClassHeader } from "./put-headers";
import { parseTaggingHeader } from "./tags";
import { openDestination, writeVersion } from "./write-version";

/** wire-facts §12 */
export function putObject(call: Call): Reply {
  const { request } = call;
  if (!request.hasBodyFraming) throw ossError("MissingContentLength");
  const destination = openDestination(call);
  const md5 = createHash("md5").update(request.body).digest();
  const content = {
    kind: "Normal" as const,
    etag: md5.toString("hex").toUpperCase(),
    target: "",
    body: request.body,
    crc64: crc64(request.body),
    headers: storedHeaders(request, destination.key),
    acl: objectAclHeader(request) ?? "default",
    tags: parseTaggingHeader(request.headers["x-oss-tagging"], call.choices) ?? NO_PAIRS,
    storageClass: storageClassHeader(request) ?? destination.bucket.info.storageClass,
  };
  const versionHeaders = writeVersion(call, destination, content);
  return emptyReply(200, {
    ETag: `"${content.etag}"`,
    "Content-MD5": md5.toString("base64"),
    "x-oss-hash-crc64ecma": content.crc64,
    ...versionHeaders,
  });
}
