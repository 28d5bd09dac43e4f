import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { createClient, encodeComponent, type ListedObject, type OssClient } from "../../../provider/oss";
import { firstRun } from "../../../provider/oss/calls/entry-run";
import { readObjectPage } from "../../../provider/oss/calls/lists";
import { escapeText } from "../../../provider/oss/xml/build";
import { scanXml, type XmlNode } from "../../../provider/oss/xml/scan";
import { anyText } from "../../support/any-text";
import { type Loopback, type Recorded, type Reply, reply, startLoopback } from "../../support/oss/loopback";

describe("the scanner of list pages", () => {
  /** Element content: text, or children with names that repeat. */
  type Tree = { name: string; text: string } | { name: string; children: Tree[] };
  const name = fc.constantFrom("Contents", "Key", "Prefix", "a.b", "x-1", "ÄÖ");
  const text = fc
    .string({ unit: "grapheme" })
    .filter((value) => /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u.test(value));
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.record({ name, text }),
      fc.record({ name, children: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }) }),
    ),
  }));
  const write = (node: Tree): string =>
    `<${node.name}>${"text" in node ? escapeText(node.text) : node.children.map(write).join("")}</${node.name}>`;
  const reference = new XMLParser({
    preserveOrder: true,
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
    ignoreDeclaration: true,
    ignoreAttributes: true,
  });
  type Ordered = Record<string, Ordered[]> & { "#text"?: string };

  /** Both results in one form: leaves by their text, others by their children. */
  const ours = ({ name, text, children }: XmlNode): unknown => [
    name,
    children.length === 0 ? text : children.map(ours),
  ];
  const theirs = (node: Ordered): unknown => {
    const [name = "", children = []] = Object.entries(node)[0] ?? [];
    const elements = (children as Ordered[]).filter((child) => child["#text"] === undefined);
    const text = (children as Ordered[]).map((child) => child["#text"] ?? "").join("");
    return [name, elements.length === 0 ? text : elements.map(theirs)];
  };

  test("reads what fast-xml-parser reads", () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), (children) => {
        const document = `<?xml version="1.0"?>\n<Root>${children.map(write).join("")}</Root>\n`;
        const parsed = (reference.parse(document) as Ordered[]).find((node) => node.Root !== undefined) as Ordered;
        expect(ours(scanXml(document, "Root"))).toEqual(theirs(parsed));
      }),
      { numRuns: 150 },
    );
  });

  test("keeps blanks, digits, order, CDATA and references as they are meant", () => {
    const document = `\uFEFF<R xmlns="http://x/?a>b"><!-- <K> --><K> 001 </K><V/><K>&#65;&#x1F600;&lt;&amp;amp;<![CDATA[<&amp;]]></K ></R>`;
    expect(scanXml(document, "R").children.map(({ name, text }) => [name, text])).toEqual([
      ["K", " 001 "],
      ["V", ""],
      ["K", "A😀<&amp;<&amp;"],
    ]);
  });

  test.each([
    ["", "there is no XML element"],
    ["text", "there is no XML element"],
    ["<R><K>a</R>", "closes nothing"],
    ["<R><K>a</K>", "ends inside <R>"],
    ["<R><K>a</K", "ends inside a tag"],
    ["<R></R2>", "does not close <R>"],
    ["<R></R><R></R>", "something beside <R>"],
    ["<R></R>x", "something beside <R>"],
    ["<Other></Other>", "the root element is <Other>, not <R>"],
    ["<html><body></body></html>", "the root element is <html>"],
    ["</R>", "closes nothing"],
    ["<R>&nope;</R>", "entity &nope; is not defined"],
    ["<R>&</R>", "entity & is not defined"],
    ["<R>&#x110000;</R>", "is not defined"],
    ["<R>&toString;</R>", "is not defined"],
    ['<!DOCTYPE R [<!ENTITY a "aaaa">]><R>&a;</R>', "document type"],
    [`${"<R>".repeat(40)}`, "deeper than 16"],
    ["<R>< K></K></R>", "tag without name"],
  ])("refuses %j", (document, flaw) => {
    expect(() => scanXml(document, "R")).toThrow(flaw);
  });
});

describe("entries read by expression", () => {
  const key = fc.oneof(anyText({ maxLength: 8 }), fc.constantFrom("a/b", "001", " "));
  const entry = fc.record({
    key: key.map(encodeComponent),
    etag: fc.constantFrom('"0A"', "&quot;0A&quot;", "0A", ""),
    date: fc.constantFrom("2026-01-02T03:04:05.678Z", "2024-02-29T23:59:59.000Z", "nonsense", ""),
    size: fc.constantFrom("0", "24", "1e3", ""),
    blank: fc.constantFrom("", "\n  "),
    more: fc.constantFrom("", "", "<Owner><ID>1</ID></Owner>", "<Key>other</Key>"),
  });
  type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never;
  const write = ({ key, etag, date, size, blank, more }: Entry) =>
    `<Contents>${blank}<Key>${key}</Key>${blank}<LastModified>${date}</LastModified><ETag>${etag}</ETag>` +
    `<Type>Symlink</Type>${blank}<Size>${size}</Size><StorageClass>IA</StorageClass>${more}</Contents>${blank}`;
  const page = (entries: readonly Entry[], comment: string) =>
    `<?xml version="1.0"?>${comment}<ListBucketResult><Name>b</Name>${entries.map(write).join("")}` +
    "<EncodingType>url</EncodingType><CommonPrefixes><Prefix>p%2F</Prefix></CommonPrefixes></ListBucketResult>";
  const usual: Entry = {
    key: "a%2Fb",
    etag: '"0A"',
    date: "2026-01-02T03:04:05.678Z",
    size: "24",
    blank: "",
    more: "",
  };

  test("are those that the scanner reads, which a comment leaves everything to", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        const fast = readObjectPage(Buffer.from(page(entries, "")));
        expect(firstRun(page(entries, "<!-- -->"))).toBeUndefined();
        expect(fast).toEqual(readObjectPage(Buffer.from(page(entries, "<!-- -->"))));
        expect(fast.objects.map((object) => object.key)).toHaveLength(entries.length);
      }),
      { numRuns: 200 },
    );
  });

  test("are all those of a page as the service writes it", () => {
    expect(firstRun(page([usual, usual, { ...usual, blank: "\n  " }], ""))?.entries).toHaveLength(3);
  });

  test("are no excuse for another root", () => {
    const other = `<Other>${write(usual)}</Other>`;
    expect(() => readObjectPage(Buffer.from(other))).toThrow("the root element is <Other>, not <ListBucketResult>");
  });

  test("count only as children of the root", () => {
    const inner = `<ListBucketResult><Deeper>${write(usual)}</Deeper></ListBucketResult>`;
    expect(readObjectPage(Buffer.from(inner)).objects).toEqual([]);
    for (const cut of [`<ListBucketResult>${write(usual)}`, `<ListBucketResult>${write(usual)}</ListBucketResult>x`]) {
      expect(() => readObjectPage(Buffer.from(cut))).toThrow();
    }
  });
});

let server: Loopback;
let client: OssClient;
let respond: (request: Recorded, count: number) => Reply;
beforeAll(async () => {
  server = await startLoopback((request, count) => respond(request, count));
  const credentials = { accessKeyId: "id", accessKeySecret: "secret" };
  client = createClient({ endpoint: server.endpoint, region: "r", credentials, maxRetries: 0 });
});
beforeEach(() => server.requests.splice(0));
afterAll(async () => {
  client.close();
  await server.close();
});
const queryOf = (request: Recorded | undefined) =>
  Object.fromEntries(new URLSearchParams(request?.target.split("?")[1]));
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
const page = (root: string, content: string) =>
  reply(200, {}, `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>\n${content}\n</${root}>`);
const objects = (content: string) => page("ListBucketResult", `<EncodingType>url</EncodingType>${content}`);

test("objects come page after page, names decoded, links told by their type", async () => {
  const first = `<IsTruncated>true</IsTruncated><NextContinuationToken>T%2B1</NextContinuationToken>
    <Contents><Key>a%20%2B%0C%25</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified><ETag>"E1"</ETag>
      <Type>Symlink</Type><Size>7</Size><StorageClass>IA</StorageClass><Owner><ID>1</ID></Owner></Contents>
    <Contents><Key>001</Key><Type>Normal</Type></Contents>`;
  const second = "<IsTruncated>false</IsTruncated><CommonPrefixes><Prefix>d%2F</Prefix></CommonPrefixes>";
  respond = (_, count) => objects(count === 1 ? first : second);
  const listed = await collect(
    client.listObjectPages("bucket", { prefix: "p +", delimiter: "/", startAfter: "é", pageSize: 2 }),
  );
  const linked: ListedObject = {
    key: "a +\f%",
    etag: "E1",
    lastModified: new Date("2026-01-02T03:04:05.678Z"),
    objectType: "Symlink",
    size: 7,
    storageClass: "IA",
  };
  const bare = {
    key: "001",
    etag: undefined,
    lastModified: undefined,
    objectType: "Normal",
    size: undefined,
    storageClass: undefined,
  };
  expect(listed).toEqual([
    { objects: [linked, bare], prefixes: [], nextToken: "T+1" },
    { objects: [], prefixes: ["d/"], nextToken: undefined },
  ]);
  const asked = {
    "list-type": "2",
    "encoding-type": "url",
    "max-keys": "2",
    prefix: "p +",
    delimiter: "/",
    "start-after": "é",
  };
  expect(server.requests.map(queryOf)).toEqual([asked, { ...asked, "continuation-token": "T+1" }]);
});

test("pages are asked for as they are consumed", async () => {
  respond = (_, count) =>
    objects(
      `<IsTruncated>true</IsTruncated><NextContinuationToken>${count}</NextContinuationToken><Contents><Key>k${count}</Key></Contents>`,
    );
  const keys: string[] = [];
  for await (const { key } of client.listObjects("bucket")) {
    keys.push(key);
    if (keys.length === 3) break;
  }
  expect(keys).toEqual(["k1", "k2", "k3"]);
  expect(server.requests).toHaveLength(3);
});

test("versions and markers keep their order, and pages go on from key and version", async () => {
  const entry = (kind: string, key: string, id: string, latest: boolean) =>
    `<${kind}><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>${latest}</IsLatest></${kind}>`;
  const first = `<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>b%2B</NextKeyMarker><NextVersionIdMarker>v2</NextVersionIdMarker>
    ${entry("Version", "a", "v1", true)}${entry("DeleteMarker", "b%2B", "m1", true)}${entry("Version", "b%2B", "v2", false)}`;
  const second = `<IsTruncated>false</IsTruncated>${entry("Version", "b%2B", "null", false)}`;
  respond = (_, count) => page("ListVersionsResult", count === 1 ? first : second);
  const versions = await collect(client.listVersions("bucket", { prefix: "p" }));
  expect(
    versions.map(({ key, versionId, isLatest, deleteMarker }) => [key, versionId, isLatest, deleteMarker]),
  ).toEqual([
    ["a", "v1", true, false],
    ["b+", "m1", true, true],
    ["b+", "v2", false, false],
    // The second page does not say that its names are encoded, so they are not decoded.
    ["b%2B", "null", false, false],
  ]);
  expect(queryOf(server.requests[1])).toMatchObject({ "key-marker": "b+", "version-id-marker": "v2", versions: "" });
});

test.each([
  ["a list cut off", reply(200, {}, "<ListBucketResult><Contents><Key>a</Key>"), /the document ends inside/],
  ["HTML", reply(200, {}, "<html></html>"), /the root element is <html>/],
  ["an empty body", reply(200), /there is no XML element/],
  ["an undecodable name", objects("<Contents><Key>%zz</Key></Contents>"), /not percent-encoded/],
  ["an entry without key", objects("<Contents><Size>1</Size></Contents>"), /no key/],
  ["no token where one is due", objects("<IsTruncated>true</IsTruncated>"), /does not say where to go on/],
  [
    "a list that goes nowhere",
    objects("<IsTruncated>true</IsTruncated><NextContinuationToken>T</NextContinuationToken>"),
    /where it has just been/,
  ],
])("%s is an error that names the call", async (_, answer, flaw) => {
  respond = () => answer;
  await expect(collect(client.listObjects("bucket"))).rejects.toMatchObject({
    name: "OssError",
    code: "UnexpectedAnswer",
    operation: "ListObjectsV2",
    message: expect.stringMatching(flaw),
  });
});

test("an empty bucket is an empty list", async () => {
  respond = () => page("ListBucketResult", "<IsTruncated>false</IsTruncated>");
  expect(await collect(client.listObjects("bucket"))).toEqual([]);
});
