import { ossError } from "../errors/oss-error";
import type { OssRequest } from "../http/oss-request";
import { NO_PAIRS } from "../store/model";

/** Kept with an object or link and returned with it (wire-facts §3.1). */
const CONTENT_HEADERS = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
] as const;

export const META_PREFIX = "x-oss-meta-";
const MOST_METADATA_BYTES = 8 * 1024;

/** What a PUT keeps of the headers of its request; the content type comes from the name where none is given. */
export function storedHeaders({ headers }: OssRequest, key: string): Readonly<Record<string, string>> {
  const stored: Record<string, string> = {};
  for (const name of CONTENT_HEADERS) {
    const value = headers[name];
    if (value) stored[name] = value;
  }
  stored["content-type"] ??= contentTypeOf(key);
  let metadataBytes = 0;
  for (const name in headers) {
    if (!name.startsWith(META_PREFIX) || name === META_PREFIX) continue;
    const value = headers[name] ?? "";
    metadataBytes += name.length - META_PREFIX.length + value.length;
    stored[name] = value;
  }
  if (metadataBytes > MOST_METADATA_BYTES) throw ossError("MetadataTooLarge");
  return Object.keys(stored).length === 1 ? sharedHeaders(stored) : stored;
}

/** Most links have a content type and nothing else: those of one type share an object. */
const shared = new Map<string, Readonly<Record<string, string>>>();

function sharedHeaders(stored: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const type = stored["content-type"] ?? "";
  const known = shared.get(type);
  if (known) return known;
  if (shared.size < 256) shared.set(type, stored);
  return stored;
}

export function onlyMetadata(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(META_PREFIX)));
}

export function onlyContentType(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const type = headers["content-type"];
  return type === undefined ? NO_PAIRS : { "content-type": type };
}

/** §12: by extension, else application/octet-stream. */
function contentTypeOf(key: string): string {
  const extension = /\.([A-Za-z0-9]+)$/.exec(key)?.[1]?.toLowerCase() ?? "";
  return CONTENT_TYPES.get(extension) ?? "application/octet-stream";
}

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ["css", "text/css"],
  ["csv", "text/csv"],
  ["gif", "image/gif"],
  ["gz", "application/gzip"],
  ["htm", "text/html"],
  ["html", "text/html"],
  ["jpeg", "image/jpeg"],
  ["jpg", "image/jpeg"],
  ["js", "application/javascript"],
  ["json", "application/json"],
  ["mp3", "audio/mpeg"],
  ["mp4", "video/mp4"],
  ["pdf", "application/pdf"],
  ["png", "image/png"],
  ["svg", "image/svg+xml"],
  ["tar", "application/x-tar"],
  ["tgz", "application/gzip"],
  ["txt", "text/plain"],
  ["xml", "application/xml"],
  ["zip", "application/zip"],
]);
