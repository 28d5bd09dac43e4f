import { createHash } from "node:crypto";
import { createClient, type OssClient } from "../../../provider/oss";
import { errorXml, type Loopback, type Recorded, type Reply, reply, startLoopback } from "../../support/oss/loopback";

let server: Loopback;
let client: OssClient;
let respond: (request: Recorded) => Reply;
beforeAll(async () => {
  server = await startLoopback((request) => respond(request));
  const credentials = { accessKeyId: "id", accessKeySecret: "secret" };
  client = createClient({ endpoint: server.endpoint, region: "r", credentials, maxRetries: 0 });
});
beforeEach(() => server.requests.splice(0));
afterAll(async () => {
  client.close();
  await server.close();
});
const answer = (xml: string) => {
  respond = () => reply(200, {}, `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`);
};
const last = () => server.requests.at(-1) as Recorded;
const line = () => `${last().method} ${last().target}`;

test("tags are read as a map, one, several or none", async () => {
  answer("<Tagging><TagSet><Tag><Key>001</Key><Value> a&amp;b </Value></Tag></TagSet></Tagging>");
  expect(await client.getTagging("bucket", "k", { versionId: "null" })).toEqual({ "001": " a&b " });
  expect(line()).toBe("GET /bucket/k?tagging&versionId=null");
  answer(
    "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value></Value></Tag></TagSet></Tagging>",
  );
  expect(await client.getTagging("bucket", "k")).toEqual({ a: "1", b: "" });
  for (const none of [
    "<Tagging><TagSet></TagSet></Tagging>",
    "<Tagging><TagSet/></Tagging>",
    "<Tagging>\n</Tagging>",
    "<Tagging/>",
  ]) {
    answer(none);
    expect(await client.getTagging("bucket", "k")).toEqual({});
  }
});

test("tags are put as XML with its MD5", async () => {
  respond = () => reply(200);
  await client.putTagging("bucket", "k", { "a b": "x:/=", c: "" });
  expect(line()).toBe("PUT /bucket/k?tagging");
  expect(last().body.toString()).toBe(
    "<Tagging><TagSet><Tag><Key>a b</Key><Value>x:/=</Value></Tag><Tag><Key>c</Key><Value></Value></Tag></TagSet></Tagging>",
  );
  expect(last().header("content-md5")).toBe(createHash("md5").update(last().body).digest("base64"));
  await client.deleteTagging("bucket", "k", { versionId: "v" });
  expect(line()).toBe("DELETE /bucket/k?tagging&versionId=v");
});

test("an ACL is read and put by itself", async () => {
  answer(
    "<AccessControlPolicy><Owner><ID>1</ID></Owner><AccessControlList><Grant>default</Grant></AccessControlList></AccessControlPolicy>",
  );
  expect(await client.getAcl("bucket", "k")).toBe("default");
  expect(line()).toBe("GET /bucket/k?acl");
  await client.putAcl("bucket", "k", "public-read");
  expect([line(), last().header("x-oss-object-acl"), last().body.length]).toEqual([
    "PUT /bucket/k?acl",
    "public-read",
    0,
  ]);
});

test.each([
  ["<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", "Enabled"],
  ["<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>", "Suspended"],
  ["<VersioningConfiguration/>", undefined],
  ['<VersioningConfiguration xmlns="http://x/"></VersioningConfiguration>', undefined],
])("versioning %s is %s", async (xml, status) => {
  answer(xml);
  expect(await client.getVersioning("bucket")).toBe(status);
  expect(line()).toBe("GET /bucket/?versioning");
});

test("versioning, buckets and their facts", async () => {
  respond = () => reply(200);
  expect(await client.getVersioning("bucket")).toBeUndefined();
  await client.putVersioning("bucket", "Suspended");
  expect(last().body.toString()).toBe("<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>");
  await client.putBucket("bucket", { acl: "private", storageClass: "IA" });
  expect([line(), last().header("x-oss-acl")]).toEqual(["PUT /bucket/", "private"]);
  expect(last().body.toString()).toContain("<StorageClass>IA</StorageClass>");
  await client.putBucket("bucket");
  expect(last().body).toHaveLength(0);
  respond = () => reply(204);
  await client.deleteBucket("bucket");
  expect(line()).toBe("DELETE /bucket/");
  answer(
    "<BucketInfo><Bucket><Name>bucket</Name><Location>oss-r</Location><CreationDate>2026-01-02T03:04:05.000Z</CreationDate><Versioning>Enabled</Versioning></Bucket></BucketInfo>",
  );
  expect(await client.getBucketInfo("bucket")).toEqual({
    name: "bucket",
    location: "oss-r",
    creationDate: new Date("2026-01-02T03:04:05Z"),
    extranetEndpoint: undefined,
    intranetEndpoint: undefined,
    storageClass: undefined,
    versioning: "Enabled",
  });
});

test("objects are put, copied, looked at and read", async () => {
  respond = () => reply(200, { ETag: '"5D41"', "x-oss-version-id": "v1" });
  expect(await client.putObject("bucket", "k", "hellö", { metadata: { A: "1" }, forbidOverwrite: true })).toMatchObject(
    {
      etag: "5D41",
      versionId: "v1",
    },
  );
  expect([last().body.toString(), last().header("content-length"), last().header("x-oss-meta-a")]).toEqual([
    "hellö",
    "6",
    "1",
  ]);
  await client.copyObject("bucket", "k", { bucket: "other", key: "a +", versionId: "v/2" });
  expect(last().header("x-oss-copy-source")).toBe("/other/a%20%2B?versionId=v%2F2");
  respond = () =>
    reply(
      200,
      { "x-oss-object-type": "Symlink", "x-oss-storage-class": "IA", "x-oss-restore": 'ongoing-request="true"' },
      "content",
    );
  expect(await client.getObject("bucket", "k")).toMatchObject({
    objectType: "Symlink",
    storageClass: "IA",
    restore: 'ongoing-request="true"',
    contentLength: 7,
    content: Buffer.from("content"),
  });
  await expect(client.getObject("bucket", "k", { maxBytes: 6 })).rejects.toThrow(/body is longer than 6 bytes/);
  respond = () => reply(200, { ETag: '"E"', "Content-Length": "0" });
  await client.getObjectMeta("bucket", "k", { versionId: "v" });
  expect(line()).toBe("HEAD /bucket/k?objectMeta&versionId=v");
});

test.each([
  ["<Tagging><TagSet><Tag>", () => client.getTagging("bucket", "k")],
  ["<html><body>Hi</body></html>", () => client.getTagging("bucket", "k")],
  ['<!DOCTYPE x [<!ENTITY a "b">]><Tagging>&a;</Tagging>', () => client.getTagging("bucket", "k")],
  [
    "<AccessControlPolicy><AccessControlList><Grant>odd</Grant></AccessControlList></AccessControlPolicy>",
    () => client.getAcl("bucket", "k"),
  ],
  ["<VersioningConfiguration><Status>odd</Status></VersioningConfiguration>", () => client.getVersioning("bucket")],
  ["<BucketInfo><Bucket></Bucket></BucketInfo>", () => client.getBucketInfo("bucket")],
])("the answer %s is an error, not a value", async (xml, call) => {
  answer(xml);
  await expect(call()).rejects.toMatchObject({
    code: "UnexpectedAnswer",
    message: expect.stringContaining("the answer cannot be read"),
  });
});

describe("deleting many", () => {
  const deleted = (entries: string) => `<DeleteResult><EncodingType>url</EncodingType>${entries}</DeleteResult>`;

  test("each key is answered for, hostile names included", async () => {
    answer(
      deleted(
        `<Deleted><Key>a%26%3C%0A%0D</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>m1</DeleteMarkerVersionId></Deleted>
         <Deleted><Key>b</Key><VersionId>v1</VersionId></Deleted>`,
      ),
    );
    const entries = [{ key: "a&<\n\r" }, { key: "b", versionId: "v1" }, { key: "b" }];
    const result = await client.deleteMany("bucket", entries);
    expect(result.deleted).toEqual([
      { key: "a&<\n\r", deleteMarker: true, deleteMarkerVersionId: "m1" },
      { key: "b", versionId: "v1", deleteMarker: false, deleteMarkerVersionId: undefined },
    ]);
    expect(result.failed).toMatchObject([{ key: "b", error: { code: "UnexpectedAnswer", ambiguous: true } }]);
    expect(line()).toBe("POST /bucket/?delete&encoding-type=url");
    expect(last().body.toString()).toBe(
      "<Delete><Quiet>false</Quiet><Object><Key>a&#38;&#60;&#10;&#13;</Key></Object><Object><Key>b</Key><VersionId>v1</VersionId></Object><Object><Key>b</Key></Object></Delete>",
    );
    expect(last().header("content-md5")).toBe(createHash("md5").update(last().body).digest("base64"));
  });

  test("a thousand go in a request, and fewer if they are too long for 2 MB", async () => {
    const confirm = (request: Recorded) => {
      const keys = [...request.body.toString().matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) =>
        (key as string).replaceAll("&#38;", "%26"),
      );
      return reply(200, {}, deleted(keys.map((key) => `<Deleted><Key>${key}</Key></Deleted>`).join("")));
    };
    respond = confirm;
    const short = Array.from({ length: 1001 }, (_, i) => ({ key: `k${i}` }));
    expect((await client.deleteMany("bucket", short)).deleted).toHaveLength(1001);
    expect(server.requests).toHaveLength(2);
    const long = Array.from({ length: 500 }, (_, i) => ({ key: `${i}${"&".repeat(1000)}` }));
    expect((await client.deleteMany("bucket", long)).deleted).toHaveLength(500);
    expect(server.requests).toHaveLength(4);
    for (const { body } of server.requests) expect(body.length).toBeLessThan(2 * 1024 * 1024);
  });

  test("keys that XML cannot carry are deleted one by one", async () => {
    respond = (request) =>
      request.method === "DELETE"
        ? reply(204, { "x-oss-delete-marker": "true", "x-oss-version-id": "m" })
        : reply(200, {}, deleted("<Deleted><Key>b</Key></Deleted>"));
    const result = await client.deleteMany("bucket", [{ key: "\f" }, { key: "b" }, { key: "\u0001", versionId: "v" }]);
    expect(result.failed).toEqual([]);
    expect(server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      "DELETE /bucket/%0C",
      "DELETE /bucket/%01?versionId=v",
      "POST /bucket/?delete&encoding-type=url",
    ]);
    expect(result.deleted[0]).toEqual({ key: "\f", deleteMarker: true, deleteMarkerVersionId: "m" });
  });

  test("a refused request and an empty answer leave every entry failed", async () => {
    respond = () => reply(404, {}, errorXml("NoSuchBucket", "m"));
    expect((await client.deleteMany("bucket", [{ key: "a" }])).failed).toMatchObject([
      { key: "a", error: { code: "NoSuchBucket" } },
    ]);
    respond = () => reply(200);
    expect((await client.deleteMany("bucket", [{ key: "a" }])).failed).toMatchObject([
      { error: { code: "UnexpectedAnswer" } },
    ]);
    expect(await client.deleteMany("bucket", [])).toEqual({ deleted: [], failed: [] });
  });
});
