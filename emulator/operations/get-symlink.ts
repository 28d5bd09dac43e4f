import { requireRead } from "../auth/access";
import { ossError } from "../errors/oss-error";
import { httpDate } from "../http/dates";
import { emptyReply, type Reply } from "../http/reply";
import { currentVersion } from "../store/store";
import { bucketOf, type Call, keyOf } from "./call";
import { onlyContentType, onlyMetadata } from "./content-headers";
import { encodeTarget } from "./symlink-target";
import { requestedVersionId, selectVersion, versionHeader } from "./versions";

/** wire-facts §4: about the link itself; the target is not looked at. */
export function getSymlink(call: Call): Reply {
  const { choices } = call;
  const bucket = bucketOf(call);
  if (bucket.info.hierarchical) throw ossError("OperationNotSupported");
  const key = keyOf(call);
  requireRead(call.principal, bucket.info, currentVersion(bucket, key));
  const versionId = requestedVersionId(call, bucket);
  const link = selectVersion(call, bucket, key, versionId, choices.getSymlinkOfMarker);
  requireRead(call.principal, bucket.info, link);
  if (link.kind !== "Symlink") throw ossError("NotSymlink", { Key: key });
  const shown = choices.getSymlinkContentHeaders
    ? link.headers
    : { ...onlyContentType(link.headers), ...onlyMetadata(link.headers) };
  return emptyReply(200, {
    "x-oss-symlink-target": encodeTarget(link.target, choices),
    ETag: `"${link.etag}"`,
    "Last-Modified": httpDate(link.lastModified),
    ...versionHeader(bucket, link.versionId),
    ...shown,
  });
}
