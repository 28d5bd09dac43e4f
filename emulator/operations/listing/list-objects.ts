import { requireBucketRead } from "../../auth/access";
import { ossError } from "../../errors/oss-error";
import { isoDate } from "../../http/dates";
import { type Reply, xmlReply } from "../../http/reply";
import type { KeyEntry } from "../../store/key-index";
import type { ObjectVersion } from "../../store/model";
import type { Bucket } from "../../store/store";
import type { XmlNode } from "../../xml/xml-writer";
import { bucketOf, type Call } from "../call";
import { sizeOf } from "../get-object";
import { owner } from "../shared-nodes";
import { type ListingQuery, nameWriter, parseListingQuery, textArgument } from "./listing-query";
import { afterMarker, type IsBefore, isUpTo, type ListItem, walk } from "./walk";

/** wire-facts §7.1, the first form: marker and next marker are names. */
export function listObjects(call: Call): Reply {
  const query = parseListingQuery(call.request.query);
  const bucket = openBucket(call);
  const marker = textArgument(call.request.query, "marker") ?? "";
  const page = collect(bucket, query, afterMarker(marker, query));
  const name = nameWriter(query);
  return xmlReply([
    "ListBucketResult",
    [
      ["Name", bucket.info.name],
      ["Prefix", name(query.prefix)],
      ["Marker", name(marker)],
      ["MaxKeys", query.maxKeys],
      ["Delimiter", name(query.delimiter)],
      ...encodingType(query),
      ["IsTruncated", page.next !== undefined],
      ...(page.next === undefined ? [] : [["NextMarker", name(page.next)] as const]),
      ...pageNodes(call, bucket, query, page, true),
    ],
  ]);
}

/** The second form: an opaque token, owners on demand, a count. */
export function listObjectsV2(call: Call): Reply {
  const { query: raw } = call.request;
  if (raw.get("list-type") !== "2") throw ossError("InvalidArgument", { ArgumentName: "list-type" });
  const query = parseListingQuery(raw);
  const bucket = openBucket(call);
  const startAfter = textArgument(raw, "start-after") ?? "";
  const token = raw.get("continuation-token");
  const start: IsBefore = token
    ? afterMarker(readToken(token), query)
    : (key) => startAfter !== "" && isUpTo(key, startAfter);
  const page = collect(bucket, query, start);
  const name = nameWriter(query);
  return xmlReply([
    "ListBucketResult",
    [
      ["Name", bucket.info.name],
      ["Prefix", name(query.prefix)],
      ...(raw.has("start-after") ? [["StartAfter", name(startAfter)] as const] : []),
      ["MaxKeys", query.maxKeys],
      ["Delimiter", name(query.delimiter)],
      ...encodingType(query),
      ["IsTruncated", page.next !== undefined],
      ["KeyCount", page.items.length],
      ...(token ? [["ContinuationToken", name(token)] as const] : []),
      ...(page.next === undefined ? [] : [["NextContinuationToken", name(writeToken(page.next))] as const]),
      ...pageNodes(call, bucket, query, page, raw.get("fetch-owner") === "true"),
    ],
  ]);
}

function openBucket(call: Call): Bucket {
  const bucket = bucketOf(call);
  requireBucketRead(call.principal, bucket.info);
  return bucket;
}

interface Page {
  readonly items: readonly ListItem[];
  /** Name of the last item where there are more. */
  readonly next: string | undefined;
}

function collect(bucket: Bucket, query: ListingQuery, start: IsBefore): Page {
  const items: ListItem[] = [];
  if (query.maxKeys === 0) return { items, next: undefined };
  for (const item of walk(bucket.keys, query, start, isListed)) {
    if (items.length === query.maxKeys) return { items, next: items.at(-1)?.name };
    items.push(item);
  }
  return { items, next: undefined };
}

function isListed({ versions }: KeyEntry): boolean {
  const current = versions.at(-1);
  return current !== undefined && current.kind !== "DeleteMarker";
}

function pageNodes(call: Call, bucket: Bucket, query: ListingQuery, page: Page, withOwner: boolean): XmlNode[] {
  const name = nameWriter(query);
  const contents: XmlNode[] = [];
  const groups: XmlNode[] = [];
  const ownerNode = owner(bucket.info.owner);
  for (const item of page.items) {
    if (item.kind === "group") groups.push(["CommonPrefixes", [["Prefix", name(item.name)]]]);
    else contents.push(["Contents", contentNodes(call, name, item.entry, withOwner ? [ownerNode] : [])]);
  }
  return [...contents, ...groups];
}

function contentNodes(
  call: Call,
  name: (key: string) => string,
  entry: KeyEntry,
  ownerNodes: readonly XmlNode[],
): XmlNode[] {
  const version = entry.versions[entry.versions.length - 1];
  return version ? [["Key", name(entry.key)], ...objectNodes(call, version), ...ownerNodes] : [];
}

/** What every listing says of an object or link: its own values, never its target's. */
export function objectNodes(call: Call, version: ObjectVersion): XmlNode[] {
  return [
    ["LastModified", isoDate(version.lastModified)],
    ["ETag", `"${version.etag}"`],
    ["Type", version.kind],
    ["Size", sizeOf(version, call)],
    ["StorageClass", version.storageClass],
  ];
}

export function encodingType({ urlEncoded }: ListingQuery): XmlNode[] {
  return urlEncoded ? [["EncodingType", "url"]] : [];
}

function writeToken(name: string): string {
  return Buffer.from(name, "utf8").toString("base64url");
}

function readToken(token: string): string {
  const name = Buffer.from(token, "base64url").toString("utf8");
  if (writeToken(name) !== token) throw ossError("InvalidMarker", { ArgumentName: "continuation-token" });
  return name;
}
