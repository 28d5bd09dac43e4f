import {
  createClient,
  isAccessDenied,
  isAlreadyExists,
  isArchived,
  isBadCredentials,
  isDeleteMarkerVersion,
  isImmutable,
  isNoSuchBucket,
  isNoSuchKey,
  isNoSuchVersion,
  isNotSymlink,
  isSkew,
  isTargetMissing,
  isTargetSymlink,
  OssError,
  wrongRegionEndpoint,
} from "../../../provider/oss";
import { errorXml, type Loopback, type Reply, reply, startLoopback } from "../../support/oss/loopback";

const CREDENTIALS = { accessKeyId: "LTAItestid", accessKeySecret: "verysecretvalue", securityToken: "tokentoken" };
let server: Loopback;
let client: ReturnType<typeof createClient>;
let respond: Reply;

beforeAll(async () => {
  server = await startLoopback(() => respond);
  client = createClient({ endpoint: server.endpoint, region: "cn-hangzhou", credentials: CREDENTIALS, maxRetries: 0 });
});
afterAll(async () => {
  client.close();
  await server.close();
});

async function failureOf(
  answer: Reply,
  call = () => client.getSymlink("bucket", "k") as Promise<unknown>,
): Promise<OssError> {
  respond = answer;
  const error = await call().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(OssError);
  return error as OssError;
}

const head = () => client.headObject("bucket", "k");
const put = () => client.putSymlink("bucket", "k", { target: "t" });

test("every part of an error reaches the caller", async () => {
  const extra = { RequestId: "5C3D9175B6FC201293AD0001", HostId: "h", EC: "0015-00000101" };
  const error = await failureOf(
    reply(404, {}, errorXml("NoSuchBucket", "The specified bucket does not exist.", extra)),
    put,
  );
  expect(error).toMatchObject({
    name: "OssError",
    operation: "PutSymlink",
    status: 404,
    code: "NoSuchBucket",
    ec: "0015-00000101",
    requestId: "5C3D9175B6FC201293AD0001",
    host: `127.0.0.1:${server.port}`,
    bucket: "bucket",
    key: "k",
    ambiguous: false,
    attempts: 1,
  });
  expect(isNoSuchBucket(error)).toBe(true);
  expect(error.message).toBe(
    `PutSymlink of bucket/k failed: The specified bucket does not exist (HTTP 404 NoSuchBucket, EC 0015-00000101, RequestId 5C3D9175B6FC201293AD0001, at 127.0.0.1:${server.port}); create the bucket first, or correct its name, region or endpoint`,
  );
});

test("HEAD tells by x-oss-err what a bare 404 would hide", async () => {
  const encoded = (code: string) => ({
    "x-oss-err": Buffer.from(errorXml(code, "m")).toString("base64"),
    "x-oss-ec": "0026-00000012",
    "x-oss-request-id": "R",
    "Content-Length": "230",
  });
  const missing = await failureOf(reply(404, encoded("SymlinkTargetNotExist")), head);
  expect(isTargetMissing(missing)).toBe(true);
  expect(missing).toMatchObject({ ec: "0026-00000012", requestId: "R" });
  expect(isTargetSymlink(await failureOf(reply(400, encoded("InvalidTargetType")), head))).toBe(true);
  expect(isNoSuchKey(await failureOf(reply(404, encoded("NoSuchKey")), head))).toBe(true);
  const bare = await failureOf(reply(404), head);
  expect([bare.code, isNoSuchKey(bare), isTargetMissing(bare)]).toEqual(["NotFound", false, false]);
});

test("a delete marker shows", async () => {
  const marker = { "x-oss-delete-marker": "true", "x-oss-version-id": "m1" };
  const gone = await failureOf(reply(404, marker, errorXml("NoSuchKey", "m")));
  expect([isNoSuchKey(gone), gone.deleteMarker, gone.versionId]).toEqual([true, true, "m1"]);
  const version = await failureOf(reply(405, marker, errorXml("MethodNotAllowed", "m")));
  expect(isDeleteMarkerVersion(version)).toBe(true);
  expect(isDeleteMarkerVersion(await failureOf(reply(405, {}, errorXml("MethodNotAllowed", "m"))))).toBe(false);
});

test("access denied names the missing action, and a wrong region the right endpoint instead", async () => {
  const denied = await failureOf(
    reply(403, {}, errorXml("AccessDenied", "Access denied by authorizer's policy.")),
    put,
  );
  expect([isAccessDenied(denied), wrongRegionEndpoint(denied)]).toEqual([true, undefined]);
  expect(denied.advice).toMatch(/^grant oss:PutObject /);
  const elsewhere = { Bucket: "bucket", Endpoint: "oss-cn-beijing.aliyuncs.com" };
  const region = await failureOf(reply(403, {}, errorXml("AccessDenied", "must be addressed", elsewhere)));
  expect([isAccessDenied(region), wrongRegionEndpoint(region)]).toEqual([false, "oss-cn-beijing.aliyuncs.com"]);
  expect(region.message).toContain("; the bucket is served at oss-cn-beijing.aliyuncs.com: set region");
  const forged = await failureOf(reply(403, {}, errorXml("AccessDenied", "m", { Endpoint: "evil.example/x y" })));
  expect(wrongRegionEndpoint(forged)).toBeUndefined();
});

test.each([
  [409, "FileAlreadyExists", isAlreadyExists],
  [409, "FileImmutable", isImmutable],
  [404, "NoSuchVersion", isNoSuchVersion],
  [400, "NotSymlink", isNotSymlink],
  [403, "InvalidObjectState", isArchived],
  [403, "RequestTimeTooSkewed", isSkew],
  [403, "SecurityTokenExpired", isBadCredentials],
  [403, "SignatureDoesNotMatch", isBadCredentials],
])("%s %s has its predicate", async (status, code, predicate) => {
  const error = await failureOf(reply(status, {}, errorXml(code, "m")), put);
  expect(predicate(error)).toBe(true);
  expect([isNoSuchBucket(error), predicate(new Error(code)), predicate(undefined)]).toEqual([false, false, false]);
});

test("an overwrite refused though nobody asked for protection is the bucket's own rule", async () => {
  const answer = reply(409, {}, errorXml("FileAlreadyExists", "m"));
  expect((await failureOf(answer, put)).advice).toMatch(/the bucket itself prohibits overwriting/);
  const guarded = () => client.putSymlink("bucket", "k", { target: "t", forbidOverwrite: true });
  expect((await failureOf(answer, guarded)).advice).toMatch(/look at it before replacing/);
});

test.each<[string, Buffer, Partial<OssError>]>([
  [
    "HTML",
    reply(502, {}, "<html><head><title>502 Bad\n Gateway</title></head></html>"),
    { code: "ServerError", reason: 'a gateway answered with HTML ("502 Bad Gateway") in place of the service' },
  ],
  ["an empty body", reply(500), { code: "ServerError", reason: "the answer says nothing beyond its status" }],
  [
    "truncated XML",
    reply(404, {}, errorXml("NoSuchKey", "m").slice(0, -4)),
    { code: "NotFound", reason: "the answer's XML is cut off or malformed" },
  ],
  [
    "another root",
    reply(400, {}, "<Fault><Code>x</Code></Fault>"),
    { code: "UnexpectedAnswer", reason: 'the answer is not XML but "<Fault><Code>x</Code></Fault>"' },
  ],
  ["JSON", reply(400, {}, '{"a":1}'), { code: "UnexpectedAnswer", reason: 'the answer is not XML but "{"a":1}"' }],
  ["a redirect", reply(307, { Location: "http://x/" }), { code: "UnexpectedAnswer", status: 307 }],
  [
    "broken base64 on HEAD",
    reply(404, { "x-oss-err": "%%%" }),
    { code: "NotFound", reason: "the answer says nothing beyond its status" },
  ],
  [
    "XML that is not UTF-8",
    reply(400, {}, Buffer.from("<Error><Code>InvalidArgument</Code><Message>\xff\xfe</Message></Error>", "latin1")),
    { code: "InvalidArgument", reason: "\ufffd\ufffd" },
  ],
  [
    "blanks around the code",
    reply(404, {}, " <?xml version='1.0'?> <Error> <Code> NoSuchKey </Code> </Error> "),
    { code: "NoSuchKey" },
  ],
  [
    "references",
    reply(400, {}, "<Error><Code>InvalidArgument</Code><Message>a &lt;b&gt; &#65;&#x42; &amp;amp;</Message></Error>"),
    { reason: "a <b> AB &amp;" },
  ],
])("%s gives a useful error", async (_, answer, expected) => {
  expect(await failureOf(answer)).toMatchObject(expected);
});

test("an echo of credentials, signature or Authorization never gets into an error", async () => {
  const closes: (() => unknown)[] = [];
  const echo = await startLoopback((request) => {
    const { accessKeySecret, securityToken } = CREDENTIALS;
    const parts = { RequestId: accessKeySecret, EC: securityToken, Endpoint: `${accessKeySecret}.test` };
    const sent = request.headers.map(([name, value]) => `${name}: ${value}`).join(" | ");
    return reply(
      403,
      {},
      errorXml("AccessDenied", `${CREDENTIALS.accessKeySecret} Signature=${"a".repeat(64)} ${sent}`, parts),
    );
  });
  closes.push(echo.close);
  for (const signatureVersion of ["v4", "v1"] as const) {
    const echoed = createClient({
      endpoint: echo.endpoint,
      region: "cn-hangzhou",
      credentials: CREDENTIALS,
      signatureVersion,
    });
    closes.push(() => echoed.close());
    const error = (await echoed.getSymlink("bucket", "k").catch((caught: unknown) => caught)) as OssError;
    const signature =
      /(?:Signature=|OSS \S+:)(\S+)/.exec(echo.requests.at(-1)?.header("authorization") ?? "")?.[1] ?? "none";
    const text = `${error.stack} ${JSON.stringify(error)} ${JSON.stringify(Object.values(error))}`;
    expect(error.reason).toContain("[secret]");
    for (const secret of [...Object.values(CREDENTIALS), signature, "a".repeat(64)]) expect(text).not.toContain(secret);
  }
  for (const close of closes) await close();
});

test("SignatureDoesNotMatch says whether the secret or the request is to blame", async () => {
  const mismatch = (text: string) => reply(403, {}, errorXml("SignatureDoesNotMatch", "m", { StringToSign: text }));
  expect((await failureOf(mismatch("GET\n\nother"))).advice).toMatch(
    /line 1 of the string to sign differs.*a proxy rewrites/,
  );
  const v1 = createClient({
    endpoint: server.endpoint,
    credentials: CREDENTIALS,
    signatureVersion: "v1",
    clock: () => 0,
  });
  const seen = "GET\n\n\nThu, 01 Jan 1970 00:00:00 GMT\nx-oss-security-token:tokentoken\n/bucket/k?symlink";
  const same = await failureOf(mismatch(seen), () => v1.getSymlink("bucket", "k"));
  expect(same.advice).toMatch(/the access key secret does not belong to the access key id/);
  v1.close();
});

test("names with blanks or line ends cannot forge lines in a message", async () => {
  const error = await failureOf(reply(404, {}, errorXml("NoSuchKey", "one\ntwo")), () =>
    client.getSymlink("bucket", "a\nb c"),
  );
  expect(error.message).toContain('GetSymlink of "bucket/a\\nb c" failed: one two (');
});

test("a link without a readable target is not taken for one", async () => {
  for (const headers of [
    {},
    { "x-oss-symlink-target": "%zz" },
    { "x-oss-symlink-target": "%ff" },
    { "x-oss-symlink-target": "" },
  ]) {
    expect(await failureOf(reply(200, headers))).toMatchObject({ code: "UnexpectedAnswer" });
  }
});

test("a refused connection is most likely a server that is not running, if it is on this machine", () => {
  const refusedAt = (host: string) =>
    new OssError({ operation: "GetSymlink", code: "ConnectionFailed", reason: "refused (ECONNREFUSED)", host }).advice;
  expect(["127.0.0.1:9000", "localhost:9000", "[::1]:9000"].map(refusedAt)).toEqual(
    Array(3).fill("start the local server there (oss-symlink emulator), or correct the endpoint"),
  );
  expect(refusedAt("oss-cn-hangzhou.aliyuncs.com")).toBe("check the endpoint, the network and the proxy settings");
});
