import { KeyIndex } from "./key-index";
import type { BucketInfo, ObjectVersion } from "./model";
import type { StoreRecord } from "./records";

export interface Bucket {
  info: BucketInfo;
  readonly keys: KeyIndex;
}

/** Where records go before they count; it throws if it cannot keep one. */
export interface RecordSink {
  append(record: StoreRecord): void;
  close(): void;
}

/** Buckets and versions in memory; every change goes through `commit`, one record at a time. */
export class Store {
  readonly #buckets = new Map<string, Bucket>();
  #sink: RecordSink | undefined;

  constructor(replayed: Iterable<StoreRecord> = []) {
    for (const record of replayed) this.#apply(record);
  }

  /** From now on every change is kept there, too. */
  logTo(sink: RecordSink): void {
    this.#sink = sink;
  }

  /** Written to the log first, then applied: what is acknowledged is in the log. */
  commit(record: StoreRecord): void {
    this.#sink?.append(record);
    this.#apply(record);
  }

  bucket(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  buckets(): Bucket[] {
    return [...this.#buckets.values()];
  }

  /** The smallest list of records that makes this store. */
  *snapshot(): Generator<StoreRecord> {
    for (const { info, keys } of this.#buckets.values()) {
      yield { op: "bucket", info };
      for (const entry of keys.from(() => false)) {
        for (const version of entry.versions) yield { op: "put", bucket: info.name, version };
      }
    }
  }

  close(): void {
    this.#sink?.close();
  }

  #apply(record: StoreRecord): void {
    switch (record.op) {
      case "bucket": {
        const known = this.#buckets.get(record.info.name);
        if (known) known.info = record.info;
        else this.#buckets.set(record.info.name, { info: record.info, keys: new KeyIndex() });
        return;
      }
      case "drop-bucket":
        this.#buckets.delete(record.bucket);
        return;
      case "put": {
        const versions = this.#keys(record.bucket).getOrCreate(record.version.key).versions;
        removeVersion(versions, record.version.versionId);
        versions.push(record.version);
        return;
      }
      case "edit": {
        const versions = this.#keys(record.bucket).getOrCreate(record.version.key).versions;
        const at = versions.findIndex((version) => version.versionId === record.version.versionId);
        if (at >= 0) versions[at] = record.version;
        return;
      }
      case "drop": {
        const keys = this.#keys(record.bucket);
        const versions = keys.get(record.key)?.versions ?? [];
        removeVersion(versions, record.versionId);
        if (versions.length === 0) keys.delete(record.key);
        return;
      }
      case "clear":
        this.#buckets.clear();
    }
  }

  #keys(bucket: string): KeyIndex {
    const found = this.#buckets.get(bucket);
    if (!found) throw new Error(`record for bucket ${bucket}, which does not exist`);
    return found.keys;
  }
}

function removeVersion(versions: ObjectVersion[], versionId: string): void {
  const at = versions.findIndex((version) => version.versionId === versionId);
  if (at >= 0) versions.splice(at, 1);
}

export function currentVersion(bucket: Bucket, key: string): ObjectVersion | undefined {
  return bucket.keys.get(key)?.versions.at(-1);
}

export function findVersion(bucket: Bucket, key: string, versionId: string): ObjectVersion | undefined {
  return bucket.keys.get(key)?.versions.find((version) => version.versionId === versionId);
}
