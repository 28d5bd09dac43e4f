import { createHash, createHmac } from "node:crypto";
import { ossError } from "../errors/oss-error";
import { parseBasicDate, parseHttpDate } from "../http/dates";
import type { OssRequest } from "../http/oss-request";
import { percentEncode, percentEncodePath } from "../http/percent";
import { type SignaturePlace, signedHeaders } from "./signature-input";

export const V4_ALGORITHM = "OSS4-HMAC-SHA256";
const SCOPE_END = "aliyun_v4_request";
const LONGEST_VALIDITY_SECONDS = 7 * 24 * 60 * 60;

/** A version 4 signature as it came with a request (wire-facts §10). */
export interface V4Signature {
  readonly place: SignaturePlace;
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly product: string;
  readonly additionalHeaders: readonly string[];
  readonly signature: string;
  /** As it stands in the string to sign. */
  readonly dateLine: string;
  readonly signedAt: number;
  /** Seconds from `signedAt`; only in URLs. */
  readonly validFor: number | undefined;
}

export function parseV4Header(request: OssRequest): V4Signature {
  const fields = parseFields(request.headers.authorization ?? "");
  const additional = fields.get("AdditionalHeaders");
  if (additional === "") throw ossError("EmptyAdditionalHeaders");
  const signature = fields.get("Signature");
  const credential = fields.get("Credential");
  if (!signature || !credential) throw ossError("InvalidAuthorization");
  // The value is required and in practice always this one (§10.1).
  if (request.headers["x-oss-content-sha256"] !== "UNSIGNED-PAYLOAD") throw ossError("InvalidContentSha256");
  return {
    place: "header",
    ...parseCredential(credential),
    ...headerDate(request),
    additionalHeaders: splitAdditional(additional),
    signature,
    validFor: undefined,
  };
}

export function parseV4Url({ query }: OssRequest): V4Signature {
  const additional = query.get("x-oss-additional-headers");
  if (additional === "") throw ossError("EmptyAdditionalHeadersInUrl");
  const signature = query.get("x-oss-signature");
  const credential = query.get("x-oss-credential");
  const dateLine = query.get("x-oss-date");
  const expires = query.get("x-oss-expires");
  if (!signature || !credential || !dateLine || !expires) throw ossError("IncompleteUrlSignature");
  const signedAt = parseBasicDate(dateLine);
  if (signedAt === undefined) throw ossError("InvalidSignatureDateInUrl");
  const validFor = /^\d{1,9}$/.test(expires) ? Number(expires) : 0;
  if (validFor < 1 || validFor > LONGEST_VALIDITY_SECONDS) throw ossError("InvalidExpires");
  const additionalHeaders = splitAdditional(additional);
  return { place: "url", ...parseCredential(credential), dateLine, signedAt, additionalHeaders, signature, validFor };
}

/** `Credential=…,AdditionalHeaders=…,Signature=…` in any order, blanks after the commas allowed (§10.1). */
function parseFields(authorization: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const part of authorization.slice(V4_ALGORITHM.length).split(",")) {
    const equals = part.indexOf("=");
    if (equals < 0) throw ossError("InvalidAuthorization");
    fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return fields;
}

function parseCredential(text: string): Pick<V4Signature, "accessKeyId" | "day" | "region" | "product"> {
  const parts = text.split("/");
  const [accessKeyId, day, region, product, end] = parts;
  if (!accessKeyId || !day || !region || !product || end !== SCOPE_END || parts.length !== 5) {
    throw ossError("InvalidCredentialScope");
  }
  return { accessKeyId, day, region, product };
}

/** Without x-oss-date the Date header counts, as it was sent (§10.2). */
function headerDate({ headers }: OssRequest): Pick<V4Signature, "dateLine" | "signedAt"> {
  const own = headers["x-oss-date"];
  const dateLine = own ?? headers.date;
  if (dateLine === undefined) throw ossError("MissingDate");
  const signedAt = parseBasicDate(dateLine) ?? (own === undefined ? parseHttpDate(dateLine) : undefined);
  if (signedAt === undefined) throw ossError(own === undefined ? "MissingDate" : "InvalidSignatureDate");
  return { dateLine, signedAt };
}

function splitAdditional(text: string | undefined): string[] {
  return text === undefined ? [] : text.toLowerCase().split(";");
}

export interface V4Expectation {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  readonly signature: string;
}

/** What the signature of this request should be, with the texts that led there; all are byte strings. */
export function expectV4(request: OssRequest, given: V4Signature, secret: string): V4Expectation {
  const canonicalRequest = canonicalV4(request, given);
  const hash = createHash("sha256").update(canonicalRequest, "latin1").digest("hex");
  const scope = `${given.day}/${given.region}/${given.product}/${SCOPE_END}`;
  const stringToSign = `${V4_ALGORITHM}\n${given.dateLine}\n${scope}\n${hash}`;
  const key = signingKey(secret, given);
  const signature = createHmac("sha256", key).update(stringToSign, "latin1").digest("hex");
  return { canonicalRequest, stringToSign, signature };
}

/** §10.1, the six parts */
function canonicalV4(request: OssRequest, given: V4Signature): string {
  const additional = effectiveAdditional(request, given);
  const headers = signedHeaders(request, (name) => isSignedByDefault(name) || additional.includes(name));
  return [
    request.method,
    canonicalUri(request),
    canonicalQuery(request),
    headers.map(([name, value]) => `${name}:${value}\n`).join(""),
    additional.join(";"),
    given.place === "header" ? (request.headers["x-oss-content-sha256"] ?? "") : "UNSIGNED-PAYLOAD",
  ].join("\n");
}

function isSignedByDefault(name: string): boolean {
  return name.startsWith("x-oss-") || name === "content-type" || name === "content-md5";
}

/** Names that are absent from the request or signed anyway are dropped (§10.1). */
function effectiveAdditional(request: OssRequest, given: V4Signature): string[] {
  const wanted = new Set(given.additionalHeaders.filter((name) => request.headers[name] !== undefined));
  return [...wanted].filter((name) => !isSignedByDefault(name)).sort();
}

function canonicalUri({ address }: OssRequest): string {
  if (address.bucket === undefined) return "/";
  return `/${percentEncode(address.bucket)}/${percentEncodePath(address.key ?? "")}`;
}

function canonicalQuery({ query }: OssRequest): string {
  return query.pairs
    .filter(([name]) => name !== "x-oss-signature")
    .map(([name, value]): [string, string] => [percentEncode(name), percentEncode(value)])
    .sort(([left, leftValue], [right, rightValue]) => order(left, right) || order(leftValue, rightValue))
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
    .join("&");
}

function order(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

const MOST_CACHED_KEYS = 32;
const cachedKeys = new Map<string, Buffer>();

/** The chain of §10.2; the same for all requests of a day, so it is kept. */
function signingKey(secret: string, { day, region, product }: V4Signature): Buffer {
  const cacheKey = `${secret}\n${day}\n${region}\n${product}`;
  const cached = cachedKeys.get(cacheKey);
  if (cached) return cached;
  let key: Buffer = Buffer.from(`aliyun_v4${secret}`, "utf8");
  for (const step of [day, region, product, SCOPE_END]) key = createHmac("sha256", key).update(step).digest();
  if (cachedKeys.size >= MOST_CACHED_KEYS) cachedKeys.clear();
  cachedKeys.set(cacheKey, key);
  return key;
}
