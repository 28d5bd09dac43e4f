import { element, elements } from "../../support/emulator/raw-client";
import { withEmulator } from "../../support/emulator/with-emulator";

const OTHER = { accessKeyId: "other", accessKeySecret: "secret", account: "2000000000000002" };
const { client } = withEmulator({
  buckets: ["first", { name: "second", versioning: "Enabled" }],
  credentials: [OTHER],
});
const bucketCall = (method: string, bucket: string, query = {}, more = {}) =>
  client().send({ method, bucket, query, ...more });

test("a bucket comes with its class and ACL, and goes when it is empty (§12)", async () => {
  const body = "<CreateBucketConfiguration><StorageClass>IA</StorageClass></CreateBucketConfiguration>";
  const made = await bucketCall("PUT", "new-bucket", {}, { body, headers: { "x-oss-acl": "public-read" } });
  expect([made.status, made.headers.location]).toEqual([200, "/new-bucket"]);
  const { text } = await bucketCall("GET", "new-bucket", { bucketInfo: "" });
  expect([
    element(text, "Name"),
    element(text, "Location"),
    element(text, "StorageClass"),
    element(text, "Grant"),
  ]).toEqual(["new-bucket", "oss-cn-hangzhou", "IA", "public-read"]);
  expect(text).not.toContain("<Versioning>");
  expect((await bucketCall("DELETE", "new-bucket")).status).toBe(204);
  const gone = await bucketCall("GET", "new-bucket", { bucketInfo: "" });
  expect([gone.status, gone.code, gone.headers["x-oss-ec"]]).toEqual([404, "NoSuchBucket", "0015-00000101"]);
});

test("versions and markers keep a bucket from going", async () => {
  expect((await bucketCall("GET", "second", { bucketInfo: "" })).text).toContain("<Versioning>Enabled</Versioning>");
  await client().send({ method: "DELETE", bucket: "second", key: "k" });
  const refused = await bucketCall("DELETE", "second");
  expect([refused.status, refused.code, refused.headers["x-oss-ec"]]).toEqual([409, "BucketNotEmpty", "0015-00000301"]);
});

test("ACL and location of a bucket", async () => {
  expect(
    (await bucketCall("PUT", "first", { acl: "" }, { headers: { "x-oss-acl": "public-read-write" } })).status,
  ).toBe(200);
  expect(element((await bucketCall("GET", "first", { acl: "" })).text, "Grant")).toBe("public-read-write");
  expect((await bucketCall("PUT", "first", { acl: "" }, { headers: { "x-oss-acl": "default" } })).code).toBe(
    "InvalidArgument",
  );
  expect((await bucketCall("PUT", "first", { acl: "" })).code).toBe("MissingArgument");
  expect(element((await bucketCall("GET", "first", { location: "" })).text, "LocationConstraint")).toBe(
    "oss-cn-hangzhou",
  );
});

test("ListBuckets shows the caller's own, page by page", async () => {
  expect(elements((await client().send({})).text, "Name")).toEqual(["first", "second"]);
  const page = (await client().send({ query: { "max-keys": "1" } })).text;
  expect([elements(page, "Name"), element(page, "NextMarker"), element(page, "IsTruncated")]).toEqual([
    ["first"],
    "first",
    "true",
  ]);
  expect(elements((await client().send({ query: { marker: "first" } })).text, "Name")).toEqual(["second"]);
  expect(elements((await client().send({ as: OTHER })).text, "Name")).toEqual([]);
});

test("a bucket of another account is neither taken nor touched", async () => {
  const taken = await bucketCall("PUT", "first", {}, { as: OTHER });
  expect([taken.status, taken.code]).toEqual([409, "BucketAlreadyExists"]);
  for (const [method, query] of [
    ["DELETE", {}],
    ["GET", { bucketInfo: "" }],
    ["GET", { versions: "" }],
    ["GET", {}],
  ] as const) {
    expect((await bucketCall(method, "first", query, { as: OTHER })).code).toBe("AccessDenied");
  }
  expect((await client().send({ method: "PUT", bucket: "first", key: "k", body: "x", as: OTHER })).code).toBe(
    "AccessDenied",
  );
});

test.each(["ab", "-abc", "abc-", "ABC", "a_b", "a".repeat(64)])("%s is no bucket name", async (bucket) => {
  const answer = await bucketCall("PUT", bucket);
  expect([answer.status, answer.code]).toEqual([400, "InvalidBucketName"]);
});

test("the class of a bucket cannot be changed by putting it again", async () => {
  const body = "<CreateBucketConfiguration><StorageClass>IA</StorageClass></CreateBucketConfiguration>";
  expect((await bucketCall("PUT", "first", {}, { body })).code).toBe("BucketAlreadyExists");
  expect((await bucketCall("PUT", "first")).status).toBe(200);
});

describe("CORS (§12.3)", () => {
  const rules = `<CORSConfiguration><CORSRule><AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>
    <AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule></CORSConfiguration>`;
  const preflight = (origin: string, method: string) =>
    client().send({
      method: "OPTIONS",
      bucket: "first",
      key: "k",
      query: { symlink: "" },
      auth: "none",
      headers: {
        origin,
        "access-control-request-method": method,
        "access-control-request-headers": "x-oss-date, authorization",
      },
    });

  test("rules round-trip and decide preflights", async () => {
    expect((await bucketCall("GET", "first", { cors: "" })).code).toBe("NoSuchCORSConfiguration");
    expect((await preflight("https://a.example.com", "PUT")).status).toBe(403);
    expect((await bucketCall("PUT", "first", { cors: "" }, { body: rules })).status).toBe(200);
    expect(element((await bucketCall("GET", "first", { cors: "" })).text, "MaxAgeSeconds")).toBe("60");
    const allowed = await preflight("https://a.example.com", "PUT");
    expect(allowed.headers).toMatchObject({
      "access-control-allow-origin": "https://a.example.com",
      "access-control-allow-headers": "x-oss-date, authorization",
      "access-control-max-age": "60",
    });
    expect((await preflight("https://a.example.com", "GET")).code).toBe("AccessForbidden");
    expect((await preflight("https://evil.test", "PUT")).code).toBe("AccessForbidden");
    expect((await bucketCall("DELETE", "first", { cors: "" })).status).toBe(204);
    expect((await preflight("https://a.example.com", "PUT")).status).toBe(403);
  });

  test("a preflight for a signed URL is not held against its signature", async () => {
    await bucketCall("PUT", "first", { cors: "" }, { body: rules });
    const answer = await client().send({
      method: "PUT",
      bucket: "first",
      key: "k",
      auth: "v4-url",
      headers: { origin: "https://a.example.com", "access-control-request-method": "PUT" },
      tamper: (wire) => ({ ...wire, method: "OPTIONS" }),
    });
    expect(answer.status).toBe(200);
  });

  test("answers to a browser carry the headers, errors too", async () => {
    await bucketCall("PUT", "first", { cors: "" }, { body: rules });
    const put = await client().send({
      method: "PUT",
      bucket: "first",
      key: "k",
      body: "x",
      headers: { origin: "https://b.example.com" },
    });
    expect(put.headers).toMatchObject({
      "access-control-allow-origin": "https://b.example.com",
      "access-control-expose-headers": "ETag",
    });
    const refused = await client().send({
      method: "PUT",
      bucket: "first",
      key: "k",
      auth: "none",
      headers: { origin: "https://b.example.com" },
    });
    expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([403, "https://b.example.com"]);
  });

  test.each([
    "",
    "<CORSConfiguration/>",
    rules.replace("PUT", "PATCH"),
    rules.replace("<ExposeHeader>", "<ExposeHeader>a\n"),
  ])("bad rules %# are refused", async (body) => {
    expect((await bucketCall("PUT", "first", { cors: "" }, { body })).status).toBe(400);
  });
});
