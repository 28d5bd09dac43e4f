import { createHash } from "node:crypto";
import { element, elements } from "../../support/emulator/raw-client";
import { withEmulator } from "../../support/emulator/with-emulator";

const { client } = withEmulator({
  buckets: [
    "bucket",
    { name: "public", acl: "public-read" },
    { name: "open", acl: "public-read-write" },
    { name: "versioned", versioning: "Enabled" },
  ],
});
const object = (method: string, key: string, query = {}, more = {}) =>
  client().send({ method, bucket: "bucket", key, query, ...more });
const link = (key: string, headers = {}, bucket = "bucket") =>
  client().send({
    method: "PUT",
    bucket,
    key,
    query: { symlink: "" },
    headers: { "x-oss-symlink-target": "target", ...headers },
  });
const tagXml = (...tags: [string, string][]) =>
  `<Tagging><TagSet>${tags.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`).join("")}</TagSet></Tagging>`;
const tagsOf = async (key: string) => {
  const { text } = await object("GET", key, { tagging: "" });
  return elements(text, "Key").map((name, i) => [name, elements(text, "Value")[i]]);
};

test("tags act on the link, not on its target, and change neither date nor version (§8.2)", async () => {
  await object("PUT", "target", {}, { body: "x", headers: { "x-oss-tagging": "of=target" } });
  await link("l", { "x-oss-tagging": "a=1&b=%3A%2B%3A" });
  expect(await tagsOf("l")).toEqual([
    ["a", "1"],
    ["b", ":+:"],
  ]);
  const before = await object("GET", "l", { symlink: "" });
  expect((await object("PUT", "l", { tagging: "" }, { body: tagXml(["größe", "2 3"]) })).status).toBe(200);
  expect(await tagsOf("l")).toEqual([["größe", "2 3"]]);
  expect((await object("GET", "l", { symlink: "" })).headers.etag).toBe(before.headers.etag);
  expect((await object("HEAD", "l")).headers["x-oss-tagging-count"]).toBe("1");
  expect((await object("DELETE", "l", { tagging: "" })).status).toBe(204);
  expect(await tagsOf("l")).toEqual([]);
  expect(await tagsOf("target")).toEqual([["of", "target"]]);
});

test("a new PutSymlink starts without tags and with the default ACL (§8.2, §8.3)", async () => {
  await link("l", { "x-oss-tagging": "a=1", "x-oss-object-acl": "public-read" });
  await link("l");
  expect(await tagsOf("l")).toEqual([]);
  expect(element((await object("GET", "l", { acl: "" })).text, "Grant")).toBe("default");
});

test.each([
  ["eleven tags", tagXml(...Array.from({ length: 11 }, (_, i): [string, string] => [`k${i}`, "v"])), "InvalidTag"],
  ["a key twice", tagXml(["a", "1"], ["a", "2"]), "RepeatedTags"],
  ["an empty key", tagXml(["", "1"]), "InvalidTag"],
  ["a long key", tagXml(["k".repeat(129), "1"]), "InvalidTag"],
  ["a long value", tagXml(["k", "v".repeat(257)]), "InvalidTag"],
  ["an illegal character", tagXml(["a?", "1"]), "InvalidTag"],
  ["no XML", "a=1", "MalformedXML"],
  ["another root", "<Tags/>", "MalformedXML"],
  ["an entity that is not", "<Tagging><TagSet>&evil;</TagSet></Tagging>", "MalformedXML"],
  ["a document type", `<!DOCTYPE x [<!ENTITY a "b">]>${tagXml(["a", "1"])}`, "MalformedXML"],
  ["crossed elements", "<Tagging><TagSet></Tagging></TagSet>", "MalformedXML"],
])("%s are refused", async (_, body, code) => {
  await link("l");
  const answer = await object("PUT", "l", { tagging: "" }, { body });
  expect([answer.status, answer.code]).toEqual([400, code]);
});

test("an object's ACL overrules the bucket's for anonymous readers; the stricter of link and target wins (§5.2)", async () => {
  const put = (key: string, headers = {}) =>
    client().send({ method: "PUT", bucket: "public", key, body: "x", headers });
  await put("target");
  await put("hidden", { "x-oss-object-acl": "private" });
  await link("to-open", {}, "public");
  await link("closed", { "x-oss-object-acl": "private" }, "public");
  const anonymous = (key: string, method = "GET", query = {}) =>
    client().send({ method, bucket: "public", key, query, auth: "none" });
  expect((await anonymous("target")).text).toBe("x");
  expect((await anonymous("to-open")).text).toBe("x");
  expect((await anonymous("hidden")).code).toBe("AccessDenied");
  expect((await anonymous("closed")).code).toBe("AccessDenied");
  await client().send({
    method: "PUT",
    bucket: "public",
    key: "target",
    query: { acl: "" },
    headers: { "x-oss-object-acl": "private" },
  });
  expect((await anonymous("to-open")).code).toBe("AccessDenied");
  expect((await anonymous("to-open", "GET", { symlink: "" })).status).toBe(200);
  expect((await anonymous("target", "DELETE")).code).toBe("AccessDenied");
  expect((await anonymous("target", "GET", { acl: "" })).code).toBe("AccessDenied");
  expect((await client().send({ bucket: "public", auth: "none" })).status).toBe(200);
  expect((await client().send({ bucket: "bucket", auth: "none" })).code).toBe("AccessDenied");
});

test("public-read-write lets anyone write and delete", async () => {
  const anonymous = (method: string, body = "") =>
    client().send({ method, bucket: "open", key: "k", body, auth: "none" });
  expect((await anonymous("PUT", "x")).status).toBe(200);
  expect((await anonymous("DELETE")).status).toBe(204);
});

describe("DeleteMultipleObjects (§6.2)", () => {
  const send = (bucket: string, body: string, query = {}, headers: Record<string, string> = {}) =>
    client().send({
      method: "POST",
      bucket,
      query: { delete: "", ...query },
      body,
      headers: { "content-md5": createHash("md5").update(body).digest("base64"), ...headers },
    });

  test("answers in order, names encoded on demand, missing keys too; quiet says nothing", async () => {
    await link("a b");
    const body = "<Delete><Object><Key>a b</Key></Object><Object><Key>none&#1;</Key></Object></Delete>";
    const { status, text } = await send("bucket", body, { "encoding-type": "url" });
    expect([status, elements(text, "Key"), element(text, "EncodingType")]).toEqual([200, ["a%20b", "none%01"], "url"]);
    expect((await send("bucket", body, {}, { "encoding-type": "url" })).text).toBe(text);
    const quiet = await send("bucket", body.replace("<Delete>", "<Delete><Quiet>true</Quiet>"));
    expect([quiet.status, quiet.text]).toEqual([200, ""]);
  });

  test("tells markers made and markers removed apart", async () => {
    const { text } = await send("versioned", "<Delete><Object><Key>k</Key></Object></Delete>");
    const marker = element(text, "DeleteMarkerVersionId");
    expect([element(text, "DeleteMarker"), element(text, "VersionId")]).toEqual(["true", undefined]);
    const removed = (
      await send("versioned", `<Delete><Object><Key>k</Key><VersionId>${marker}</VersionId></Object></Delete>`)
    ).text;
    expect([
      element(removed, "DeleteMarker"),
      element(removed, "VersionId"),
      element(removed, "DeleteMarkerVersionId"),
    ]).toEqual(["true", marker, marker]);
  });

  test.each([
    [
      "a wrong MD5",
      "<Delete><Object><Key>k</Key></Object></Delete>",
      { "content-md5": "1B2M2Y8AsgTpgAmY7PhCfg==" },
      "InvalidDigest",
    ],
    ["no object", "<Delete></Delete>", {}, "MalformedXML"],
    ["too many", `<Delete>${"<Object><Key>k</Key></Object>".repeat(1001)}</Delete>`, {}, "MalformedXML"],
    ["an empty key", "<Delete><Object><Key></Key></Object></Delete>", {}, "InvalidObjectName"],
    ["rubbish", "<Delete><Object>", {}, "MalformedXML"],
  ])("%s is refused as a whole", async (_, body, headers, code) => {
    await link("k");
    expect((await send("bucket", body, {}, headers)).code).toBe(code);
    expect((await object("GET", "k", { symlink: "" })).status).toBe(200);
  });
});
