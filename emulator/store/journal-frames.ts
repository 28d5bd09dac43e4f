import { crc32 } from "node:zlib";
import { NO_BODY, NO_PAIRS, type ObjectVersion } from "./model";
import type { StoreRecord } from "./records";

/**
 * A frame: 4 bytes length of the JSON, 4 bytes length of the body, 4 bytes check sum of both, then JSON and body.
 * The body of a version is kept out of the JSON, as bytes.
 */
const HEAD_BYTES = 12;

export function encodeFrame(record: StoreRecord): Buffer {
  const body = bodyOf(record);
  const json = Buffer.from(JSON.stringify(withoutBody(record)), "utf8");
  const frame = Buffer.allocUnsafe(HEAD_BYTES + json.length + body.length);
  frame.writeUInt32LE(json.length, 0);
  frame.writeUInt32LE(body.length, 4);
  json.copy(frame, HEAD_BYTES);
  body.copy(frame, HEAD_BYTES + json.length);
  frame.writeUInt32LE(checkSum(frame), 8);
  return frame;
}

function bodyOf(record: StoreRecord): Buffer {
  return record.op === "put" || record.op === "edit" ? record.version.body : NO_BODY;
}

/** Before JSON sees it: a buffer turns into an array of numbers there, even where it is left out afterwards. */
function withoutBody(record: StoreRecord): unknown {
  if (record.op !== "put" && record.op !== "edit") return record;
  return { ...record, version: { ...record.version, body: undefined } };
}

export interface Frames {
  readonly records: StoreRecord[];
  /** Up to here the log is whole; behind it may stand a record whose writer died in the middle. */
  readonly validLength: number;
}

/** All whole records. A torn last one is left out; damage further in front is not a crash's doing and is refused. */
export function readFrames(bytes: Buffer, file: string): Frames {
  const records: StoreRecord[] = [];
  let at = 0;
  while (at + HEAD_BYTES <= bytes.length) {
    const jsonEnd = at + HEAD_BYTES + bytes.readUInt32LE(at);
    const end = jsonEnd + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) break;
    if (bytes.readUInt32LE(at + 8) !== checkSum(bytes.subarray(at, end))) {
      if (end === bytes.length) break;
      throw new Error(
        `${file} is damaged at byte ${at} of ${bytes.length}: restore it from a copy, or remove it to start empty`,
      );
    }
    const json = bytes.toString("utf8", at + HEAD_BYTES, jsonEnd);
    records.push(decodeRecord(json, Buffer.from(bytes.subarray(jsonEnd, end))));
    at = end;
  }
  return { records, validLength: at };
}

/** The check sum vouches for the shape: only `encodeFrame` writes it. */
function decodeRecord(json: string, body: Buffer): StoreRecord {
  const record = JSON.parse(json) as StoreRecord;
  if (record.op !== "put" && record.op !== "edit") return record;
  return { ...record, version: completeVersion(record.version, body) };
}

/** JSON leaves out what is undefined; the empty values are shared again. */
function completeVersion(version: ObjectVersion, body: Buffer): ObjectVersion {
  return {
    key: version.key,
    kind: version.kind,
    versionId: version.versionId,
    lastModified: version.lastModified,
    etag: version.etag,
    target: version.target,
    body: body.length === 0 ? NO_BODY : body,
    crc64: version.crc64,
    headers: version.headers,
    acl: version.acl,
    tags: Object.keys(version.tags).length === 0 ? NO_PAIRS : version.tags,
    storageClass: version.storageClass,
    restore: version.restore,
  };
}

/** Of all bytes but its own: it has to find torn writes, not attackers. */
function checkSum(frame: Buffer): number {
  return crc32(frame.subarray(HEAD_BYTES), crc32(frame.subarray(0, 8)));
}
