import type { RawRequest } from "../../support/emulator/raw-client";
import { element, elements } from "../../support/emulator/raw-client";
import { withEmulator } from "../../support/emulator/with-emulator";

const { client } = withEmulator({ buckets: ["flat", { name: "versioned", versioning: "Enabled" }] });
const link = (key: string, bucket = "flat") =>
  client().send({ method: "PUT", bucket, key, query: { symlink: "" }, headers: { "x-oss-symlink-target": "t" } });
const list = (query: RawRequest["query"], bucket = "flat") =>
  client().send({ bucket, query: { "list-type": "2", ...query } });

/** All keys and groups of a listing, page by page. */
async function pages(
  query: Record<string, string>,
  next: [element: string, parameter: string][],
  bucket = "flat",
): Promise<string[][]> {
  const found: string[][] = [];
  for (let more: Record<string, string> = {}; ; ) {
    const { text } = await client().send({ bucket, query: { ...query, ...more } });
    found.push([
      ...elements(text, "Key"),
      ...elements(text.slice(text.indexOf("<CommonPrefixes>")), "Prefix").filter(
        (name) => text.includes("<CommonPrefixes>") && name !== "",
      ),
    ]);
    if (element(text, "IsTruncated") !== "true") return found;
    more = Object.fromEntries(
      next.flatMap(([name, parameter]) =>
        element(text, name) === undefined ? [] : [[parameter, element(text, name) ?? ""]],
      ),
    );
  }
}

const V2 = { "list-type": "2" };
const V2_NEXT: [string, string][] = [["NextContinuationToken", "continuation-token"]];

test("an entry shows the link's own values (§7.1)", async () => {
  const { headers } = await link("l");
  const { text } = await list({ "fetch-owner": "true" });
  expect([element(text, "Type"), element(text, "Size"), element(text, "StorageClass"), element(text, "ETag")]).toEqual([
    "Symlink",
    "0",
    "Standard",
    headers.etag,
  ]);
  expect(element(text, "LastModified")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  expect(element(text, "DisplayName")).toBeTruthy();
});

test("keys come in the order of their UTF-8 bytes, surrogates behind U+FFFF", async () => {
  const keys = ["a", "Z", "a/b", "a-b", "\uff5e", "😀", "é", "a//b", "~"];
  for (const key of keys) await link(key);
  const expected = [...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  expect(elements((await list({})).text, "Key")).toEqual(expected);
});

test("paging at 1 passes every key and group once, in V1, V2 and versions", async () => {
  for (const key of ["a", "b/1", "b/2", "b/3", "c", "d/x/1", "d/y", "e"]) await link(key);
  const expected = [["a"], ["b/"], ["c"], ["d/"], ["e"]];
  const grouped = { delimiter: "/", "max-keys": "1" };
  expect(await pages({ ...V2, ...grouped }, V2_NEXT)).toEqual(expected);
  expect(await pages(grouped, [["NextMarker", "marker"]])).toEqual(expected);
  const versionNext: [string, string][] = [
    ["NextKeyMarker", "key-marker"],
    ["NextVersionIdMarker", "version-id-marker"],
  ];
  expect(await pages({ versions: "", ...grouped }, versionNext)).toEqual(expected);
  expect(await pages({ ...V2, prefix: "d/", "max-keys": "1" }, V2_NEXT)).toEqual([["d/x/1"], ["d/y"]]);
});

test("delimiters of several characters, prefixes that end in a group, KeyCount", async () => {
  for (const key of ["a--1", "a--2", "b"]) await link(key);
  const { text } = await list({ delimiter: "--" });
  expect([
    elements(text, "Key"),
    element(text.slice(text.indexOf("<CommonPrefixes>")), "Prefix"),
    element(text, "KeyCount"),
  ]).toEqual([["b"], "a--", "2"]);
  expect(elements((await list({ prefix: "a--", delimiter: "--" })).text, "Key")).toEqual(["a--1", "a--2"]);
});

test("start-after and marker begin behind a name, there or not", async () => {
  for (const key of ["a", "b", "c"]) await link(key);
  expect(elements((await list({ "start-after": "a" })).text, "Key")).toEqual(["b", "c"]);
  expect(elements((await list({ "start-after": "aa" })).text, "Key")).toEqual(["b", "c"]);
  expect(elements((await client().send({ bucket: "flat", query: { marker: "b" } })).text, "Key")).toEqual(["c"]);
});

test("encoding-type=url encodes every name, a slash too; without it control characters are references", async () => {
  await link("d/a b+c\u0001");
  const encoded = (await list({ "encoding-type": "url", prefix: "d/", delimiter: "|", "start-after": "d/ " })).text;
  expect([
    element(encoded, "Key"),
    element(encoded, "Prefix"),
    element(encoded, "Delimiter"),
    element(encoded, "StartAfter"),
    element(encoded, "EncodingType"),
  ]).toEqual(["d%2Fa%20b%2Bc%01", "d%2F", "%7C", "d%2F%20", "url"]);
  expect((await list({})).text).toContain("c&#1;</Key>");
});

test("keys behind a delete marker are not listed, and make no group", async () => {
  for (const key of ["gone", "there", "dir/gone"]) await link(key, "versioned");
  for (const key of ["gone", "dir/gone"]) await client().send({ method: "DELETE", bucket: "versioned", key });
  const { text } = await list({ delimiter: "/" }, "versioned");
  expect([elements(text, "Key"), text.includes("CommonPrefixes")]).toEqual([["there"], false]);
});

test("versions: newest first, markers interleaved, paging at 1 over a key's versions (§7.2)", async () => {
  await link("a", "versioned");
  await client().send({ method: "DELETE", bucket: "versioned", key: "a" });
  await link("a", "versioned");
  await link("b", "versioned");
  const { text } = await client().send({ bucket: "versioned", query: { versions: "" } });
  expect([...text.matchAll(/<(Version|DeleteMarker)><Key>(.)/g)].map(([, kind, key]) => `${kind} ${key}`)).toEqual([
    "Version a",
    "DeleteMarker a",
    "Version a",
    "Version b",
  ]);
  expect(elements(text, "IsLatest")).toEqual(["true", "false", "false", "true"]);
  expect(elements(text, "DisplayName")).toHaveLength(4);
  const next: [string, string][] = [
    ["NextKeyMarker", "key-marker"],
    ["NextVersionIdMarker", "version-id-marker"],
  ];
  expect(await pages({ versions: "", "max-keys": "1" }, next, "versioned")).toEqual([["a"], ["a"], ["a"], ["b"]]);
});

test("a page of versions goes on behind a version that was deleted meanwhile", async () => {
  for (let i = 0; i < 3; i++) await link("a", "versioned");
  const ids = elements((await client().send({ bucket: "versioned", query: { versions: "" } })).text, "VersionId");
  await client().send({ method: "DELETE", bucket: "versioned", key: "a", query: { versionId: ids[1] ?? "" } });
  const rest = await client().send({
    bucket: "versioned",
    query: { versions: "", "key-marker": "a", "version-id-marker": ids[1] ?? "" },
  });
  expect(elements(rest.text, "VersionId")).toEqual([ids[2]]);
});

test.each([
  [{ "max-keys": "1001" }],
  [{ "max-keys": "-1" }],
  [{ "max-keys": "x" }],
  [{ "encoding-type": "base64" }],
  [{ "continuation-token": "***" }],
  [{ "list-type": "3" }],
  [{ prefix: "p".repeat(1024) }],
])("%j is 400 InvalidArgument", async (query) => {
  const answer = await list(query);
  expect([answer.status, answer.code]).toEqual([400, "InvalidArgument"]);
});

test("max-keys 0 and an empty bucket answer an empty page", async () => {
  expect(element((await list({})).text, "KeyCount")).toBe("0");
  await link("a");
  const { text } = await list({ "max-keys": "0" });
  expect([element(text, "KeyCount"), element(text, "IsTruncated")]).toEqual(["0", "false"]);
});
