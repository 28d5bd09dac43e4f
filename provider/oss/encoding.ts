/** Percent-encoding of names, over UTF-8 bytes, as URLs, headers and signatures of the service want it. */

const UNRESERVED_ONLY = /^[A-Za-z0-9\-._~]*$/;
const LEFT_BY_ENCODE_URI_COMPONENT = /[!'()*]/g;

/** Encodes everything but `A-Z a-z 0-9 - . _ ~`. Throws URIError for a lone surrogate, which has no UTF-8 form. */
export function encodeComponent(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text;
  if (isPlainPath(text)) return encodeSlashes(text);
  return encodeURIComponent(text).replace(LEFT_BY_ENCODE_URI_COMPONENT, percentByte);
}

/** Like encodeComponent, but leaves `/` as it is. */
export function encodePath(text: string): string {
  if (isPlainPath(text)) return text;
  return encodeComponent(text).replaceAll("%2F", "/");
}

/** The text behind a percent-encoded one (`+` stays `+`), or undefined if a `%` is malformed or not UTF-8. */
export function decodeComponent(encoded: string): string | undefined {
  const plain = decodeSlashes(encoded);
  if (plain !== undefined) return plain;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** Whether a text has no characters but `A-Z a-z 0-9 - . _ ~ /`. A table is faster than an expression, and each call asks. */
export function isPlainPath(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (PLAIN[text.charCodeAt(i)] !== 1) return false;
  return true;
}

const PLAIN = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9\-._~/]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Most names need no encoding but that of slashes, for which the general functions take three times as long. */
function encodeSlashes(text: string): string {
  let encoded = "";
  let from = 0;
  for (let at = text.indexOf("/"); at !== -1; at = text.indexOf("/", from)) {
    encoded += `${text.slice(from, at)}%2F`;
    from = at + 1;
  }
  return encoded + text.slice(from);
}

/** The text behind one in which only slashes are encoded, otherwise undefined. */
function decodeSlashes(encoded: string): string | undefined {
  let decoded = "";
  let from = 0;
  for (let at = encoded.indexOf("%"); at !== -1; at = encoded.indexOf("%", from)) {
    if (encoded.charCodeAt(at + 1) !== 0x32 || encoded.charCodeAt(at + 2) !== 0x46) return undefined;
    decoded += `${encoded.slice(from, at)}/`;
    from = at + 3;
  }
  return decoded + encoded.slice(from);
}

/** Header text as the string an HTTP client must be given so that UTF-8 goes out: one character per byte. */
export function headerBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
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
