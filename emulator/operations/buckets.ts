import { ossError } from "../errors/oss-error";
import { isoDate } from "../http/dates";
import { emptyReply, type Reply, xmlReply } from "../http/reply";
import type { BucketInfo } from "../store/model";
import { readXml, textOf } from "../xml/xml-reader";
import type { XmlNode } from "../xml/xml-writer";
import { bucketName, bucketOf, type Call, wholeSeconds } from "./call";
import { parseMaxKeys } from "./listing/listing-query";
import { parseBucketAcl, parseStorageClass } from "./put-headers";
import { owner } from "./shared-nodes";

/** The settings that a new bucket starts with. */
export function newBucket(name: string, owner: string, region: string, createdAt: number): BucketInfo {
  return {
    name,
    owner,
    region,
    createdAt: wholeSeconds(createdAt),
    acl: "private",
    storageClass: "Standard",
    dataRedundancyType: "LRS",
    versioning: "never",
    cors: undefined,
    overwriteProhibited: false,
    hierarchical: false,
  };
}

/** wire-facts §12.1: the owner may put a bucket again, which changes its ACL and nothing else. */
export function putBucket(call: Call): Reply {
  const name = bucketName(call);
  const { account } = call.principal;
  if (account === undefined) throw ossError("AnonymousForbidden");
  const wanted = readConfiguration(call.request.body);
  const acl = parseBucketAcl(call.request.headers["x-oss-acl"]);
  const known = call.store.bucket(name)?.info;
  if (known && known.owner !== account) throw ossError("BucketAlreadyExists", { BucketName: name });
  if (known && wanted.storageClass && wanted.storageClass !== known.storageClass) {
    throw ossError("BucketStorageClassFixed", { BucketName: name });
  }
  const base = known ?? { ...newBucket(name, account, call.identity.region, call.now), ...wanted };
  call.store.commit({ op: "bucket", info: acl ? { ...base, acl } : base });
  return emptyReply(200, { Location: `/${name}` });
}

function readConfiguration(body: Buffer): Partial<Pick<BucketInfo, "storageClass" | "dataRedundancyType">> {
  if (body.length === 0) return {};
  const root = readXml(body, "CreateBucketConfiguration");
  const storageClass = parseStorageClass(textOf(root, "StorageClass"), "StorageClass");
  const redundancy = textOf(root, "DataRedundancyType");
  if (redundancy !== undefined && redundancy !== "LRS" && redundancy !== "ZRS") throw ossError("InvalidArgument");
  return {
    ...(storageClass ? { storageClass } : {}),
    ...(redundancy ? { dataRedundancyType: redundancy } : {}),
  };
}

/** Objects, versions and markers all keep a bucket from going (§12.1). */
export function deleteBucket(call: Call): Reply {
  const bucket = bucketOf(call);
  if (bucket.keys.size > 0) throw ossError("BucketNotEmpty", { BucketName: bucket.info.name });
  call.store.commit({ op: "drop-bucket", bucket: bucket.info.name });
  return emptyReply(204);
}

export function getBucketInfo(call: Call): Reply {
  const { info } = bucketOf(call);
  const bucket: XmlNode[] = [
    ...describe(info),
    ["DataRedundancyType", info.dataRedundancyType],
    ["TransferAcceleration", "Disabled"],
    ["CrossRegionReplication", "Disabled"],
    owner(info.owner),
    ["AccessControlList", [["Grant", info.acl]]],
    ["Comment", ""],
  ];
  if (info.versioning !== "never") bucket.push(["Versioning", info.versioning]);
  if (info.hierarchical) bucket.push(["HierarchicalNamespace", "Enabled"]);
  return xmlReply(["BucketInfo", [["Bucket", bucket]]]);
}

export function getBucketLocation(call: Call): Reply {
  return xmlReply(["LocationConstraint", `oss-${bucketOf(call).info.region}`]);
}

export function getBucketAcl(call: Call): Reply {
  const { info } = bucketOf(call);
  return xmlReply(["AccessControlPolicy", [owner(info.owner), ["AccessControlList", [["Grant", info.acl]]]]]);
}

export function putBucketAcl(call: Call): Reply {
  const { info } = bucketOf(call);
  const acl = parseBucketAcl(call.request.headers["x-oss-acl"]);
  if (!acl) throw ossError("MissingArgument");
  call.store.commit({ op: "bucket", info: { ...info, acl } });
  return emptyReply(200);
}

/** §12: once set, a state can be changed but not taken back. */
export function putBucketVersioning(call: Call): Reply {
  const { info } = bucketOf(call);
  if (call.request.body.length === 0) throw ossError("VersioningMissing");
  const status = textOf(readXml(call.request.body, "VersioningConfiguration"), "Status");
  if (status === undefined) throw ossError("VersioningMissing");
  if (status !== "Enabled" && status !== "Suspended") {
    throw ossError("InvalidArgument", { ArgumentName: "Status", ArgumentValue: status });
  }
  call.store.commit({ op: "bucket", info: { ...info, versioning: status } });
  return emptyReply(200);
}

export function getBucketVersioning(call: Call): Reply {
  const { versioning } = bucketOf(call).info;
  return xmlReply(["VersioningConfiguration", versioning === "never" ? [] : [["Status", versioning]]]);
}

/** The buckets of the caller's account, in the order of their names (§12.1). */
export function listBuckets(call: Call): Reply {
  const { query } = call.request;
  const { account } = call.principal;
  if (account === undefined) throw ossError("AnonymousForbidden");
  const prefix = query.get("prefix") ?? "";
  const marker = query.get("marker") ?? "";
  const pageSize = parseMaxKeys(query.get("max-keys"));
  const matching = call.store
    .buckets()
    .map(({ info }) => info)
    .filter((info) => info.owner === account && info.name.startsWith(prefix) && info.name > marker)
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const page = matching.slice(0, pageSize);
  const isTruncated = matching.length > page.length;
  const paging: XmlNode[] = [
    ["Prefix", prefix],
    ["Marker", marker],
    ["MaxKeys", pageSize],
    ["IsTruncated", isTruncated],
    ...(isTruncated ? [["NextMarker", page.at(-1)?.name ?? ""] as const] : []),
  ];
  const asked = ["prefix", "marker", "max-keys"].some((name) => query.has(name));
  const buckets = page.map((info): XmlNode => ["Bucket", [...describe(info), ["Region", info.region]]]);
  return xmlReply([
    "ListAllMyBucketsResult",
    [...(asked || isTruncated ? paging : []), owner(account), ["Buckets", buckets]],
  ]);
}

function describe(info: BucketInfo): XmlNode[] {
  return [
    ["CreationDate", isoDate(info.createdAt)],
    ["ExtranetEndpoint", `oss-${info.region}.aliyuncs.com`],
    ["IntranetEndpoint", `oss-${info.region}-internal.aliyuncs.com`],
    ["Location", `oss-${info.region}`],
    ["Name", info.name],
    ["StorageClass", info.storageClass],
  ];
}
