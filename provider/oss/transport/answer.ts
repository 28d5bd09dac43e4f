import { HEADER } from "../constants";

/** A response as it came: header bytes are decoded only where somebody asks for them. */
export class Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly #headers: readonly Buffer[];
  #known: (Buffer | undefined)[] | undefined;

  constructor(status: number, headers: readonly Buffer[], body: Buffer) {
    this.status = status;
    this.#headers = headers;
    this.body = body;
  }

  /** The first header of this (lower-case) name, which must be one of those the client knows. */
  header(name: KnownHeader): string | undefined {
    this.#known ??= pickKnown(this.#headers);
    const bytes = this.#known[SLOTS[name] as number];
    return bytes === undefined ? undefined : decodeBytes(bytes);
  }

  /** All headers whose lower-case name starts with `prefix`, by the rest of the name. */
  headersBelow(prefix: string): Record<string, string> {
    const found: Record<string, string> = {};
    const headers = this.#headers;
    for (let i = 0; i < headers.length; i += 2) {
      const candidate = headers[i] as Buffer;
      if (candidate.length <= prefix.length || !startsWith(candidate, prefix)) continue;
      const name = candidate.toString("latin1", prefix.length).toLowerCase();
      const value = decodeBytes(headers[i + 1] as Buffer);
      // A header named x-oss-meta-__proto__ is data like any other.
      if (name === "__proto__") Object.defineProperty(found, name, { ...DATA, value });
      else found[name] = value;
    }
    return found;
  }
}

const KNOWN_HEADERS = [
  HEADER.deleteMarker,
  HEADER.ec,
  HEADER.encodedError,
  HEADER.etag,
  HEADER.lastModified,
  HEADER.objectType,
  HEADER.requestId,
  HEADER.restore,
  HEADER.storageClass,
  HEADER.symlinkTarget,
  HEADER.versionId,
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-length",
  "content-type",
  "date",
  "expires",
] as const;

export type KnownHeader = (typeof KNOWN_HEADERS)[number];

const SLOTS: Readonly<Record<string, number>> = Object.fromEntries(KNOWN_HEADERS.map((name, slot) => [name, slot]));
const LONGEST = Math.max(...KNOWN_HEADERS.map((name) => name.length));
/** Known names by their length, as most headers can be told apart by that alone. */
const BY_LENGTH: readonly (readonly KnownHeader[])[] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  KNOWN_HEADERS.filter((name) => name.length === length),
);
const DATA = { enumerable: true, configurable: true, writable: true };

function pickKnown(headers: readonly Buffer[]): (Buffer | undefined)[] {
  const known: (Buffer | undefined)[] = new Array(KNOWN_HEADERS.length).fill(undefined);
  for (let i = 0; i < headers.length; i += 2) {
    const candidate = headers[i] as Buffer;
    if (candidate.length > LONGEST) continue;
    for (const name of BY_LENGTH[candidate.length] as readonly KnownHeader[]) {
      if (!startsWith(candidate, name)) continue;
      known[SLOTS[name] as number] ??= headers[i + 1] as Buffer;
      break;
    }
  }
  return known;
}

/** Whether the bytes start with `name`, which is lower-case. */
function startsWith(bytes: Buffer, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    let byte = bytes[i] as number;
    if (byte >= 0x41 && byte <= 0x5a) byte += 0x20;
    if (byte !== name.charCodeAt(i)) return false;
  }
  return true;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const NON_ASCII = /[\x80-\xff]/;

/** Header bytes are UTF-8 by the service's rule; older clients stored Latin-1, which stays readable that way. */
function decodeBytes(bytes: Buffer): string {
  const latin1 = bytes.toString("latin1");
  if (!NON_ASCII.test(latin1)) return latin1;
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return latin1;
  }
}
