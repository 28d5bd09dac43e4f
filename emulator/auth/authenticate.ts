import { CATALOGUE, type CatalogueEntry } from "../errors/catalogue";
import { OssError, ossError } from "../errors/oss-error";
import { isoDate } from "../http/dates";
import type { OssRequest } from "../http/oss-request";
import { utf8OfByteString } from "../http/percent";
import { sameSecret } from "./constant-time";
import { ANONYMOUS, type Credential, type Principal } from "./credentials";
import { expectV1, parseV1Header, parseV1Url, type V1Signature } from "./v1";
import { expectV4, parseV4Header, parseV4Url, V4_ALGORITHM, type V4Signature } from "./v4";

export interface AuthSetting {
  readonly credentials: ReadonlyMap<string, Credential>;
  readonly account: string;
  readonly region: string;
  readonly now: number;
}

const ALLOWED_SKEW_MS = 15 * 60 * 1000;

/** Who sent this request; throws the error of wire-facts §9.4 where the signature does not hold. */
export function authenticate(request: OssRequest, setting: AuthSetting): Principal {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    if (authorization.startsWith(`${V4_ALGORITHM} `)) return verifyV4(request, parseV4Header(request), setting);
    return verifyV1(request, parseV1Header(request), setting);
  }
  const { query } = request;
  if (query.has("x-oss-signature-version") || query.has("x-oss-signature")) {
    if (query.get("x-oss-signature-version") !== V4_ALGORITHM) throw ossError("InvalidArgument");
    return verifyV4(request, parseV4Url(request), setting);
  }
  if (query.has("OSSAccessKeyId") || query.has("Signature")) return verifyV1(request, parseV1Url(request), setting);
  return ANONYMOUS;
}

function verifyV4(request: OssRequest, given: V4Signature, setting: AuthSetting): Principal {
  const credential = findCredential(given.accessKeyId, setting);
  checkV4Time(given, setting.now);
  if (given.region !== setting.region) {
    throw ossError(given.place === "header" ? "InvalidSigningRegion" : "InvalidSigningRegionInUrl");
  }
  const expected = expectV4(request, given, credential.accessKeySecret);
  if (!sameSecret(expected.signature, given.signature)) {
    throw signatureError(CATALOGUE.SignatureDoesNotMatch, given, expected.stringToSign, {
      CanonicalRequest: readable(expected.canonicalRequest),
    });
  }
  return admit(request, credential, setting);
}

function verifyV1(request: OssRequest, given: V1Signature, setting: AuthSetting): Principal {
  const credential = findCredential(given.accessKeyId, setting);
  if (given.place === "header") checkSkew(given.time, setting.now);
  else if (given.time < setting.now) throw expired(given.time, setting.now);
  const expected = expectV1(request, given, credential.accessKeySecret);
  if (!sameSecret(expected.signature, given.signature)) {
    throw signatureError(CATALOGUE.SignatureV1DoesNotMatch, given, expected.stringToSign, {});
  }
  return admit(request, credential, setting);
}

function findCredential(accessKeyId: string, { credentials }: AuthSetting): Credential {
  const credential = credentials.get(accessKeyId);
  if (!credential) throw ossError("InvalidAccessKeyId", { OSSAccessKeyId: readable(accessKeyId) });
  return credential;
}

function checkV4Time(given: V4Signature, now: number): void {
  if (given.validFor === undefined) checkSkew(given.signedAt, now);
  else if (given.signedAt - now > ALLOWED_SKEW_MS) throw skewed(given.signedAt, now);
  else if (given.signedAt + given.validFor * 1000 < now) throw expired(given.signedAt + given.validFor * 1000, now);
}

function checkSkew(signedAt: number, now: number): void {
  if (Math.abs(signedAt - now) > ALLOWED_SKEW_MS) throw skewed(signedAt, now);
}

/** The elements by which clients set their clocks (§9.1). */
function skewed(signedAt: number, now: number): OssError {
  return ossError("RequestTimeTooSkewed", {
    RequestTime: isoDate(signedAt),
    ServerTime: isoDate(now),
    MaxAllowedSkewMilliseconds: String(ALLOWED_SKEW_MS),
  });
}

function expired(at: number, now: number): OssError {
  return ossError("RequestExpired", { Expires: isoDate(at), ServerTime: isoDate(now) });
}

function signatureError(
  entry: CatalogueEntry,
  given: V4Signature | V1Signature,
  stringToSign: string,
  more: Record<string, string>,
): OssError {
  const elements = {
    OSSAccessKeyId: readable(given.accessKeyId),
    SignatureProvided: readable(given.signature),
    StringToSign: readable(stringToSign),
    StringToSignBytes: Buffer.from(stringToSign, "latin1").toString("hex").toUpperCase().match(/../g)?.join(" ") ?? "",
    ...more,
  };
  return new OssError(entry, { elements });
}

/** Bytes that are UTF-8 read as such, others one by one. */
function readable(bytes: string): string {
  return utf8OfByteString(bytes) ?? bytes;
}

/** The last step: the security token, which the signature covers. */
function admit(request: OssRequest, credential: Credential, setting: AuthSetting): Principal {
  const { headers, query } = request;
  const given = headers["x-oss-security-token"] ?? query.get("x-oss-security-token") ?? query.get("security-token");
  const { securityToken, expiresAt, account } = credential;
  if (securityToken === undefined) {
    if (given !== undefined) throw ossError("AccessKeyIdAndSecurityTokenNotMatch");
  } else {
    // Temporary key ids are unknown to the service without their token.
    if (given === undefined) throw ossError("InvalidAccessKeyId", { OSSAccessKeyId: credential.accessKeyId });
    if (!sameSecret(securityToken, given)) throw ossError("InvalidSecurityToken");
    if (expiresAt !== undefined && expiresAt < setting.now) throw ossError("SecurityTokenExpired");
  }
  return { account: account ?? setting.account };
}
