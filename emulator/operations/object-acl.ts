import { ossError } from "../errors/oss-error";
import { emptyReply, type Reply, xmlReply } from "../http/reply";
import type { ObjectVersion } from "../store/model";
import type { Bucket } from "../store/store";
import { bucketOf, type Call, keyOf, wholeSeconds } from "./call";
import { objectAclHeader } from "./put-headers";
import { owner } from "./shared-nodes";
import { requestedVersionId, selectVersion, versionHeader } from "./versions";

/** wire-facts §8.3: on the link itself; Last-Modified changes, the version does not. */
export function putObjectAcl(call: Call): Reply {
  const acl = objectAclHeader(call.request);
  if (!acl) throw ossError("MissingArgument", { Header: "x-oss-object-acl" });
  const { bucket, version } = find(call);
  const changed = { ...version, acl, lastModified: wholeSeconds(call.now) };
  call.store.commit({ op: "edit", bucket: bucket.info.name, version: changed });
  return emptyReply(200, versionHeader(bucket, version.versionId));
}

/** `default` reads back as such, not as the bucket's ACL. */
export function getObjectAcl(call: Call): Reply {
  const { bucket, version } = find(call);
  return xmlReply(
    ["AccessControlPolicy", [owner(bucket.info.owner), ["AccessControlList", [["Grant", version.acl]]]]],
    versionHeader(bucket, version.versionId),
  );
}

function find(call: Call): { bucket: Bucket; version: ObjectVersion } {
  const bucket = bucketOf(call);
  const versionId = requestedVersionId(call, bucket);
  return { bucket, version: selectVersion(call, bucket, keyOf(call), versionId, call.choices.aclOfMarker) };
}
