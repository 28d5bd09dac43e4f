/**
 * Response headers from bytes to text. Every call pays for this, so it is one pass that compares bytes and makes text
 * only of the values that the client reads.
 */
import { HEADER } from "../constants";
import { Remembered } from "../remembered";

/** What the client reads of a response's headers; of several headers of one name, the first. */
export class AnswerHeaders {
  cacheControl: string | undefined = undefined;
  contentDisposition: string | undefined = undefined;
  contentEncoding: string | undefined = undefined;
  contentLanguage: string | undefined = undefined;
  contentLength: string | undefined = undefined;
  contentType: string | undefined = undefined;
  date: string | undefined = undefined;
  deleteMarker: string | undefined = undefined;
  ec: string | undefined = undefined;
  encodedError: string | undefined = undefined;
  etag: string | undefined = undefined;
  expires: string | undefined = undefined;
  lastModified: string | undefined = undefined;
  objectType: string | undefined = undefined;
  requestId: string | undefined = undefined;
  restore: string | undefined = undefined;
  storageClass: string | undefined = undefined;
  symlinkTarget: string | undefined = undefined;
  versionId: string | undefined = undefined;
  /** User metadata, by lower-case names without prefix; of several of one name, the last. */
  readonly metadata: Record<string, string> = {};
}

type Property = Exclude<keyof AnswerHeaders, "metadata">;

/** The name of each header on the wire, in lower case. */
const WIRE_NAMES: Readonly<Record<Property, string>> = {
  cacheControl: "cache-control",
  contentDisposition: "content-disposition",
  contentEncoding: "content-encoding",
  contentLanguage: "content-language",
  contentLength: "content-length",
  contentType: "content-type",
  date: "date",
  deleteMarker: HEADER.deleteMarker,
  ec: HEADER.ec,
  encodedError: HEADER.encodedError,
  etag: HEADER.etag,
  expires: "expires",
  lastModified: HEADER.lastModified,
  objectType: HEADER.objectType,
  requestId: HEADER.requestId,
  restore: HEADER.restore,
  storageClass: HEADER.storageClass,
  symlinkTarget: HEADER.symlinkTarget,
  versionId: HEADER.versionId,
};

/** A header name as bytes. */
interface Known {
  readonly property: Property;
  readonly name: Buffer;
}

const KNOWN: readonly Known[] = Object.entries(WIRE_NAMES).map(([property, name]) => ({
  property: property as Property,
  name: Buffer.from(name, "latin1"),
}));
const LONGEST = Math.max(...KNOWN.map(({ name }) => name.length));
/** By the length of the name, which alone rules out most of them. */
const BY_LENGTH: readonly (readonly Known[])[] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  KNOWN.filter(({ name }) => name.length === length),
);
const METADATA_PREFIX = Buffer.from(HEADER.metadataPrefix, "latin1");
const METADATA_NAMES = new Remembered((header) => header.slice(METADATA_PREFIX.length).toLowerCase());
const DATA = { enumerable: true, configurable: true, writable: true };

export function readHeaders(raw: readonly Buffer[]): AnswerHeaders {
  const headers = new AnswerHeaders();
  const text = new HeaderText(raw);
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as Buffer;
    const property = propertyOf(name);
    if (property !== undefined) headers[property] ??= text.decode(raw[i + 1] as Buffer);
    else if (name.length > METADATA_PREFIX.length && startsWith(name, METADATA_PREFIX)) {
      addMetadata(headers.metadata, METADATA_NAMES.of(text.decode(name)), text.decode(raw[i + 1] as Buffer));
    }
  }
  return headers;
}

function propertyOf(name: Buffer): Property | undefined {
  if (name.length > LONGEST) return undefined;
  const candidates = BY_LENGTH[name.length] as readonly Known[];
  for (let i = 0; i < candidates.length; i++) {
    const known = candidates[i] as Known;
    if (startsWith(name, known.name)) return known.property;
  }
  return undefined;
}

/** Whether `bytes`, in upper or lower case, starts with `lowerCase`. */
function startsWith(bytes: Buffer, lowerCase: Buffer): boolean {
  // From the end: names differ there more often than at the beginning.
  for (let i = lowerCase.length - 1; i >= 0; i--) {
    const byte = bytes[i] as number;
    const folded = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    if (folded !== lowerCase[i]) return false;
  }
  return true;
}

function addMetadata(metadata: Record<string, string>, name: string, value: string): void {
  // A header named x-oss-meta-__proto__ is data like any other.
  if (name === "__proto__") Object.defineProperty(metadata, name, { ...DATA, value });
  else metadata[name] = value;
}

/**
 * Headers usually lie behind one another in the bytes of one read: they are turned into a string once, and each value is
 * a part of that, as a call into native code for each costs more than all the rest of reading an answer.
 */
class HeaderText {
  readonly #memory: ArrayBufferLike | undefined;
  readonly #start: number;
  /** All headers as text if they are ASCII and of one piece, otherwise empty. */
  readonly #ascii: string;

  constructor(raw: readonly Buffer[]) {
    const first = raw[0];
    const last = raw[raw.length - 1];
    this.#memory = first?.buffer;
    this.#start = first?.byteOffset ?? 0;
    const length = first === undefined || last === undefined ? 0 : last.byteOffset + last.length - this.#start;
    const whole = length > 0 && length <= LONGEST_TEXT && last?.buffer === this.#memory;
    this.#ascii = whole ? asciiOf(this.#memory as ArrayBufferLike, this.#start, length) : "";
  }

  decode(bytes: Buffer): string {
    const at = bytes.byteOffset - this.#start;
    const end = at + bytes.length;
    if (at >= 0 && end <= this.#ascii.length && bytes.buffer === this.#memory) return this.#ascii.slice(at, end);
    return decodeAlone(bytes);
  }
}

const LONGEST_TEXT = 4096;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text if it is ASCII, which it is when every byte became a character of its own; otherwise nothing. */
function asciiOf(memory: ArrayBufferLike, start: number, length: number): string {
  const bytes = new Uint8Array(memory, start, length);
  const text = decodeUtf8(bytes);
  return text?.length === length ? text : "";
}

/** Header bytes are UTF-8 by the service's rule; older clients stored Latin-1, which stays readable that way. */
function decodeAlone(bytes: Buffer): string {
  return decodeUtf8(bytes) ?? bytes.toString("latin1");
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}
