import type { RawRequest } from "../../support/emulator/raw-client";
import { element } from "../../support/emulator/raw-client";
import { withEmulator } from "../../support/emulator/with-emulator";

const STS = { accessKeyId: "STS.key", accessKeySecret: "sts-secret", securityToken: "the-token" };
const EXPIRED = { accessKeyId: "STS.old", accessKeySecret: "sts-secret", securityToken: "old-token" };
const HOUR = 60 * 60 * 1000;
const { client } = withEmulator({
  buckets: ["bucket", { name: "elsewhere", region: "cn-beijing" }],
  credentials: [STS, { ...EXPIRED, expiresAt: 1000 }],
});

const HOSTILE = "a b+c%/é世界/😀/?x=1&y#;'\"!*()[]<>.tgz";
const AUTHS = ["v4", "v1", "v4-url", "v1-url"] as const;

test.each(AUTHS)("%s: hostile names, sub-resources and UTF-8 metadata verify", async (auth) => {
  const headers = { "x-oss-symlink-target": "t", "x-oss-meta-name": "größe 世界", "content-type": "text/plain" };
  const link = { bucket: "bucket", key: HOSTILE, query: { symlink: "" }, auth };
  expect((await client().send({ ...link, method: "PUT", headers })).status).toBe(200);
  const read = await client().send(link);
  expect([read.status, read.headers["x-oss-meta-name"]]).toEqual([200, "größe 世界"]);
  const listed = await client().send({ bucket: "bucket", query: { prefix: "a b+", "encoding-type": "url" }, auth });
  expect(listed.text).toContain("<Key>a%20b%2Bc%25%2F");
});

test.each(AUTHS)("%s: virtual-hosted, path and service requests verify", async (auth) => {
  const host = "bucket.oss-cn-hangzhou.aliyuncs.com";
  expect((await client().send({ method: "PUT", bucket: "bucket", key: "k/1", body: "x", host, auth })).status).toBe(
    200,
  );
  expect((await client().send({ bucket: "bucket", key: "k/1", host: "bucket.localhost:80", auth })).text).toBe("x");
  expect((await client().send({ bucket: "bucket", key: "k/1", auth })).text).toBe("x");
  expect((await client().send({ auth })).text).toContain("<Name>bucket</Name>");
});

test.each(AUTHS)("%s: temporary keys need exactly their token", async (auth) => {
  const ask = (as: RawRequest["as"]) => client().send({ bucket: "bucket", auth, ...(as ? { as } : {}) });
  const { securityToken, ...withoutToken } = STS;
  expect((await ask(STS)).status).toBe(200);
  expect((await ask(withoutToken)).code).toBe("InvalidAccessKeyId");
  expect((await ask({ ...STS, securityToken: `${securityToken}2` })).code).toBe("InvalidSecurityToken");
  expect((await ask(EXPIRED)).code).toBe("SecurityTokenExpired");
});

test.each(AUTHS)("%s: a changed request does not match; the answer carries the string to sign", async (auth) => {
  const answer = await client().send({
    method: "PUT",
    bucket: "bucket",
    key: "k",
    query: { symlink: "" },
    headers: { "x-oss-symlink-target": "one" },
    auth,
    tamper: (wire) => ({ ...wire, headers: { ...wire.headers, "x-oss-symlink-target": "two" } }),
  });
  expect([answer.status, answer.code]).toEqual([403, "SignatureDoesNotMatch"]);
  const stringToSign = element(answer.text, "StringToSign") ?? "";
  const start = auth.startsWith("v4") ? "OSS4-HMAC-SHA256\n" : "PUT\n\n\n";
  expect(stringToSign.startsWith(start)).toBe(true);
  expect(element(answer.text, "StringToSignBytes")).toBe(
    Buffer.from(stringToSign)
      .toString("hex")
      .toUpperCase()
      .replace(/..(?!$)/g, "$& "),
  );
  expect(element(answer.text, "SignatureProvided")).toBeTruthy();
});

test.each([
  [
    "an unknown key",
    { as: { accessKeyId: "nobody", accessKeySecret: "x" } },
    403,
    "InvalidAccessKeyId",
    "0002-00000902",
  ],
  [
    "a wrong secret",
    { as: { accessKeyId: "test", accessKeySecret: "x" } },
    403,
    "SignatureDoesNotMatch",
    "0002-00000201",
  ],
  ["a clock one hour ahead", { signedAt: Date.now() + HOUR }, 403, "RequestTimeTooSkewed", "0002-00000504"],
  ["a clock one hour behind", { signedAt: Date.now() - HOUR }, 403, "RequestTimeTooSkewed", "0002-00000504"],
  ["V1 with a wrong clock", { signedAt: Date.now() - HOUR, auth: "v1" }, 403, "RequestTimeTooSkewed", "0002-00000504"],
  ["the wrong region", { region: "cn-beijing" }, 400, "InvalidArgument", "0002-00000226"],
  ["the wrong region in a URL", { region: "cn-beijing", auth: "v4-url" }, 400, "InvalidArgument", "0002-00000228"],
  ["a URL that has expired", { signedAt: Date.now() - 61_000, auth: "v4-url" }, 403, "AccessDenied", undefined],
  ["a V1 URL that has expired", { signedAt: Date.now() - 62_000, auth: "v1-url" }, 403, "AccessDenied", undefined],
  [
    "a URL from the future",
    { signedAt: Date.now() + HOUR, auth: "v4-url" },
    403,
    "RequestTimeTooSkewed",
    "0002-00000504",
  ],
  ["a URL valid for too long", { expires: 604_801, auth: "v4-url" }, 400, "InvalidArgument", undefined],
  [
    "a token for a permanent key",
    { as: { accessKeyId: "test", accessKeySecret: "test", securityToken: "t" } },
    403,
    "AccessKeyIdAndSecurityTokenNotMatch",
    undefined,
  ],
  ["no signature", { auth: "none" }, 403, "AccessDenied", "0003-00000001"],
] as [string, RawRequest, number, string, string | undefined][])("%s (§9.4)", async (_, request, status, code, ec) => {
  const answer = await client().send({ bucket: "bucket", ...request });
  expect([answer.status, answer.code, answer.headers["x-oss-ec"]]).toEqual([status, code, ec]);
});

test("the skew error tells how to set the clock", async () => {
  const signedAt = Math.floor(Date.now() / 1000) * 1000 - HOUR;
  const { text, headers } = await client().send({ bucket: "bucket", signedAt });
  expect(element(text, "RequestTime")).toBe(new Date(signedAt).toISOString());
  expect(element(text, "MaxAllowedSkewMilliseconds")).toBe("900000");
  expect(Math.abs(Date.parse(headers.date ?? "") - Date.parse(element(text, "ServerTime") ?? ""))).toBeLessThan(2000);
});

test("a bucket of another region names its endpoint", async () => {
  const answer = await client().send({ bucket: "elsewhere" });
  expect([answer.status, answer.code, element(answer.text, "Endpoint")]).toEqual([
    403,
    "AccessDenied",
    "oss-cn-beijing.aliyuncs.com",
  ]);
});

test("a service endpoint refuses path style", async () => {
  const answer = await client().send({
    bucket: "bucket",
    tamper: (wire) => ({ ...wire, headers: { ...wire.headers, host: "oss-cn-hangzhou.aliyuncs.com" } }),
  });
  expect([answer.status, answer.code]).toEqual([403, "SecondLevelDomainForbidden"]);
});

test("additional headers are signed, in any order of the fields, with blanks after the commas", async () => {
  const request: RawRequest = {
    bucket: "bucket",
    headers: { range: "bytes=0-1" },
    additionalHeaders: ["host", "range"],
  };
  expect((await client().send(request)).status).toBe(200);
  const reorder = (authorization = "") => {
    const [, credential, additional, signature] = /^\S+ (Credential=.*),(Add.*),(Sig.*)$/.exec(authorization) ?? [];
    return `OSS4-HMAC-SHA256 ${signature}, ${additional}, ${credential}`;
  };
  const reordered = await client().send({
    ...request,
    tamper: (wire) => ({ ...wire, headers: { ...wire.headers, authorization: reorder(wire.headers.authorization) } }),
  });
  expect(reordered.status).toBe(200);
});

test.each([
  ["nonsense", 400],
  ["", 400],
  ["OSS test", 400],
  ["OSS :", 400],
  ["OSS4-HMAC-SHA256 Credential=test", 400],
  ["OSS4-HMAC-SHA256 Credential=test/x,Signature=y", 400],
  ["OSS4-HMAC-SHA256 Credential=a/b/c/d/aliyun_v4_request,AdditionalHeaders=,Signature=y", 400],
])("Authorization %j is answered with %d InvalidArgument", async (authorization, status) => {
  const answer = await client().send({ bucket: "bucket", auth: "none", headers: { authorization } });
  expect([answer.status, answer.code]).toEqual([status, "InvalidArgument"]);
});

test("without x-oss-date the Date header counts (§10.2), and some date there must be", async () => {
  const withoutDate = await client().send({
    bucket: "bucket",
    tamper: ({ headers: { "x-oss-date": _, ...headers }, ...wire }) => ({ ...wire, headers }),
  });
  expect([withoutDate.status, withoutDate.code]).toEqual([403, "AccessDenied"]);
});
