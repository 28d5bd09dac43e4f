const UNRESERVED = /^[A-Za-z0-9\-._~]*$/;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Percent-encodes every UTF-8 byte outside `A-Za-z0-9-._~`, with upper-case hex (wire-facts §1.1, §3.3). */
export function percentEncode(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The same, but slashes stay as they are: the path of a canonical request (§10.1). */
export function percentEncodePath(text: string): string {
  return percentEncode(text).replaceAll("%2F", "/");
}

/** Decodes percent-encoded UTF-8; `+` stays a plus. Undefined for a stray `%` or bytes that are not UTF-8. */
export function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** HTTP carries header values as bytes, which node shows one character each; this reads them as UTF-8. */
export function utf8OfByteString(bytes: string): string | undefined {
  try {
    return strictUtf8.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return undefined;
  }
}

export function byteStringOfUtf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
