import { ossError } from "../../errors/oss-error";
import { isoDate } from "../../http/dates";
import { type Reply, xmlReply } from "../../http/reply";
import { compareKeys } from "../../store/key-order";
import { NULL_VERSION, type ObjectVersion } from "../../store/model";
import type { Bucket } from "../../store/store";
import type { XmlNode } from "../../xml/xml-writer";
import { bucketOf, type Call } from "../call";
import { owner } from "../shared-nodes";
import { isOlder } from "../version-ids";
import { encodingType, objectNodes } from "./list-objects";
import { type ListingQuery, nameWriter, parseListingQuery, textArgument } from "./listing-query";
import { afterMarker, type IsBefore, walk } from "./walk";

interface Markers {
  readonly key: string;
  readonly versionId: string;
}

/** One line: a version or delete marker of a key, or a group of keys. */
type VersionItem =
  | { readonly kind: "version"; readonly version: ObjectVersion; readonly isLatest: boolean }
  | { readonly kind: "group"; readonly name: string };

/** wire-facts §7.2: keys ascending, within a key the newest first, versions and markers interleaved. */
export function listObjectVersions(call: Call): Reply {
  const { query: raw } = call.request;
  const query = parseListingQuery(raw);
  const markers = { key: textArgument(raw, "key-marker") ?? "", versionId: raw.get("version-id-marker") ?? "" };
  if (markers.versionId !== "" && markers.key === "") {
    throw ossError("InvalidMarker", { ArgumentName: "version-id-marker", ArgumentValue: markers.versionId });
  }
  const bucket = bucketOf(call);
  const { items, next } = collect(bucket, query, markers);
  const name = nameWriter(query);
  const ownerNode = owner(bucket.info.owner);
  return xmlReply([
    "ListVersionsResult",
    [
      ["Name", bucket.info.name],
      ["Prefix", name(query.prefix)],
      ["KeyMarker", name(markers.key)],
      ["VersionIdMarker", markers.versionId],
      ["MaxKeys", query.maxKeys],
      ["Delimiter", name(query.delimiter)],
      ...encodingType(query),
      ["IsTruncated", next !== undefined],
      ...nextNodes(next, name),
      ...items.map((item) => itemNode(call, name, ownerNode, item)),
    ],
  ]);
}

function collect(
  bucket: Bucket,
  query: ListingQuery,
  markers: Markers,
): { items: VersionItem[]; next: VersionItem | undefined } {
  const items: VersionItem[] = [];
  if (query.maxKeys === 0) return { items, next: undefined };
  for (const item of versionItems(bucket, query, markers)) {
    if (items.length === query.maxKeys) return { items, next: items.at(-1) };
    items.push(item);
  }
  return { items, next: undefined };
}

function* versionItems(bucket: Bucket, query: ListingQuery, markers: Markers): Generator<VersionItem> {
  // With a version marker the key of the marker itself may have more to show.
  const start: IsBefore =
    markers.versionId === "" ? afterMarker(markers.key, query) : (key) => compareKeys(key, markers.key) < 0;
  for (const item of walk(bucket.keys, query, start, () => true)) {
    if (item.kind === "group") {
      yield item;
      continue;
    }
    const { versions } = item.entry;
    const newestFirst = [...versions].reverse();
    const skipped =
      item.name === markers.key && markers.versionId !== "" ? seenBefore(newestFirst, markers.versionId) : 0;
    for (let at = skipped; at < newestFirst.length; at++) {
      const version = newestFirst[at];
      if (version) yield { kind: "version", version, isLatest: at === 0 };
    }
  }
}

/** How many of the versions a page that ended with this id has shown, also where that version is gone by now. */
function seenBefore(newestFirst: readonly ObjectVersion[], versionId: string): number {
  const at = newestFirst.findIndex((version) => version.versionId === versionId);
  if (at >= 0) return at + 1;
  if (versionId === NULL_VERSION) return 0;
  return (
    1 +
    newestFirst.findLastIndex((version) => version.versionId !== NULL_VERSION && isOlder(versionId, version.versionId))
  );
}

function nextNodes(next: VersionItem | undefined, name: (key: string) => string): XmlNode[] {
  if (next === undefined) return [];
  if (next.kind === "group") return [["NextKeyMarker", name(next.name)]];
  return [
    ["NextKeyMarker", name(next.version.key)],
    ["NextVersionIdMarker", next.version.versionId],
  ];
}

function itemNode(call: Call, name: (key: string) => string, ownerNode: XmlNode, item: VersionItem): XmlNode {
  if (item.kind === "group") return ["CommonPrefixes", [["Prefix", name(item.name)]]];
  const { version, isLatest } = item;
  const head: XmlNode[] = [
    ["Key", name(version.key)],
    ["VersionId", version.versionId],
    ["IsLatest", isLatest],
  ];
  if (version.kind !== "DeleteMarker") return ["Version", [...head, ...objectNodes(call, version), ownerNode]];
  return ["DeleteMarker", [...head, ["LastModified", isoDate(version.lastModified)], ownerNode]];
}
