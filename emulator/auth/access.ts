import { ossError } from "../errors/oss-error";
import type { BucketInfo, ObjectVersion } from "../store/model";
import type { Principal } from "./credentials";

/** Anonymous users and other accounts have what ACLs give them and nothing else (wire-facts §8.3). */
export function requireOwner(principal: Principal, bucket: BucketInfo): void {
  if (principal.account === bucket.owner) return;
  throw ossError(principal.account === undefined ? "AnonymousForbidden" : "ForeignBucket");
}

export function requireBucketRead(principal: Principal, bucket: BucketInfo): void {
  if (principal.account !== bucket.owner && bucket.acl === "private") throw ossError("NoRightByBucketAcl");
}

/** `version` is what is there now; nothing there, or a default ACL, means the bucket's ACL decides. */
export function requireRead(principal: Principal, bucket: BucketInfo, version: ObjectVersion | undefined): void {
  if (principal.account === bucket.owner) return;
  const own = version?.acl ?? "default";
  if (own === "default") requireBucketRead(principal, bucket);
  else if (own === "private") throw ossError("NoReadPermission");
}

export function requireWrite(principal: Principal, bucket: BucketInfo, version: ObjectVersion | undefined): void {
  if (principal.account === bucket.owner) return;
  const own = version?.acl ?? "default";
  const acl = own === "default" ? bucket.acl : own;
  if (acl === "public-read-write") return;
  throw ossError(own === "default" && acl === "private" ? "NoRightByBucketAcl" : "NoWritePermission");
}
