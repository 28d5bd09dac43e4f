import { createHash, createHmac } from "node:crypto";

/** Signers written from docs/wire-facts.md §10 and §11, apart from the server's own code. */

export interface Key {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export interface Signable {
  readonly method: string;
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  readonly query: readonly (readonly [string, string])[];
  /** Lower-case names; values as the bytes they go out as, one character each. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface V4Setting {
  readonly key: Key;
  readonly region: string;
  /** `20260102T030405Z` */
  readonly date: string;
  readonly additionalHeaders?: readonly string[];
}

export function encode(text: string): string {
  let out = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const character = String.fromCharCode(byte);
    out += /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

export function encodePath(text: string): string {
  return text.split("/").map(encode).join("/");
}

export function basicDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().replace(/[-:]/g, "").slice(0, 15)}Z`;
}

function v4Signature(request: Signable, setting: V4Setting): { credential: string; signature: string } {
  const additional = [...(setting.additionalHeaders ?? [])].sort();
  const isSigned = (name: string) => /^(x-oss-|content-type$|content-md5$)/.test(name) || additional.includes(name);
  const names = Object.keys(request.headers).filter(isSigned).sort();
  const canonical = [
    request.method,
    request.bucket === undefined ? "/" : `/${request.bucket}/${encodePath(request.key ?? "")}`,
    request.query
      .map(([name, value]) => (value === "" ? encode(name) : `${encode(name)}=${encode(value)}`))
      .sort()
      .join("&"),
    names.map((name) => `${name}:${request.headers[name]?.trim()}\n`).join(""),
    additional.join(";"),
    "UNSIGNED-PAYLOAD",
  ].join("\n");
  const day = setting.date.slice(0, 8);
  const scope = [day, setting.region, "oss", "aliyun_v4_request"];
  const hash = createHash("sha256").update(canonical, "latin1").digest("hex");
  const stringToSign = ["OSS4-HMAC-SHA256", setting.date, scope.join("/"), hash].join("\n");
  let chain: Buffer = Buffer.from(`aliyun_v4${setting.key.accessKeySecret}`);
  for (const part of scope) chain = createHmac("sha256", chain).update(part).digest();
  const signature = createHmac("sha256", chain).update(stringToSign).digest("hex");
  return { credential: `${setting.key.accessKeyId}/${scope.join("/")}`, signature };
}

/** The headers to add to the request. */
export function signV4(request: Signable, setting: V4Setting): Record<string, string> {
  const added: Record<string, string> = { "x-oss-date": setting.date, "x-oss-content-sha256": "UNSIGNED-PAYLOAD" };
  if (setting.key.securityToken !== undefined) added["x-oss-security-token"] = setting.key.securityToken;
  const headers = { ...request.headers, ...added };
  const { credential, signature } = v4Signature({ ...request, headers }, setting);
  const additional = setting.additionalHeaders ? `,AdditionalHeaders=${setting.additionalHeaders.join(";")}` : "";
  return { ...added, authorization: `OSS4-HMAC-SHA256 Credential=${credential}${additional},Signature=${signature}` };
}

/** The query of the presigned URL. */
export function presignV4(request: Signable, setting: V4Setting, expires: number): [string, string][] {
  const scope = `${setting.date.slice(0, 8)}/${setting.region}/oss/aliyun_v4_request`;
  const query: [string, string][] = [
    ...request.query.map(([name, value]): [string, string] => [name, value]),
    ["x-oss-signature-version", "OSS4-HMAC-SHA256"],
    ["x-oss-date", setting.date],
    ["x-oss-expires", String(expires)],
    ["x-oss-credential", `${setting.key.accessKeyId}/${scope}`],
  ];
  if (setting.key.securityToken !== undefined) query.push(["x-oss-security-token", setting.key.securityToken]);
  if (setting.additionalHeaders) query.push(["x-oss-additional-headers", setting.additionalHeaders.join(";")]);
  const { signature } = v4Signature({ ...request, query }, setting);
  return [...query, ["x-oss-signature", signature]];
}

const V1_SUB_RESOURCES = new Set(
  "acl symlink versionId tagging delete versions versioning objectMeta bucketInfo location cors restore security-token continuation-token response-content-type response-content-disposition".split(
    " ",
  ),
);

function v1Signature(request: Signable, key: Key, dateLine: string): string {
  const { headers } = request;
  const ossNames = Object.keys(headers)
    .filter((name) => name.startsWith("x-oss-"))
    .sort();
  const path = request.bucket === undefined ? "/" : `/${request.bucket}/${request.key ?? ""}`;
  const signed = request.query.filter(([name]) => V1_SUB_RESOURCES.has(name) || name.startsWith("x-oss-"));
  const tail = signed
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
    .sort()
    .join("&");
  const resource = Buffer.from(tail === "" ? path : `${path}?${tail}`, "utf8").toString("latin1");
  const text = [
    request.method,
    headers["content-md5"] ?? "",
    headers["content-type"] ?? "",
    dateLine,
    ossNames.map((name) => `${name}:${headers[name]?.trim()}\n`).join("") + resource,
  ].join("\n");
  return createHmac("sha1", key.accessKeySecret).update(text, "latin1").digest("base64");
}

export function signV1(request: Signable, key: Key, milliseconds: number): Record<string, string> {
  const date = new Date(milliseconds).toUTCString();
  const token = key.securityToken === undefined ? {} : { "x-oss-security-token": key.securityToken };
  const signature = v1Signature({ ...request, headers: { ...request.headers, ...token } }, key, date);
  return { date, ...token, authorization: `OSS ${key.accessKeyId}:${signature}` };
}

/** `expires` in Unix seconds. */
export function presignV1(request: Signable, key: Key, expires: number): [string, string][] {
  const query: [string, string][] = request.query.map(([name, value]) => [name, value]);
  if (key.securityToken !== undefined) query.push(["security-token", key.securityToken]);
  const signature = v1Signature({ ...request, query }, key, String(expires));
  return [...query, ["OSSAccessKeyId", key.accessKeyId], ["Expires", String(expires)], ["Signature", signature]];
}
