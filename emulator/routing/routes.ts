import type { OssRequest } from "../http/oss-request";
import {
  deleteBucket,
  getBucketAcl,
  getBucketInfo,
  getBucketLocation,
  getBucketVersioning,
  listBuckets,
  putBucket,
  putBucketAcl,
  putBucketVersioning,
} from "../operations/buckets";
import type { Operation } from "../operations/call";
import { copyObject, hasCopySource } from "../operations/copy-object";
import { deleteBucketCors, getBucketCors, putBucketCors } from "../operations/cors/cors-configuration";
import { optionObject } from "../operations/cors/cors-headers";
import { deleteMultipleObjects } from "../operations/delete-multiple";
import { deleteObject } from "../operations/delete-object";
import { getObject, getObjectMeta, headObject } from "../operations/get-object";
import { getSymlink } from "../operations/get-symlink";
import { listObjects, listObjectsV2 } from "../operations/listing/list-objects";
import { listObjectVersions } from "../operations/listing/list-versions";
import { getObjectAcl, putObjectAcl } from "../operations/object-acl";
import { putObject } from "../operations/put-object";
import { putSymlink } from "../operations/put-symlink";
import { restoreObject } from "../operations/restore-object";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "../operations/tagging";
import type { Access, Level, Route } from "./route";

/** `METHOD`, or `METHOD ?sub-resource`. */
type Pattern = string;

function route(
  operation: string,
  level: Level,
  pattern: Pattern,
  run: Operation | undefined,
  access: Access = "owner",
  applies?: (request: OssRequest) => boolean,
): Route {
  const [method = "", subResource] = pattern.split(" ?");
  return { operation, level, method, subResource, access, run, applies };
}

/** Operations of the service that this server does not have: named here, so that nothing else answers for them. */
function notImplemented(level: Level, patterns: Readonly<Record<string, readonly string[]>>): Route[] {
  return Object.entries(patterns).flatMap(([subResource, methods]) =>
    methods.map((method) => route(`${method}:${subResource}`, level, `${method} ?${subResource}`, undefined)),
  );
}

const open = "decided-by-operation";

const IMPLEMENTED: readonly Route[] = [
  route("ListBuckets", "service", "GET", listBuckets, open),

  route("PutBucket", "bucket", "PUT", putBucket, open),
  route("DeleteBucket", "bucket", "DELETE", deleteBucket),
  route("GetBucketInfo", "bucket", "GET ?bucketInfo", getBucketInfo),
  route("GetBucketLocation", "bucket", "GET ?location", getBucketLocation),
  route("GetBucketACL", "bucket", "GET ?acl", getBucketAcl),
  route("PutBucketACL", "bucket", "PUT ?acl", putBucketAcl),
  route("GetBucketVersioning", "bucket", "GET ?versioning", getBucketVersioning),
  route("PutBucketVersioning", "bucket", "PUT ?versioning", putBucketVersioning),
  route("GetBucketCors", "bucket", "GET ?cors", getBucketCors),
  route("PutBucketCors", "bucket", "PUT ?cors", putBucketCors),
  route("DeleteBucketCors", "bucket", "DELETE ?cors", deleteBucketCors),
  route("ListObjectsV2", "bucket", "GET", listObjectsV2, open, (request) => request.query.has("list-type")),
  route("ListObjects", "bucket", "GET", listObjects, open),
  route("ListObjectVersions", "bucket", "GET ?versions", listObjectVersions),
  route("DeleteMultipleObjects", "bucket", "POST ?delete", deleteMultipleObjects, open),
  route("OptionObject", "bucket", "OPTIONS", optionObject, "unsigned"),

  route("CopyObject", "object", "PUT", copyObject, open, hasCopySource),
  route("PutObject", "object", "PUT", putObject, open),
  route("GetObject", "object", "GET", getObject, open),
  route("HeadObject", "object", "HEAD", headObject, open),
  route("DeleteObject", "object", "DELETE", deleteObject, open),
  route("GetObjectMeta", "object", "HEAD ?objectMeta", getObjectMeta, open),
  // py1 asks with GET and reads the headers only.
  route("GetObjectMeta", "object", "GET ?objectMeta", getObjectMeta, open),
  route("PutSymlink", "object", "PUT ?symlink", putSymlink, open),
  route("GetSymlink", "object", "GET ?symlink", getSymlink, open),
  route("PutObjectTagging", "object", "PUT ?tagging", putObjectTagging),
  route("GetObjectTagging", "object", "GET ?tagging", getObjectTagging),
  route("DeleteObjectTagging", "object", "DELETE ?tagging", deleteObjectTagging),
  route("PutObjectACL", "object", "PUT ?acl", putObjectAcl),
  route("GetObjectACL", "object", "GET ?acl", getObjectAcl),
  route("RestoreObject", "object", "POST ?restore", restoreObject),
  route("OptionObject", "object", "OPTIONS", optionObject, "unsigned"),
];

const GET_PUT_DELETE = ["GET", "PUT", "DELETE"];

export const ROUTES: readonly Route[] = [
  ...IMPLEMENTED,
  ...notImplemented("service", { regions: ["GET"], publicAccessBlock: GET_PUT_DELETE, resourcePool: ["GET"] }),
  ...notImplemented("bucket", {
    accessMonitor: ["GET", "PUT"],
    bucketArchiveDirectRead: ["GET", "PUT"],
    cname: ["GET", "POST", "DELETE"],
    encryption: GET_PUT_DELETE,
    httpsConfig: ["GET", "PUT"],
    inventory: GET_PUT_DELETE,
    lifecycle: GET_PUT_DELETE,
    live: ["GET"],
    logging: GET_PUT_DELETE,
    metaQuery: ["GET", "POST"],
    overwriteConfig: GET_PUT_DELETE,
    policy: GET_PUT_DELETE,
    policyStatus: ["GET"],
    publicAccessBlock: GET_PUT_DELETE,
    qosInfo: ["GET", "PUT"],
    referer: ["GET", "PUT"],
    replication: ["GET", "PUT", "POST"],
    replicationLocation: ["GET"],
    replicationProgress: ["GET"],
    requestPayment: ["GET", "PUT"],
    requesterQosInfo: GET_PUT_DELETE,
    resourceGroup: ["GET", "PUT"],
    rtc: ["PUT"],
    stat: ["GET"],
    style: GET_PUT_DELETE,
    tagging: GET_PUT_DELETE,
    transferAcceleration: ["GET", "PUT"],
    uploads: ["GET"],
    website: GET_PUT_DELETE,
    worm: ["GET", "POST", "DELETE"],
    wormExtend: ["POST"],
    wormId: ["POST"],
  }),
  route("PostObject", "bucket", "POST", undefined, open),
  ...notImplemented("object", {
    append: ["POST"],
    asyncFetch: ["GET", "POST"],
    callback: ["PUT", "POST"],
    cleanRestoredObject: ["POST"],
    live: GET_PUT_DELETE,
    policy: GET_PUT_DELETE,
    seal: ["POST"],
    uploadId: ["GET", "PUT", "POST", "DELETE"],
    uploads: ["POST"],
    vod: ["GET", "POST"],
    "x-oss-async-process": ["POST"],
    "x-oss-process": ["GET", "POST"],
  }),
];
