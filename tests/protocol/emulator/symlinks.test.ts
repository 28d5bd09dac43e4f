import { withEmulator } from "../../support/emulator/with-emulator";

const { client } = withEmulator({ buckets: ["plain", { name: "versioned", versioning: "Enabled" }] });
const put = (key: string, target: string, headers = {}, bucket = "plain") =>
  client().send({
    method: "PUT",
    bucket,
    key,
    query: { symlink: "" },
    headers: { "x-oss-symlink-target": target, ...headers },
  });
const get = (key: string, bucket = "plain") => client().send({ bucket, key, query: { symlink: "" } });
const putObject = (key: string, body: string, headers = {}) =>
  client().send({ method: "PUT", bucket: "plain", key, body, headers });

test("a link round-trips: target encoded, metadata and content type its own (§3, §4)", async () => {
  const made = await put("latest", "releases%2F1.4.2/app%2Bx.tgz", {
    "x-oss-meta-Owner": "café",
    "content-type": "text/x",
  });
  expect(made.status).toBe(200);
  expect(made.headers.etag).toMatch(/^"[0-9A-F]{32}"$/);
  expect(made.headers).not.toHaveProperty("x-oss-version-id");
  const read = await get("latest");
  expect(read.status).toBe(200);
  expect(read.headers).toMatchObject({
    "x-oss-symlink-target": "releases%2F1.4.2%2Fapp%2Bx.tgz",
    "x-oss-meta-owner": "café",
    "content-type": "text/x",
    "content-length": "0",
    etag: made.headers.etag,
  });
});

test("reading through a link mixes two objects (§5.1)", async () => {
  await putObject("target", "hello", { "x-oss-meta-secret": "of the target", "content-type": "text/t" });
  await put("link", "target", { "x-oss-meta-a": "1", "content-type": "text/l" });
  const read = await client().send({ bucket: "plain", key: "link" });
  expect(read.text).toBe("hello");
  expect(read.headers).toMatchObject({
    "content-type": "text/l",
    "x-oss-meta-a": "1",
    "x-oss-object-type": "Symlink",
    "content-length": "5",
    etag: '"5D41402ABC4B2A76B9719D911017C592"',
  });
  expect(read.headers).not.toHaveProperty("x-oss-meta-secret");
});

test.each([
  ["a missing target", "nowhere", 404, "SymlinkTargetNotExist", "0026-00000012"],
  ["another link", "other", 400, "InvalidTargetType", undefined],
  ["itself", "link", 400, "InvalidTargetType", undefined],
])("a link to %s can be made and asked, not read through (§3.5, §5.2)", async (_, target, status, code, ec) => {
  await put("other", "x");
  expect((await put("link", target)).status).toBe(200);
  expect((await get("link")).status).toBe(200);
  const head = await client().send({ method: "HEAD", bucket: "plain", key: "link" });
  expect([head.status, head.code, head.headers["x-oss-ec"]]).toEqual([status, code, ec]);
  expect((await client().send({ bucket: "plain", key: "link" })).code).toBe(code);
});

test("GetSymlink of an ordinary object is 400 NotSymlink, of nothing 404 NoSuchKey (§4)", async () => {
  await putObject("object", "x");
  const answer = await get("object");
  expect([answer.status, answer.code, answer.headers["x-oss-ec"]]).toEqual([400, "NotSymlink", "0043-00000101"]);
  const missing = await get("missing");
  expect([missing.status, missing.code, missing.headers["x-oss-ec"]]).toEqual([404, "NoSuchKey", "0026-00000001"]);
});

test("a bare plus is a space in the target, as go1 and ossutil encode one (§17.2)", async () => {
  await put("l", "t+%2B");
  expect((await get("l")).headers["x-oss-symlink-target"]).toBe("t%20%2B");
});
