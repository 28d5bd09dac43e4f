/**
 * Signature version 4, one step of the specification per function ("Include a V4 signature in the header").
 * Plain on purpose: it presigns URLs, explains a SignatureDoesNotMatch, and is what the fast signer is tested against.
 */
import { createHash, createHmac } from "node:crypto";
import { HEADER, UNSIGNED_PAYLOAD } from "../constants";
import { encodeComponent, encodePath } from "../encoding";
import type { Credentials } from "../types";

export const V4_ALGORITHM = "OSS4-HMAC-SHA256";
const V4_SECRET_PREFIX = "aliyun_v4";
const V4_TERMINATOR = "aliyun_v4_request";

/** The parts of a request that V4 signs. Names and values are plain text, not encoded. */
export interface SignableRequest {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers to sign beyond those that are signed whenever present. */
  readonly additionalHeaders?: readonly string[];
}

/** What binds a signing key: day (`YYYYMMDD`), region (`cn-hangzhou`) and product (`oss`). */
export interface SigningScope {
  readonly day: string;
  readonly region: string;
  readonly product: string;
}

/** `/bucket/key` whatever the address style; `/bucket/` for a bucket, `/` for the service. */
export function canonicalUri(bucket: string, key: string): string {
  return bucket === "" ? "/" : `/${bucket}/${encodePath(key)}`;
}

/** Sorted by encoded name; a parameter without value is its bare name. */
export function canonicalQuery(query: readonly (readonly [string, string])[]): string {
  return query
    .map(([name, value]) => [encodeComponent(name), encodeComponent(value)] as const)
    .sort(([a], [b]) => byteOrder(a, b))
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
    .join("&");
}

export function isSignedByDefault(lowerCaseName: string): boolean {
  return lowerCaseName === "content-type" || lowerCaseName === HEADER.contentMd5 || lowerCaseName.startsWith("x-oss-");
}

/** Additional names that count: present in the request and not signed anyway. */
export function additionalNames(request: SignableRequest): string[] {
  const wanted = new Set((request.additionalHeaders ?? []).map((name) => name.toLowerCase()));
  return [...wanted].filter((name) => !isSignedByDefault(name) && request.headers[name] !== undefined).sort(byteOrder);
}

export function canonicalHeaders(request: SignableRequest): string {
  const additional = additionalNames(request);
  return Object.entries(request.headers)
    .filter(([name]) => isSignedByDefault(name) || additional.includes(name))
    .sort(([a], [b]) => byteOrder(a, b))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join("");
}

export function canonicalRequest(request: SignableRequest): string {
  return [
    request.method,
    canonicalUri(request.bucket, request.key),
    canonicalQuery(request.query),
    canonicalHeaders(request),
    additionalNames(request).join(";"),
    request.headers[HEADER.contentSha256] ?? UNSIGNED_PAYLOAD,
  ].join("\n");
}

export function scopeText(scope: SigningScope): string {
  return `${scope.day}/${scope.region}/${scope.product}/${V4_TERMINATOR}`;
}

export function stringToSign(request: SignableRequest, timestamp: string, scope: SigningScope): string {
  const hash = createHash("sha256").update(canonicalRequest(request), "utf8").digest("hex");
  return [V4_ALGORITHM, timestamp, scopeText(scope), hash].join("\n");
}

export function deriveSigningKey(secret: string, scope: SigningScope): Buffer {
  return [scope.day, scope.region, scope.product, V4_TERMINATOR].reduce(
    (key, part) => createHmac("sha256", key).update(part, "utf8").digest(),
    Buffer.from(V4_SECRET_PREFIX + secret, "utf8"),
  );
}

export function signature(request: SignableRequest, timestamp: string, scope: SigningScope, secret: string): string {
  return createHmac("sha256", deriveSigningKey(secret, scope))
    .update(stringToSign(request, timestamp, scope), "utf8")
    .digest("hex");
}

/** The Authorization header. `request.headers` must already hold x-oss-date, content hash and security token. */
export function authorization(
  request: SignableRequest,
  timestamp: string,
  scope: Omit<SigningScope, "day">,
  credentials: Credentials,
): string {
  const dated = { ...scope, day: timestamp.slice(0, 8) };
  const additional = additionalNames(request).join(";");
  return [
    `${V4_ALGORITHM} Credential=${credentials.accessKeyId}/${scopeText(dated)}`,
    ...(additional === "" ? [] : [`AdditionalHeaders=${additional}`]),
    `Signature=${signature(request, timestamp, dated, credentials.accessKeySecret)}`,
  ].join(",");
}

/** Order of code units, which for encoded (ASCII) text is the order of bytes. */
function byteOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
