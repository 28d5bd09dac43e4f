import { ossError } from "../errors/oss-error";
import type { OssRequest } from "../http/oss-request";
import type { BucketAcl, ObjectAcl, StorageClass } from "../store/model";

const STORAGE_CLASSES: readonly StorageClass[] = ["Standard", "IA", "Archive", "ColdArchive", "DeepColdArchive"];
const BUCKET_ACLS: readonly BucketAcl[] = ["private", "public-read", "public-read-write"];
const OBJECT_ACLS: readonly ObjectAcl[] = ["default", ...BUCKET_ACLS];

/** The storage class a request names; undefined where it names none. */
export function storageClassHeader(request: OssRequest): StorageClass | undefined {
  return parseStorageClass(request.headers["x-oss-storage-class"], "x-oss-storage-class");
}

export function parseStorageClass(value: string | undefined, argument: string): StorageClass | undefined {
  if (value === undefined) return undefined;
  const found = STORAGE_CLASSES.find((known) => known === value);
  if (!found) throw ossError("InvalidStorageClass", { ArgumentName: argument, ArgumentValue: value });
  return found;
}

export function objectAclHeader(request: OssRequest): ObjectAcl | undefined {
  const value = request.headers["x-oss-object-acl"];
  if (value === undefined) return undefined;
  const found = OBJECT_ACLS.find((known) => known === value);
  if (!found) throw ossError("InvalidAcl", { ArgumentName: "x-oss-object-acl", ArgumentValue: value });
  return found;
}

export function parseBucketAcl(value: string | undefined): BucketAcl | undefined {
  if (value === undefined) return undefined;
  const found = BUCKET_ACLS.find((known) => known === value);
  if (!found) throw ossError("InvalidAcl", { ArgumentName: "x-oss-acl", ArgumentValue: value });
  return found;
}

export function forbidOverwriteHeader(request: OssRequest): boolean {
  const value = (request.headers["x-oss-forbid-overwrite"] ?? "false").toLowerCase();
  if (value !== "true" && value !== "false") {
    throw ossError("InvalidForbidOverwrite", { ArgumentName: "x-oss-forbid-overwrite", ArgumentValue: value });
  }
  return value === "true";
}
