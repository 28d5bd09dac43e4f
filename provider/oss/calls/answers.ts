/** Response headers as plain values. */
import { HEADER } from "../constants";
import type { Answer } from "../transport/answer";
import type { ContentHeaders } from "../types";
import { CONTENT_HEADERS } from "./headers";

/** An ETag without the quotes around it; otherwise as sent, for it means nothing but itself. */
export function unquoteEtag(etag: string | undefined): string | undefined {
  return etag?.startsWith('"') && etag.endsWith('"') && etag.length > 1 ? etag.slice(1, -1) : etag;
}

export function etagOf(answer: Answer): string | undefined {
  return unquoteEtag(answer.header(HEADER.etag));
}

export function dateOf(text: string | undefined): Date | undefined {
  const epochMs = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs);
}

type Writable<T> = { -readonly [name in keyof T]: T[name] };

/** Adds those that the answer has to a result. */
export function addContentHeaders(result: Writable<ContentHeaders>, answer: Answer): void {
  for (const [property, header] of CONTENT_HEADERS) {
    const value = answer.header(header);
    if (value !== undefined) result[property] = value;
  }
}

export function metadataOf(answer: Answer): Record<string, string> {
  return answer.headersBelow(HEADER.metadataPrefix);
}
