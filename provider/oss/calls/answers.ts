/** Response headers as plain values. */
import type { AnswerHeaders } from "../transport/answer-headers";
import type { ContentHeaders } from "../types";

/** An ETag without the quotes around it; otherwise as sent, for it means nothing but itself. */
export function unquoteEtag(etag: string | undefined): string | undefined {
  return etag?.startsWith('"') && etag.endsWith('"') && etag.length > 1 ? etag.slice(1, -1) : etag;
}

export function dateOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs);
}

type Writable<T> = { -readonly [name in keyof T]: T[name] };

/** Adds those that the answer has to a result. Written out, as reading properties by computed names costs ten times as much. */
export function addContentHeaders(result: Writable<ContentHeaders>, headers: AnswerHeaders): void {
  if (headers.cacheControl !== undefined) result.cacheControl = headers.cacheControl;
  if (headers.contentDisposition !== undefined) result.contentDisposition = headers.contentDisposition;
  if (headers.contentEncoding !== undefined) result.contentEncoding = headers.contentEncoding;
  if (headers.contentLanguage !== undefined) result.contentLanguage = headers.contentLanguage;
  if (headers.contentType !== undefined) result.contentType = headers.contentType;
  if (headers.expires !== undefined) result.expires = headers.expires;
}
