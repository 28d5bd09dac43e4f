import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { encodeFrame, readFrames } from "./journal-frames";
import type { StoreRecord } from "./records";
import { type RecordSink, Store } from "./store";

const JOURNAL = "journal";
/** Below that size old records are not worth a rewrite. */
const SMALL_BYTES = 4 * 1024 * 1024;

/**
 * The log of a data directory. Each record is handed to the operating system before it is acknowledged, so that it
 * survives the death of the process in any form; a loss of power may take the newest records with it.
 */
class Journal implements RecordSink {
  readonly #file: number;
  #length: number;
  #broken = false;

  constructor(file: number, length: number) {
    this.#file = file;
    this.#length = length;
  }

  append(record: StoreRecord): void {
    if (this.#broken) throw new Error("the journal could not be written before; restart the server");
    const frame = encodeFrame(record);
    try {
      writeAll(this.#file, frame, this.#length);
    } catch (error) {
      this.#cutBack();
      throw error;
    }
    this.#length += frame.length;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Half a record must not stand in front of the next one. */
  #cutBack(): void {
    try {
      ftruncateSync(this.#file, this.#length);
    } catch {
      this.#broken = true;
    }
  }
}

function writeAll(file: number, bytes: Buffer, position: number): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written, position + written);
}

/** The store of a directory: what its log says, and every further change appended to it. */
export function openStore(directory: string): Store {
  const file = path.join(directory, JOURNAL);
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const { records, validLength } = readFrames(bytes, file);
  const store = new Store(records);
  const needed = validLength > SMALL_BYTES ? [...store.snapshot()] : records;
  const length = needed.length * 2 < records.length ? writeAnew(file, needed) : validLength;
  const handle = openSync(file, existsSync(file) ? "r+" : "w+");
  ftruncateSync(handle, length);
  store.logTo(new Journal(handle, length));
  return store;
}

/** A log of what is there now, in place of the whole history; the rename makes it appear whole or not at all. */
function writeAnew(file: string, records: readonly StoreRecord[]): number {
  const draft = `${file}.new`;
  const handle = openSync(draft, "w");
  let length = 0;
  for (const record of records) {
    const frame = encodeFrame(record);
    writeAll(handle, frame, length);
    length += frame.length;
  }
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, file);
  return length;
}
