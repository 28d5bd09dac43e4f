/** Percent-encoding of names, over UTF-8 bytes, as URLs, headers and signatures of the service want it. */

const UNRESERVED_ONLY = /^[A-Za-z0-9\-._~]*$/;
const UNRESERVED_OR_SLASH_ONLY = /^[A-Za-z0-9\-._~/]*$/;
const LEFT_BY_ENCODE_URI_COMPONENT = /[!'()*]/g;
const ASCII_ONLY = /^[\x00-\x7f]*$/;

/** Encodes everything but `A-Z a-z 0-9 - . _ ~`. Throws URIError for a lone surrogate, which has no UTF-8 form. */
export function encodeComponent(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text;
  return encodeURIComponent(text).replace(LEFT_BY_ENCODE_URI_COMPONENT, percentByte);
}

/** Like encodeComponent, but leaves `/` as it is. */
export function encodePath(text: string): string {
  if (UNRESERVED_OR_SLASH_ONLY.test(text)) return text;
  return encodeComponent(text).replaceAll("%2F", "/");
}

/** The text behind a percent-encoded one (`+` stays `+`), or undefined if a `%` is malformed or not UTF-8. */
export function decodeComponent(encoded: string): string | undefined {
  if (!encoded.includes("%")) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** Header text as the string an HTTP client must be given so that UTF-8 goes out: one character per byte. */
export function headerBytes(text: string): string {
  return ASCII_ONLY.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** Tags or other pairs as the service's query string `k1=v1&k2=v2`. */
export function encodePairs(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${encodeComponent(name)}=${encodeComponent(value)}`)
    .join("&");
}

function percentByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
