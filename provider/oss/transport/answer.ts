/** A response as it came: header bytes are decoded only where somebody asks for them. */
export class Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly #headers: readonly Buffer[];

  constructor(status: number, headers: readonly Buffer[], body: Buffer) {
    this.status = status;
    this.#headers = headers;
    this.body = body;
  }

  /** The first header of this (lower-case) name. */
  header(name: string): string | undefined {
    const headers = this.#headers;
    for (let i = 0; i < headers.length; i += 2) {
      const candidate = headers[i] as Buffer;
      if (candidate.length === name.length && sameName(candidate, name)) return decodeBytes(headers[i + 1] as Buffer);
    }
    return undefined;
  }

  /** All headers whose lower-case name starts with `prefix`, by the rest of the name. */
  headersBelow(prefix: string): Record<string, string> {
    const found: [string, string][] = [];
    const headers = this.#headers;
    for (let i = 0; i < headers.length; i += 2) {
      const candidate = headers[i] as Buffer;
      if (candidate.length <= prefix.length || !sameName(candidate, prefix)) continue;
      found.push([candidate.toString("latin1", prefix.length).toLowerCase(), decodeBytes(headers[i + 1] as Buffer)]);
    }
    // fromEntries defines properties, so that a header named x-oss-meta-__proto__ is data like any other.
    return Object.fromEntries(found);
  }
}

/** Whether the bytes start with `name`, which is lower-case. */
function sameName(bytes: Buffer, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    let byte = bytes[i] as number;
    if (byte >= 0x41 && byte <= 0x5a) byte += 0x20;
    if (byte !== name.charCodeAt(i)) return false;
  }
  return true;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Header bytes are UTF-8 by the service's rule; older clients stored Latin-1, which stays readable that way. */
function decodeBytes(bytes: Buffer): string {
  for (const byte of bytes) {
    if (byte >= 0x80) return decodeNonAscii(bytes);
  }
  return bytes.toString("latin1");
}

function decodeNonAscii(bytes: Buffer): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}
