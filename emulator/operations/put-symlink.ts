import { ossError } from "../errors/oss-error";
import { emptyReply, type Reply } from "../http/reply";
import { randomHex } from "../random-hex";
import { NO_BODY, NO_PAIRS } from "../store/model";
import { bucketOf, type Call } from "./call";
import { storedHeaders } from "./content-headers";
import { objectAclHeader, storageClassHeader } from "./put-headers";
import { parseTarget } from "./symlink-target";
import { parseTaggingHeader } from "./tags";
import { openDestination, writeVersion } from "./write-version";

/** wire-facts §3: nothing is asked about the target, not even whether it exists. */
export function putSymlink(call: Call): Reply {
  const { request, choices } = call;
  if (bucketOf(call).info.hierarchical) throw ossError("OperationNotSupported");
  const target = parseTarget(request, choices);
  const destination = openDestination(call);
  const survivor = choices.putSymlinkKeepsTagsAndAcl ? destination.present : undefined;
  // Opaque and new at every PUT (§3.5).
  const etag = randomHex(16);
  const versionHeaders = writeVersion(call, destination, {
    kind: "Symlink",
    etag,
    target,
    body: NO_BODY,
    crc64: "0",
    headers: storedHeaders(request, destination.key),
    acl: objectAclHeader(request) ?? survivor?.acl ?? "default",
    tags: parseTaggingHeader(request.headers["x-oss-tagging"], choices) ?? survivor?.tags ?? NO_PAIRS,
    storageClass: storageClassHeader(request) ?? destination.bucket.info.storageClass,
  });
  return emptyReply(200, { ETag: `"${choices.etagOfPutDiffers ? randomHex(16) : etag}"`, ...versionHeaders });
}
