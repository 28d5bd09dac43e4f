import { requireRead } from "../auth/access";
import type { Principal } from "../auth/credentials";
import { ossError } from "../errors/oss-error";
import { needsRestore, type ObjectVersion } from "../store/model";
import { type Bucket, currentVersion } from "../store/store";
import type { Call } from "./call";
import { missingBehindMarker } from "./versions";

/** What GET and HEAD show: fields of the object asked for, content of the object that has it (wire-facts §5.1). */
export interface Readable {
  readonly asked: ObjectVersion;
  /** The same, or the current version of the link's target. */
  readonly content: ObjectVersion;
  readonly lastModified: number;
}

export function readThrough(call: Call, bucket: Bucket, asked: ObjectVersion): Readable {
  requireRead(call.principal, bucket.info, asked);
  if (asked.kind !== "Symlink") return { asked, content: asked, lastModified: asked.lastModified };
  const content = findTarget(call, call.principal, bucket, asked);
  if (needsRestore(content.storageClass) && !isRestored(content, call.now)) {
    throw ossError("InvalidObjectState", { ObjectName: content.key });
  }
  return { asked, content, lastModified: Math.max(asked.lastModified, content.lastModified) };
}

/** §5.2; the stricter ACL of link and target wins. */
function findTarget(call: Call, principal: Principal, bucket: Bucket, link: ObjectVersion): ObjectVersion {
  const target = currentVersion(bucket, link.target);
  if (!target) throw ossError("SymlinkTargetNotExist", { Key: link.key });
  if (target.kind === "DeleteMarker") {
    if (call.choices.targetIsMarker === "NoSuchKey") throw missingBehindMarker(target);
    throw ossError("SymlinkTargetNotExist", { Key: link.key });
  }
  requireRead(principal, bucket.info, target);
  if (target.kind === "Symlink") throw ossError("InvalidTargetType", { Key: link.key });
  return target;
}

export function isRestored({ restore }: ObjectVersion, now: number): boolean {
  return restore !== undefined && restore.readyAt <= now && now < restore.expiresAt;
}
