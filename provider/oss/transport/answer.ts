import { HEADER } from "../constants";

/** A response as it came: header bytes are decoded only where somebody asks for them. */
export class Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly #headers: readonly Buffer[];
  #known: (Buffer | undefined)[] | undefined;
  #text: HeaderText | undefined;

  constructor(status: number, headers: readonly Buffer[], body: Buffer) {
    this.status = status;
    this.#headers = headers;
    this.body = body;
  }

  /** The first header of this (lower-case) name, which must be one of those the client knows. */
  header(name: KnownHeader): string | undefined {
    this.#known ??= pickKnown(this.#headers);
    const bytes = this.#known[SLOTS[name] as number];
    return bytes === undefined ? undefined : this.#decode(bytes);
  }

  /** All headers whose lower-case name starts with `prefix`, by the rest of the name. */
  headersBelow(prefix: string): Record<string, string> {
    const found: Record<string, string> = {};
    const headers = this.#headers;
    for (let i = 0; i < headers.length; i += 2) {
      const candidate = headers[i] as Buffer;
      if (candidate.length <= prefix.length || !startsWith(candidate, prefix)) continue;
      const name = this.#decode(candidate).slice(prefix.length).toLowerCase();
      const value = this.#decode(headers[i + 1] as Buffer);
      // A header named x-oss-meta-__proto__ is data like any other.
      if (name === "__proto__") Object.defineProperty(found, name, { ...DATA, value });
      else found[name] = value;
    }
    return found;
  }

  #decode(bytes: Buffer): string {
    this.#text ??= new HeaderText(this.#headers);
    return this.#text.decode(bytes);
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

/**
 * Headers usually lie behind one another in the bytes of one read: they are turned into a string once, and each value is
 * a part of that, as a call into native code for each costs more than all the rest of reading an answer.
 */
class HeaderText {
  readonly #memory: ArrayBufferLike | undefined;
  readonly #start: number;
  readonly #latin1: string;

  constructor(headers: readonly Buffer[]) {
    const first = headers[0];
    const last = headers.at(-1);
    const length = first === undefined || last === undefined ? -1 : last.byteOffset + last.length - first.byteOffset;
    const whole = first !== undefined && first.buffer === last?.buffer && length > 0 && length <= LONGEST_TEXT;
    this.#memory = whole ? first.buffer : undefined;
    this.#start = first?.byteOffset ?? 0;
    this.#latin1 = whole ? Buffer.from(first.buffer, first.byteOffset, length).toString("latin1") : "";
  }

  decode(bytes: Buffer): string {
    const at = bytes.byteOffset - this.#start;
    const inside = bytes.buffer === this.#memory && at >= 0 && at + bytes.length <= this.#latin1.length;
    const latin1 = inside ? this.#latin1.slice(at, at + bytes.length) : bytes.toString("latin1");
    return NON_ASCII.test(latin1) ? decodeNonAscii(bytes, latin1) : latin1;
  }
}

const LONGEST_TEXT = 4096;
const NON_ASCII = /[\x80-\xff]/;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Header bytes are UTF-8 by the service's rule; older clients stored Latin-1, which stays readable that way. */
function decodeNonAscii(bytes: Buffer, latin1: string): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return latin1;
  }
}
