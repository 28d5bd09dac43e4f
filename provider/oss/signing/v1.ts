/** Signature version 1 (HMAC-SHA1), for older accounts; one step of the specification per function. */
import { createHmac } from "node:crypto";
import { HEADER } from "../constants";
import { headerBytes } from "../encoding";
import type { Credentials } from "../types";
import type { CanonicalParts, Signer } from "./signer";
import { httpDate } from "./timestamps";

/** Query parameters that belong to the signed resource; all others are not signed. */
const SUB_RESOURCES = new Set([
  "acl",
  "bucketInfo",
  "delete",
  "location",
  "objectMeta",
  "restore",
  "symlink",
  "tagging",
  "versionId",
  "versioning",
  "versions",
  "continuation-token",
]);

export class V1Signer implements Signer {
  sign(parts: CanonicalParts, credentials: Credentials, epochMs: number): string[] {
    const text = this.stringToSign(parts, credentials, epochMs);
    const signature = createHmac("sha1", credentials.accessKeySecret).update(text, "utf8").digest("base64");
    const wire: string[] = [];
    const { headers } = parts;
    for (let i = 0; i < headers.length; i += 2) wire.push(headers[i] as string, headerBytes(headers[i + 1] as string));
    if (credentials.securityToken !== undefined) wire.push(HEADER.securityToken, credentials.securityToken);
    wire.push("date", httpDate(epochMs), HEADER.authorization, `OSS ${credentials.accessKeyId}:${signature}`);
    return wire;
  }

  stringToSign(parts: CanonicalParts, credentials: Credentials, epochMs: number): string {
    const headers = new Map<string, string>();
    for (let i = 0; i < parts.headers.length; i += 2)
      headers.set(parts.headers[i] as string, parts.headers[i + 1] as string);
    if (credentials.securityToken !== undefined) headers.set(HEADER.securityToken, credentials.securityToken);
    return [
      parts.method,
      headers.get(HEADER.contentMd5) ?? "",
      headers.get("content-type") ?? "",
      httpDate(epochMs),
      canonicalOssHeaders(headers) + canonicalResource(parts.uri, parts.query),
    ].join("\n");
  }
}

/** Every `x-oss-*` header on a line of its own, sorted. */
export function canonicalOssHeaders(headers: ReadonlyMap<string, string>): string {
  return [...headers]
    .filter(([name]) => name.startsWith("x-oss-"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
    .join("");
}

/** `/bucket/key` not percent-encoded, and the sub-resources with decoded values. Takes both encoded. */
export function canonicalResource(uri: string, query: string): string {
  const signed = query
    .split("&")
    .filter((parameter) => SUB_RESOURCES.has(parameter.split("=", 1)[0] as string))
    .map((parameter) => decodeURIComponent(parameter));
  return decodeURIComponent(uri) + (signed.length === 0 ? "" : `?${signed.join("&")}`);
}
