import { emptyReply, type Reply, xmlReply } from "../http/reply";
import { NO_PAIRS, type ObjectVersion } from "../store/model";
import type { Bucket } from "../store/store";
import type { XmlNode } from "../xml/xml-writer";
import { bucketOf, type Call, keyOf } from "./call";
import { parseTaggingXml } from "./tags";
import { requestedVersionId, selectVersion, versionHeader } from "./versions";

/** wire-facts §8.2: on the link itself; neither Last-Modified nor the version changes. */
export function putObjectTagging(call: Call): Reply {
  const { bucket, version } = find(call);
  const tags = parseTaggingXml(call.request.body, call.choices);
  call.store.commit({ op: "edit", bucket: bucket.info.name, version: { ...version, tags } });
  return emptyReply(200, versionHeader(bucket, version.versionId));
}

export function getObjectTagging(call: Call): Reply {
  const { bucket, version } = find(call);
  const tags = Object.entries(version.tags).map(
    ([key, value]): XmlNode => [
      "Tag",
      [
        ["Key", key],
        ["Value", value],
      ],
    ],
  );
  return xmlReply(["Tagging", [["TagSet", tags]]], versionHeader(bucket, version.versionId));
}

export function deleteObjectTagging(call: Call): Reply {
  const { bucket, version } = find(call);
  call.store.commit({ op: "edit", bucket: bucket.info.name, version: { ...version, tags: NO_PAIRS } });
  return emptyReply(204, versionHeader(bucket, version.versionId));
}

function find(call: Call): { bucket: Bucket; version: ObjectVersion } {
  const bucket = bucketOf(call);
  return { bucket, version: selectVersion(call, bucket, keyOf(call), requestedVersionId(call, bucket)) };
}
