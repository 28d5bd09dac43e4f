import { compareKeys } from "./key-order";
import type { ObjectVersion } from "./model";

/** All versions of one key, oldest first: the last one is what is read without a version id. */
export interface KeyEntry {
  readonly key: string;
  readonly versions: ObjectVersion[];
}

type Place = readonly [chunk: number, at: number];

/** A chunk that outgrows this is split, so that an insertion never moves more entries than that. */
const LARGEST_CHUNK = 512;

/**
 * The keys of a bucket in byte order, in chunks that are themselves in order.
 * Look-up, insertion and the start of a page cost two binary searches, whatever the size of the bucket.
 */
export class KeyIndex {
  readonly #chunks: KeyEntry[][] = [];
  #size = 0;
  #lastKey: string | undefined;
  #lastPlace: Place = [0, 0];

  get size(): number {
    return this.#size;
  }

  get(key: string): KeyEntry | undefined {
    const [chunk, at] = this.#locateKey(key);
    const entry = this.#chunks[chunk]?.[at];
    return entry?.key === key ? entry : undefined;
  }

  getOrCreate(key: string): KeyEntry {
    const [chunk, at] = this.#locateKey(key);
    const found = this.#chunks[chunk]?.[at];
    if (found?.key === key) return found;
    const entry: KeyEntry = { key, versions: [] };
    this.#insert(chunk, at, entry);
    this.#size++;
    this.#lastKey = undefined;
    return entry;
  }

  delete(key: string): void {
    const [chunkIndex, at] = this.#locateKey(key);
    const chunk = this.#chunks[chunkIndex];
    if (chunk?.[at]?.key !== key) return;
    chunk.splice(at, 1);
    if (chunk.length === 0) this.#chunks.splice(chunkIndex, 1);
    this.#size--;
    this.#lastKey = undefined;
  }

  /** The first entry for which `isBefore` does not hold; `isBefore` must hold for a leading part of the order only. */
  first(isBefore: (key: string) => boolean): KeyEntry | undefined {
    const [chunk, at] = this.#locate(isBefore);
    return this.#chunks[chunk]?.[at];
  }

  /** Entries in order, from the first for which `isBefore` does not hold. The index must not change meanwhile. */
  *from(isBefore: (key: string) => boolean): Generator<KeyEntry> {
    let [chunk, at] = this.#locate(isBefore);
    for (; chunk < this.#chunks.length; chunk++, at = 0) {
      const entries = this.#chunks[chunk] ?? [];
      for (; at < entries.length; at++) {
        const entry = entries[at];
        if (entry) yield entry;
      }
    }
  }

  /** An operation looks at the key it is going to write: the place is remembered until something moves. */
  #locateKey(key: string): Place {
    if (this.#lastKey !== key) {
      this.#lastPlace = this.#locate((candidate) => compareKeys(candidate, key) < 0);
      this.#lastKey = key;
    }
    return this.#lastPlace;
  }

  #locate(isBefore: (key: string) => boolean): Place {
    const chunk = lowerBound(this.#chunks, (entries) => isBefore(entries[entries.length - 1]?.key ?? ""));
    return [chunk, lowerBound(this.#chunks[chunk] ?? [], (entry) => isBefore(entry.key))];
  }

  #insert(chunkIndex: number, at: number, entry: KeyEntry): void {
    const last = this.#chunks[this.#chunks.length - 1];
    const chunk = this.#chunks[chunkIndex];
    if (!chunk) {
      if (last && last.length < LARGEST_CHUNK) last.push(entry);
      else this.#chunks.push([entry]);
      return;
    }
    chunk.splice(at, 0, entry);
    if (chunk.length > LARGEST_CHUNK) this.#chunks.splice(chunkIndex + 1, 0, chunk.splice(LARGEST_CHUNK / 2));
  }
}

/** Index of the first element for which `isBefore` does not hold. */
function lowerBound<T>(elements: readonly T[], isBefore: (element: T) => boolean): number {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(elements[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
