/** Canonical queries. */
import { encodeComponent } from "../encoding";
import { OssError } from "../error";
import { versionIdReason } from "../names";

/** A sub-resource (or none) and a version id; `versionId` sorts after every sub-resource that is used with it. */
export function versionQuery(
  subresource: "" | "acl" | "objectMeta" | "symlink" | "tagging",
  operation: string,
  bucket: string,
  key: string,
  versionId: string | undefined,
): string {
  if (versionId === undefined) return subresource;
  const reason = versionIdReason(versionId);
  if (reason !== undefined) throw OssError.invalidInput(operation, { bucket, key }, [{ path: ["versionId"], reason }]);
  const version = `versionId=${encodeComponent(versionId)}`;
  return subresource === "" ? version : `${subresource}&${version}`;
}
