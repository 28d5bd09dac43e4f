import { ossError } from "../errors/oss-error";
import { emptyReply, type Reply } from "../http/reply";
import { needsRestore } from "../store/model";
import { readXml, textOf } from "../xml/xml-reader";
import { bucketOf, type Call, keyOf } from "./call";
import { isRestored } from "./read-through";
import { requestedVersionId, selectVersion, versionHeader } from "./versions";

const DAY_MS = 24 * 60 * 60 * 1000;

/** wire-facts §12.2: 202 when it begins, 409 while it runs, 200 when the copy is there already. */
export function restoreObject(call: Call): Reply {
  const bucket = bucketOf(call);
  const version = selectVersion(call, bucket, keyOf(call), requestedVersionId(call, bucket));
  const days = readDays(call.request.body);
  if (version.kind !== "Normal" || !needsRestore(version.storageClass)) throw ossError("OperationNotSupported");
  const running = version.restore !== undefined && call.now < version.restore.readyAt;
  if (running) throw ossError("RestoreAlreadyInProgress");
  const restored = isRestored(version, call.now);
  const readyAt = restored ? (version.restore?.readyAt ?? call.now) : call.now + call.choices.restoreTakesMs;
  const restore = { readyAt, expiresAt: Math.max(call.now, readyAt) + days * DAY_MS };
  call.store.commit({ op: "edit", bucket: bucket.info.name, version: { ...version, restore } });
  return emptyReply(restored ? 200 : 202, versionHeader(bucket, version.versionId));
}

function readDays(body: Buffer): number {
  if (body.length === 0) return 1;
  const text = textOf(readXml(body, "RestoreRequest"), "Days") ?? "1";
  const days = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  if (days < 1 || days > 365) throw ossError("InvalidArgument", { ArgumentName: "Days", ArgumentValue: text });
  return days;
}
