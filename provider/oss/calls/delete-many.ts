/** DeleteMultipleObjects: up to 1000 keys per request, each key answered for. */
import { LIMIT } from "../constants";
import { decodeComponent } from "../encoding";
import { isOssError, LOCAL_CODE, OssError } from "../error";
import type { Call, Exchange } from "../exchange";
import { keyReason, type Problem, versionIdReason } from "../names";
import type { Answer } from "../transport/answer";
import type { CallOptions } from "../types";
import { escapeText, xmlCanCarry } from "../xml/build";
import { childrenOf, parseXml, textOf } from "../xml/parse";
import { deleteObject } from "./objects";
import { xmlHeaders } from "./settings";

export interface DeleteEntry {
  readonly key: string;
  readonly versionId?: string;
}

export interface DeletedEntry extends DeleteEntry {
  /** True if a delete marker was made, or removed by its version id. */
  readonly deleteMarker: boolean;
  /** Of the marker made or removed. */
  readonly deleteMarkerVersionId: string | undefined;
}

export interface UndeletedEntry extends DeleteEntry {
  readonly error: OssError;
}

export interface DeleteManyResult {
  readonly deleted: readonly DeletedEntry[];
  /** Those whose request failed, or that the answer does not mention. */
  readonly failed: readonly UndeletedEntry[];
}

const OPERATION = "DeleteMultipleObjects";
/** The service takes 2 MB. */
const BODY_BYTES = 2_000_000;
const ANSWER_BYTES = 16 * 1024 * 1024;

/** Throws only for names that cannot be sent; whatever else fails is in the result, entry by entry. */
export async function deleteMany(
  exchange: Exchange,
  bucket: string,
  entries: readonly DeleteEntry[],
  options: CallOptions,
): Promise<DeleteManyResult> {
  refuseBadEntries(bucket, entries);
  const deleted: DeletedEntry[] = [];
  const failed: UndeletedEntry[] = [];
  const inTime = timed(options, exchange);
  // XML 1.0 has no spelling for most control characters: keys with them are deleted one by one.
  for (const entry of entries.filter((entry) => !carriable(entry))) {
    await deleteOne(exchange, bucket, entry, inTime(), deleted, failed);
  }
  for (const batch of batches(entries.filter(carriable))) {
    await deleteBatch(exchange, bucket, batch, inTime(), deleted, failed);
  }
  return { deleted, failed };
}

/** Options for the requests that follow one another: all of them go by the same look. */
function timed(options: CallOptions, exchange: Exchange): () => CallOptions {
  const { repeatForMs } = options;
  if (repeatForMs === undefined) return () => options;
  const [from, fromByClock] = [performance.now(), exchange.now()];
  // A machine that sleeps stops the one of them.
  const passed = () => Math.max(performance.now() - from, exchange.now() - fromByClock);
  return () => ({ ...options, repeatForMs: repeatForMs - passed() });
}

function refuseBadEntries(bucket: string, entries: readonly DeleteEntry[]): void {
  const problems: Problem[] = [];
  for (const [i, { key, versionId }] of entries.entries()) {
    const reason = keyReason(key);
    if (reason !== undefined) problems.push({ path: ["entries", String(i), "key"], reason });
    const flaw = versionId === undefined ? undefined : versionIdReason(versionId);
    if (flaw !== undefined) problems.push({ path: ["entries", String(i), "versionId"], reason: flaw });
  }
  if (problems.length > 0) throw OssError.invalidInput(OPERATION, { bucket }, problems);
}

function carriable({ key, versionId }: DeleteEntry): boolean {
  return xmlCanCarry(key) && xmlCanCarry(versionId ?? "");
}

interface Batch {
  readonly entries: DeleteEntry[];
  readonly xml: string[];
}

function* batches(entries: readonly DeleteEntry[]): Generator<Batch> {
  let batch: Batch = { entries: [], xml: [] };
  let bytes = 0;
  for (const entry of entries) {
    const version = entry.versionId === undefined ? "" : `<VersionId>${escapeText(entry.versionId)}</VersionId>`;
    const xml = `<Object><Key>${escapeText(entry.key)}</Key>${version}</Object>`;
    const size = Buffer.byteLength(xml);
    if (batch.entries.length === LIMIT.deleteKeys || bytes + size > BODY_BYTES) {
      yield batch;
      batch = { entries: [], xml: [] };
      bytes = 0;
    }
    batch.entries.push(entry);
    batch.xml.push(xml);
    bytes += size;
  }
  if (batch.entries.length > 0) yield batch;
}

async function deleteOne(
  exchange: Exchange,
  bucket: string,
  entry: DeleteEntry,
  options: CallOptions,
  deleted: DeletedEntry[],
  failed: UndeletedEntry[],
): Promise<void> {
  try {
    const result = await deleteObject(exchange, bucket, entry.key, { ...options, ...entry });
    const deleteMarkerVersionId = result.deleteMarker ? result.versionId : undefined;
    deleted.push({ ...entry, deleteMarker: result.deleteMarker, deleteMarkerVersionId });
  } catch (error) {
    if (!isOssError(error)) throw error;
    failed.push({ ...entry, error });
  }
}

async function deleteBatch(
  exchange: Exchange,
  bucket: string,
  batch: Batch,
  options: CallOptions,
  deleted: DeletedEntry[],
  failed: UndeletedEntry[],
): Promise<void> {
  const body = Buffer.from(`<Delete><Quiet>false</Quiet>${batch.xml.join("")}</Delete>`, "utf8");
  const call: Call = {
    operation: OPERATION,
    method: "POST",
    bucket,
    query: "delete&encoding-type=url",
    headers: xmlHeaders(body),
    body,
    repeat: "unless-ambiguous",
    bodyLimit: ANSWER_BYTES,
  };
  try {
    const answer = await exchange.run(call, options);
    const confirmed = confirmedEntries(answer);
    for (const entry of batch.entries) {
      const found = confirmed.get(identity(entry.key, entry.versionId));
      if (found === undefined) failed.push({ ...entry, error: unconfirmed(bucket, entry) });
      else deleted.push({ ...entry, ...found });
    }
  } catch (error) {
    if (!isOssError(error)) throw error;
    for (const entry of batch.entries) failed.push({ ...entry, error });
  }
}

type Confirmation = Pick<DeletedEntry, "deleteMarker" | "deleteMarkerVersionId">;

/** Of an answer that cannot be read, none. */
function confirmedEntries(answer: Answer): Map<string, Confirmation> {
  const result = parseXml(answer.body.toString("utf8"), "DeleteResult");
  const encoded = textOf(result, "EncodingType") === "url";
  const confirmed = new Map<string, Confirmation>();
  for (const element of childrenOf(result, "Deleted")) {
    const sent = textOf(element, "Key");
    const key = sent === undefined || !encoded ? sent : decodeComponent(sent);
    if (key === undefined) continue;
    confirmed.set(identity(key, textOf(element, "VersionId")), {
      deleteMarker: textOf(element, "DeleteMarker") === "true",
      deleteMarkerVersionId: textOf(element, "DeleteMarkerVersionId"),
    });
  }
  return confirmed;
}

function identity(key: string, versionId: string | undefined): string {
  return JSON.stringify([key, versionId ?? null]);
}

function unconfirmed(bucket: string, { key }: DeleteEntry): OssError {
  return new OssError({
    operation: OPERATION,
    bucket,
    key,
    code: LOCAL_CODE.unexpectedAnswer,
    reason: "the answer does not confirm this entry",
    ambiguous: true,
    attempts: 1,
  });
}
