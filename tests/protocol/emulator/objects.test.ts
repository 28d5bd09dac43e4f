import type { RawRequest } from "../../support/emulator/raw-client";
import { element } from "../../support/emulator/raw-client";
import { withEmulator } from "../../support/emulator/with-emulator";

const { client } = withEmulator({
  buckets: [
    "bucket",
    "other",
    { name: "versioned", versioning: "Enabled" },
    { name: "locked", overwriteProhibited: true },
  ],
  maxBodyBytes: 1000,
});
const put = (key: string, body: string, headers = {}, bucket = "bucket") =>
  client().send({ method: "PUT", bucket, key, body, headers });
const get = (key: string, more: RawRequest = {}) => client().send({ bucket: "bucket", key, ...more });

test("PutObject answers MD5 and CRC-64 of what it got (§12)", async () => {
  const { headers } = await put("o", "123456789");
  expect(headers).toMatchObject({
    etag: '"25F9E794323B453885F5181F1B624D0B"',
    "content-md5": "JfnnlDI7RTiF9RgfG2JNCw==",
    "x-oss-hash-crc64ecma": "11051210869376104954",
    "x-oss-request-id": expect.stringMatching(/^[0-9A-F]{24}$/),
    "x-oss-server-time": expect.stringMatching(/^\d+$/),
    server: "AliyunOSS",
  });
  const read = await get("o");
  expect(read.headers).toMatchObject({
    "x-oss-object-type": "Normal",
    "x-oss-storage-class": "Standard",
    "content-length": "9",
  });
  expect(read.headers["content-type"]).toBe("application/octet-stream");
});

test.each([
  ["bytes=0-2", undefined, 206, "012"],
  ["bytes=7-", undefined, 206, "789"],
  ["bytes=-2", undefined, 206, "89"],
  ["bytes=8-20", undefined, 200, "0123456789"],
  ["bytes=8-20", "standard", 206, "89"],
  ["bytes=20-30", undefined, 200, "0123456789"],
  ["bytes=20-30", "standard", 416, undefined],
  ["bytes=5-2", undefined, 200, "0123456789"],
  ["bytes=0-1,3-4", undefined, 200, "0123456789"],
  ["lines=0-2", undefined, 200, "0123456789"],
])("range %s, behaviour %s: %d (§12.4)", async (range, behaviour, status, text) => {
  await put("o", "0123456789");
  const answer = await get("o", { headers: { range, ...(behaviour ? { "x-oss-range-behavior": behaviour } : {}) } });
  expect(answer.status).toBe(status);
  if (text === undefined) expect(answer.code).toBe("InvalidRange");
  else expect(answer.text).toBe(text);
  if (status === 206) expect(answer.headers["content-range"]).toMatch(/^bytes \d+-\d+\/10$/);
});

test.each([
  ["If-Match", '"5D41402ABC4B2A76B9719D911017C592"', 200],
  ["If-Match", '"0"', 412],
  ["If-None-Match", "5D41402ABC4B2A76B9719D911017C592", 304],
  ["If-None-Match", "*", 304],
  ["If-Modified-Since", new Date(Date.now() + 60_000).toUTCString(), 304],
  ["If-Modified-Since", new Date(0).toUTCString(), 200],
  ["If-Unmodified-Since", new Date(0).toUTCString(), 412],
  ["If-Unmodified-Since", "not a date", 200],
])("%s: %s is %d (§5.1)", async (name, value, status) => {
  await put("o", "hello");
  for (const method of ["GET", "HEAD"]) {
    const answer = await get("o", { method, headers: { [name]: value } });
    expect(answer.status).toBe(status);
    if (status === 304) expect(answer.body).toHaveLength(0);
  }
});

test("HEAD errors have no body but x-oss-err and x-oss-ec (§9.2)", async () => {
  const answer = await get("missing", { method: "HEAD" });
  expect([answer.status, answer.body.length, answer.headers["x-oss-ec"]]).toEqual([404, 0, "0026-00000001"]);
  const xml = Buffer.from(answer.headers["x-oss-err"] ?? "", "base64").toString();
  expect([element(xml, "Code"), element(xml, "RequestId"), element(xml, "EC")]).toEqual([
    "NoSuchKey",
    answer.headers["x-oss-request-id"],
    "0026-00000001",
  ]);
});

test("objectMeta is about the link itself (§5.3)", async () => {
  const made = await client().send({
    method: "PUT",
    bucket: "bucket",
    key: "l",
    query: { symlink: "" },
    headers: { "x-oss-symlink-target": "gone" },
  });
  const answer = await get("l", { method: "HEAD", query: { objectMeta: "" } });
  expect([answer.status, answer.headers.etag, answer.headers["content-length"]]).toEqual([200, made.headers.etag, "0"]);
  expect(answer.headers).not.toHaveProperty("content-type");
});

test("response-* parameters replace headers, but never break them", async () => {
  await put("o", "x");
  expect((await get("o", { query: { "response-content-type": "text/ä" } })).headers["content-type"]).toBe("text/ä");
  expect((await get("o", { query: { "response-content-type": "a\r\nSet-Cookie: x" } })).code).toBe("InvalidArgument");
});

test("a copy of a link is a link; of an object an object; metadata as directed (§12.1)", async () => {
  await client().send({
    method: "PUT",
    bucket: "bucket",
    key: "ü l",
    query: { symlink: "" },
    headers: { "x-oss-symlink-target": "t", "x-oss-meta-a": "1" },
  });
  const copy = (from: string, more = {}, key = "copy") => put(key, "", { "x-oss-copy-source": from, ...more }, "other");
  const done = await copy("/bucket/%C3%BC%20l");
  expect([done.status, element(done.text, "ETag")]).toEqual([200, done.headers.etag]);
  const link = await client().send({ bucket: "other", key: "copy", query: { symlink: "" } });
  expect([link.headers["x-oss-symlink-target"], link.headers["x-oss-meta-a"]]).toEqual(["t", "1"]);

  await put("o", "hello", { "x-oss-meta-b": "2" });
  await copy("/bucket/o", { "x-oss-metadata-directive": "REPLACE", "x-oss-meta-c": "3" });
  const { text, headers } = await client().send({ bucket: "other", key: "copy" });
  expect([text, headers["x-oss-meta-b"], headers["x-oss-meta-c"]]).toEqual(["hello", undefined, "3"]);
  expect((await copy("/bucket/o", { "x-oss-copy-source-if-match": '"0"' })).status).toBe(412);
  for (const source of ["bucket", "/bucket/", "%zz/x"]) expect((await copy(source)).code).toBe("InvalidArgument");
  await put("a b+", "spaced");
  expect((await copy("/bucket/a+b%2B")).status).toBe(200);
  expect((await client().send({ bucket: "other", key: "copy" })).text).toBe("spaced");
  expect((await copy("/bucket/none")).code).toBe("NoSuchKey");
});

test.each([
  ["the storage class", { "x-oss-storage-class": "Gold" }, "InvalidArgument"],
  ["the ACL", { "x-oss-object-acl": "everybody" }, "InvalidArgument"],
  ["forbid-overwrite", { "x-oss-forbid-overwrite": "maybe" }, "InvalidArgument"],
  ["the tags", { "x-oss-tagging": "a=1&a=2" }, "InvalidArgument"],
  ["a tag", { "x-oss-tagging": "a%3C=1" }, "InvalidTag"],
  ["the MD5", { "content-md5": "1B2M2Y8AsgTpgAmY7PhCfg==" }, "InvalidDigest"],
  ["encryption, which is not implemented", { "x-oss-server-side-encryption": "AES256" }, "NotImplemented"],
  [
    "too much metadata",
    Object.fromEntries([..."abcdefghi"].map((name) => [`x-oss-meta-${name}`, "v".repeat(1000)])),
    "InvalidArgument",
  ],
])("a PUT with bad %s is refused and changes nothing (§3.6)", async (_, headers, code) => {
  for (const query of [{}, { symlink: "" }]) {
    const answer = await client().send({
      method: "PUT",
      bucket: "bucket",
      key: "o",
      query,
      headers: { ...headers, "x-oss-symlink-target": "t" },
      body: "symlink" in query ? "" : "x",
    });
    if ("content-md5" in headers && "symlink" in query) expect(answer.status).toBe(200);
    else expect([answer.status, answer.code]).toEqual([400, code]);
    if (answer.status !== 200) expect((await get("o")).code).toBe("NoSuchKey");
  }
});

test.each([
  ["/lead", "InvalidObjectName"],
  ["\\lead", "InvalidObjectName"],
  ["é".repeat(512), "InvalidObjectName"],
])("key %j is %s", async (key, code) => {
  const answer = await put(key, "x");
  expect([answer.status, answer.code]).toEqual([400, code]);
});

test.each(["a//b", "../up", "a/./b", ".", "x".repeat(1023), "?", "\f", "a%2Fb", "+", "👍"])(
  "key %j round-trips",
  async (key) => {
    expect((await put(key, "x")).status).toBe(200);
    expect((await get(key)).text).toBe("x");
  },
);

test("a body above the limit is refused, and one without a length", async () => {
  expect((await put("o", "x".repeat(1001))).code).toBe("EntityTooLarge");
  const strip = await client().send({
    method: "PUT",
    bucket: "bucket",
    key: "o",
    tamper: ({ headers: { "content-length": _, ...headers }, ...wire }) => ({
      ...wire,
      method: "PUT",
      headers: { ...headers, "transfer-encoding": "chunked" },
    }),
  });
  expect(strip.status).toBe(200);
});

test("a bucket-wide prohibition keeps what is there (§3.4)", async () => {
  expect((await put("o", "1", {}, "locked")).status).toBe(200);
  expect((await put("o", "2", {}, "locked")).code).toBe("FileAlreadyExists");
});

test("an archived object can be read when it is restored, directly and through a link (§5.2, §12.2)", async () => {
  await put("cold", "x", { "x-oss-storage-class": "Archive" });
  await client().send({
    method: "PUT",
    bucket: "bucket",
    key: "l",
    query: { symlink: "" },
    headers: { "x-oss-symlink-target": "cold" },
  });
  const restore = () => client().send({ method: "POST", bucket: "bucket", key: "cold", query: { restore: "" } });
  for (const key of ["cold", "l"]) expect((await get(key)).code).toBe("InvalidObjectState");
  expect((await get("cold", { method: "HEAD" })).status).toBe(200);
  expect((await get("l", { method: "HEAD" })).code).toBe("InvalidObjectState");
  expect((await restore()).status).toBe(202);
  for (const key of ["cold", "l"]) expect((await get(key)).text).toBe("x");
  expect((await get("cold")).headers["x-oss-restore"]).toContain('ongoing-request="false"');
  expect((await restore()).status).toBe(200);
  await put("warm", "x");
  expect((await client().send({ method: "POST", bucket: "bucket", key: "warm", query: { restore: "" } })).code).toBe(
    "OperationNotSupported",
  );
});
