import { requireWrite } from "../auth/access";
import { ossError } from "../errors/oss-error";
import { checkObjectName } from "../http/names";
import { percentEncode } from "../http/percent";
import { emptyReply, type Reply, xmlReply } from "../http/reply";
import { currentVersion } from "../store/store";
import { childrenOf, readXml, textOf } from "../xml/xml-reader";
import type { XmlNode } from "../xml/xml-writer";
import { bucketOf, type Call } from "./call";
import { type Deletion, deleteKey } from "./delete-object";
import { checkVersionId } from "./versions";

const MOST_KEYS = 1000;
const MOST_BYTES = 2 * 1024 * 1024;

interface Wish {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** wire-facts §6.2 */
export function deleteMultipleObjects(call: Call): Reply {
  const { request } = call;
  const bucket = bucketOf(call);
  if (bucket.info.hierarchical) throw ossError("OperationNotSupported");
  if (request.headers["content-md5"] === undefined) throw ossError("MissingArgument", { Header: "Content-MD5" });
  if (!request.hasBodyFraming) throw ossError("MissingContentLength");
  if (request.body.length > MOST_BYTES) throw ossError("MalformedXML");
  const root = readXml(request.body, "Delete");
  const wishes = readWishes(root);
  for (const { key, versionId } of wishes) {
    checkObjectName(key);
    checkVersionId(call, bucket, versionId);
    requireWrite(call.principal, bucket.info, currentVersion(bucket, key));
  }
  // The SDKs send a query parameter; the documents of the operation list a header, and java1 sends one.
  const encoded = (request.query.get("encoding-type") ?? request.headers["encoding-type"]) === "url";
  const name = encoded ? percentEncode : (key: string) => key;
  const deleted = wishes.map(
    (wish): XmlNode => ["Deleted", describe(wish, name, deleteKey(call, bucket, wish.key, wish.versionId))],
  );
  if (textOf(root, "Quiet")?.trim() === "true") return emptyReply(200);
  const encoding: XmlNode[] = encoded ? [["EncodingType", "url"]] : [];
  return xmlReply(["DeleteResult", [...encoding, ...deleted]]);
}

function readWishes(root: ReturnType<typeof readXml>): Wish[] {
  const objects = childrenOf(root, "Object");
  if (objects.length === 0 || objects.length > MOST_KEYS) throw ossError("MalformedXML");
  return objects.map((object) => {
    const key = textOf(object, "Key");
    if (key === undefined) throw ossError("MalformedXML");
    // Clients write an empty element where they have no version id.
    return { key, versionId: textOf(object, "VersionId") || undefined };
  });
}

function describe(wish: Wish, name: (key: string) => string, { markerId }: Deletion): XmlNode[] {
  const nodes: XmlNode[] = [["Key", name(wish.key)]];
  if (wish.versionId !== undefined) nodes.push(["VersionId", wish.versionId]);
  if (markerId !== undefined) nodes.push(["DeleteMarker", true], ["DeleteMarkerVersionId", markerId]);
  return nodes;
}
