import { createClient, isNoSuchKey, isNotSymlink, type OssError } from "../../../provider/oss";
import { errorXml, type Loopback, type Recorded, type Reply, reply, startLoopback } from "../../support/oss/loopback";

const CREDENTIALS = { accessKeyId: "test-id", accessKeySecret: "test-secret" };
let server: Loopback;
let respond: (request: Recorded) => Reply = () => reply(200);
const client = () => createClient({ endpoint: server.endpoint, region: "cn-hangzhou", credentials: CREDENTIALS });
let open: ReturnType<typeof client>;

beforeAll(async () => {
  server = await startLoopback((request) => respond(request));
  open = client();
});
afterAll(async () => {
  open.close();
  await server.close();
});
const last = () => server.requests.at(-1) as Recorded;

test("putSymlink sends target, facets and guard in one request without a body", async () => {
  respond = () => reply(200, { ETag: '"ABC"', "x-oss-version-id": "v1", "x-oss-request-id": "R1" });
  const result = await open.putSymlink("bucket-1", "a b/ü", {
    target: "dir/täg +%",
    metadata: { Owner: "Jürgen", a: "1" },
    contentType: "text/plain",
    storageClass: "IA",
    acl: "private",
    tags: { "k 1": "v/1", b: ":+:" },
    forbidOverwrite: true,
  });
  expect(result).toEqual({ etag: "ABC", versionId: "v1", requestId: "R1" });
  expect(`${last().method} ${last().target}`).toBe("PUT /bucket-1/a%20b/%C3%BC?symlink");
  expect(last().header("x-oss-symlink-target")).toBe("dir%2Ft%C3%A4g%20%2B%25");
  expect(Buffer.from(last().header("x-oss-meta-owner") ?? "", "latin1").toString("utf8")).toBe("Jürgen");
  expect(last().header("x-oss-tagging")).toBe("k%201=v%2F1&b=%3A%2B%3A");
  expect(last().header("x-oss-forbid-overwrite")).toBe("true");
  expect(last().header("content-length")).toBe("0");
  expect(last().header("content-type")).toBe("text/plain");
  expect(last().header("x-oss-storage-class")).toBe("IA");
  expect(last().header("x-oss-object-acl")).toBe("private");
});

test("getSymlink decodes what the service shows", async () => {
  respond = () =>
    reply(200, {
      "x-oss-symlink-target": "dir%2ft%C3%A4g%20%2B%25+",
      ETag: '"0A"',
      "Last-Modified": "Fri, 02 Jan 2026 03:04:05 GMT",
      "X-Oss-Meta-Owner": "Jürgen",
      "x-oss-meta-__proto__": "x",
      "Content-Type": "text/plain",
      "x-oss-request-id": "R2",
    });
  const link = await open.getSymlink("bucket-1", "k", { versionId: "a/b" });
  expect(last().target).toBe("/bucket-1/k?symlink&versionId=a%2Fb");
  expect(link).toEqual({
    target: "dir/täg +%+",
    metadata: Object.fromEntries([
      ["owner", "Jürgen"],
      ["__proto__", "x"],
    ]),
    contentType: "text/plain",
    etag: "0A",
    lastModified: new Date("2026-01-02T03:04:05Z"),
    versionId: undefined,
    requestId: "R2",
  });
});

test("a failure says what was tried on what, and answers the callers' questions", async () => {
  respond = () =>
    reply(400, {}, errorXml("NotSymlink", "The object is not symlink.", { EC: "0043-00000101", RequestId: "R3" }));
  const error = await open.getSymlink("bucket-1", "k").catch((caught: unknown) => caught);
  expect(isNotSymlink(error)).toBe(true);
  expect(isNoSuchKey(error)).toBe(false);
  expect((error as OssError).message).toBe(
    `GetSymlink of bucket-1/k failed: The object is not symlink (HTTP 400 NotSymlink, EC 0043-00000101, RequestId R3, at 127.0.0.1:${server.port}); an ordinary object stands at this key`,
  );
});

test("delete says whether it made a marker", async () => {
  respond = () => reply(204, { "x-oss-delete-marker": "true", "x-oss-version-id": "m1" });
  expect(await open.deleteObject("bucket-1", "k")).toEqual({
    deleteMarker: true,
    versionId: "m1",
    requestId: undefined,
  });
  expect(`${last().method} ${last().target}`).toBe("DELETE /bucket-1/k");
});

test("a presigned URL is the object's URL with a signed query", async () => {
  const url = await open.presignGet("bucket-1", "a b/ü", { expiresSeconds: 60, versionId: "v/1" });
  expect(url.startsWith(`${server.endpoint}/bucket-1/a%20b/%C3%BC?versionId=v%2F1&x-oss-credential=test-id%2F`)).toBe(
    true,
  );
  expect(url).toMatch(/&x-oss-signature=[0-9a-f]{64}$/);
  await expect(open.presignGet("Bad", "k", { expiresSeconds: 60 })).rejects.toMatchObject({ code: "InvalidInput" });
});
