import { createHash } from "node:crypto";
import type { RawRequest } from "./raw-client";
import type { SeededRandom } from "./seeded-random";

export const FUZZ_BUCKETS = [
  { name: "plain" },
  { name: "enabled", versioning: "Enabled" },
  { name: "suspended", versioning: "Suspended" },
] as const;

/** The names of all operations the server has, each with a request to it that is right. */
export const RIGHT_REQUESTS: Readonly<Record<string, (random: SeededRandom) => RawRequest>> = {
  ListBuckets: () => ({ query: { prefix: "p", "max-keys": "10" } }),
  PutBucket: (random) => ({
    method: "PUT",
    bucket: `new-${random.below(5)}`,
    headers: { "x-oss-acl": "private" },
    body: "<CreateBucketConfiguration><StorageClass>Standard</StorageClass><DataRedundancyType>LRS</DataRedundancyType></CreateBucketConfiguration>",
  }),
  DeleteBucket: (random) => ({ method: "DELETE", bucket: `new-${random.below(5)}` }),
  GetBucketInfo: (random) => ({ bucket: anyBucket(random), query: { bucketInfo: "" } }),
  GetBucketLocation: (random) => ({ bucket: anyBucket(random), query: { location: "" } }),
  GetBucketACL: (random) => ({ bucket: anyBucket(random), query: { acl: "" } }),
  PutBucketACL: (random) => ({
    method: "PUT",
    bucket: anyBucket(random),
    query: { acl: "" },
    headers: { "x-oss-acl": "public-read" },
  }),
  GetBucketVersioning: (random) => ({ bucket: anyBucket(random), query: { versioning: "" } }),
  PutBucketVersioning: (random) => ({
    method: "PUT",
    bucket: "enabled",
    query: { versioning: "" },
    body: `<VersioningConfiguration><Status>${random.pick(["Enabled", "Suspended"])}</Status></VersioningConfiguration>`,
  }),
  GetBucketCors: (random) => ({ bucket: anyBucket(random), query: { cors: "" } }),
  PutBucketCors: (random) => ({
    method: "PUT",
    bucket: anyBucket(random),
    query: { cors: "" },
    body: "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule></CORSConfiguration>",
  }),
  DeleteBucketCors: (random) => ({ method: "DELETE", bucket: anyBucket(random), query: { cors: "" } }),
  ListObjects: (random) => ({
    bucket: anyBucket(random),
    query: { prefix: "d/", delimiter: "/", marker: "d/a", "max-keys": "7", "encoding-type": "url" },
  }),
  ListObjectsV2: (random) => ({
    bucket: anyBucket(random),
    query: { "list-type": "2", "continuation-token": "ZC9h", "max-keys": "3", "fetch-owner": "true" },
  }),
  ListObjectVersions: (random) => ({
    bucket: anyBucket(random),
    query: { versions: "", "key-marker": "d/a", "version-id-marker": "null", "max-keys": "5" },
  }),
  DeleteMultipleObjects: (random) =>
    withMd5({
      method: "POST",
      bucket: anyBucket(random),
      query: { delete: "", "encoding-type": "url" },
      body: `<Delete><Quiet>false</Quiet><Object><Key>${anyKey(random)}</Key></Object></Delete>`,
    }),
  OptionObject: (random) => ({
    ...object(random, "OPTIONS"),
    auth: "none",
    headers: {
      origin: "http://a.test",
      "access-control-request-method": "GET",
      "access-control-request-headers": "x-oss-date",
    },
  }),
  PutObject: (random) =>
    withMd5({
      ...object(random, "PUT"),
      body: "content",
      headers: {
        "content-type": "text/plain",
        "x-oss-meta-a": "b",
        "x-oss-tagging": "a=b&c=d",
        "x-oss-object-acl": "default",
        "x-oss-storage-class": "IA",
      },
    }),
  CopyObject: (random) => ({
    ...object(random, "PUT"),
    headers: {
      "x-oss-copy-source": `/${anyBucket(random)}/${anyKey(random)}`,
      "x-oss-metadata-directive": "COPY",
      "x-oss-copy-source-if-unmodified-since": "Fri, 01 Jan 2100 00:00:00 GMT",
    },
  }),
  GetObject: (random) => ({
    ...object(random, "GET"),
    query: { "response-content-type": "a/b" },
    headers: { range: "bytes=0-3", "if-none-match": '"0"', "x-oss-range-behavior": "standard" },
  }),
  HeadObject: (random) => ({
    ...object(random, "HEAD"),
    headers: { "if-modified-since": "Fri, 24 Feb 2012 05:38:42 GMT" },
  }),
  GetObjectMeta: (random) => ({ ...object(random, "HEAD"), query: { objectMeta: "" } }),
  DeleteObject: (random) => object(random, "DELETE"),
  PutSymlink: (random) => ({
    ...object(random, "PUT"),
    query: { symlink: "" },
    headers: {
      "x-oss-symlink-target": anyKey(random).replaceAll("/", "%2F"),
      "x-oss-forbid-overwrite": "false",
      "x-oss-meta-a": "ü",
      "x-oss-tagging": "k=v",
    },
  }),
  GetSymlink: (random) => ({
    ...object(random, "GET"),
    query: { symlink: "", ...(random.below(2) ? {} : { versionId: "null" }) },
  }),
  PutObjectTagging: (random) => ({
    ...object(random, "PUT"),
    query: { tagging: "" },
    body: "<Tagging><TagSet><Tag><Key>a</Key><Value>&lt;b</Value></Tag></TagSet></Tagging>",
  }),
  GetObjectTagging: (random) => ({ ...object(random, "GET"), query: { tagging: "" } }),
  DeleteObjectTagging: (random) => ({ ...object(random, "DELETE"), query: { tagging: "" } }),
  PutObjectACL: (random) => ({
    ...object(random, "PUT"),
    query: { acl: "" },
    headers: { "x-oss-object-acl": "public-read" },
  }),
  GetObjectACL: (random) => ({ ...object(random, "GET"), query: { acl: "" } }),
  RestoreObject: (random) => ({
    ...object(random, "POST"),
    query: { restore: "" },
    body: "<RestoreRequest><Days>2</Days></RestoreRequest>",
  }),
};

function anyBucket(random: SeededRandom): string {
  return random.pick(FUZZ_BUCKETS).name;
}

function anyKey(random: SeededRandom): string {
  return random.pick(["a", "b", "d/a", "d/b/c", "d/ü 1", "e"]);
}

function object(random: SeededRandom, method: string): RawRequest {
  return {
    method,
    bucket: anyBucket(random),
    key: anyKey(random),
    auth: random.pick(["v4", "v1", "v4-url", "v1-url"]),
  };
}

function withMd5(request: RawRequest): RawRequest {
  const md5 = createHash("md5")
    .update(request.body ?? "")
    .digest("base64");
  return { ...request, headers: { ...request.headers, "content-md5": md5 } };
}
