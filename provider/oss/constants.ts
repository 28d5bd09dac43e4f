/** Names and limits of the service that more than one module needs. */

export const HEADER = {
  acl: "x-oss-object-acl",
  authorization: "authorization",
  contentMd5: "content-md5",
  contentSha256: "x-oss-content-sha256",
  copySource: "x-oss-copy-source",
  date: "x-oss-date",
  deleteMarker: "x-oss-delete-marker",
  ec: "x-oss-ec",
  encodedError: "x-oss-err",
  etag: "etag",
  forbidOverwrite: "x-oss-forbid-overwrite",
  lastModified: "last-modified",
  metadataPrefix: "x-oss-meta-",
  objectType: "x-oss-object-type",
  requestId: "x-oss-request-id",
  requestPayer: "x-oss-request-payer",
  restore: "x-oss-restore",
  securityToken: "x-oss-security-token",
  storageClass: "x-oss-storage-class",
  symlinkTarget: "x-oss-symlink-target",
  tagging: "x-oss-tagging",
  versionId: "x-oss-version-id",
} as const;

export const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

export const LIMIT = {
  keyBytes: 1023,
  metadataBytes: 8 * 1024,
  tags: 10,
  tagKeyLength: 128,
  tagValueLength: 256,
  deleteKeys: 1000,
  presignSeconds: 7 * 24 * 60 * 60,
} as const;
