/** Request headers of puts, in the order that signatures want. */
import { HEADER, LIMIT } from "../constants";
import { encodeComponent, encodePairs } from "../encoding";
import { OssError } from "../error";
import { isPlainHeaderValue, isPlainKey, type NamedInputs, problemsOf } from "../names";
import { Remembered } from "../remembered";
import type { ContentHeaders, PutFacets } from "../types";

/** Property and header of each content header, sorted by header. */
export const CONTENT_HEADERS = [
  ["cacheControl", "cache-control"],
  ["contentDisposition", "content-disposition"],
  ["contentEncoding", "content-encoding"],
  ["contentLanguage", "content-language"],
  ["contentType", "content-type"],
  ["expires", "expires"],
] as const satisfies readonly (readonly [keyof ContentHeaders, string])[];

const CONTENT_NAMES = CONTENT_HEADERS.map(([property]) => property);
const STORED_AS_SENT = ["acl", "storageClass"] as const;

/** Flat list of name and value, sorted by name; `target` in plain text. */
export function putHeaders(facets: PutFacets, target: string | undefined): string[] {
  const headers: string[] = [];
  for (const [property, header] of CONTENT_HEADERS) {
    const value = facets[property];
    if (value !== undefined) headers.push(header, value);
  }
  if (facets.forbidOverwrite) headers.push(HEADER.forbidOverwrite, "true");
  if (facets.metadata !== undefined) addMetadata(headers, facets.metadata);
  if (facets.acl !== undefined) headers.push(HEADER.acl, facets.acl);
  if (facets.storageClass !== undefined) headers.push(HEADER.storageClass, facets.storageClass);
  if (target !== undefined) headers.push(HEADER.symlinkTarget, encodeComponent(target));
  if (facets.tags !== undefined && Object.keys(facets.tags).length > 0) {
    headers.push(HEADER.tagging, encodePairs(facets.tags));
  }
  return headers;
}

function addMetadata(headers: string[], metadata: Readonly<Record<string, string>>): void {
  const pairs = Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value] as const);
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, value] of pairs) headers.push(HEADER.metadataPrefix + name, value);
}

/** Checked headers of a put, sorted by name. Throws if anything of it cannot be sent faithfully. */
export function checkedPutHeaders(
  operation: string,
  bucket: string,
  key: string,
  facets: PutFacets,
  target: string | undefined,
): string[] {
  const plain = plainPutHeaders(facets, target);
  if (plain !== undefined) return plain;
  const problems = problemsOf(namedInputs(facets, target));
  if (problems.length > 0) throw OssError.invalidInput(operation, { bucket, key }, problems);
  return putHeaders(facets, target);
}

/**
 * The headers of a put that has nothing but a plain target, plain metadata and the guard, otherwise undefined: the
 * common case, checked and built in one pass. What it answers, problemsOf finds nothing in and putHeaders answers, too.
 */
export function plainPutHeaders(facets: PutFacets, target: string | undefined): string[] | undefined {
  if (hasMore(facets) || (target !== undefined && !isPlainKey(target))) return undefined;
  const headers: string[] = [];
  if (facets.forbidOverwrite) headers.push(HEADER.forbidOverwrite, "true");
  if (facets.metadata !== undefined && !addPlainMetadata(headers, facets.metadata)) return undefined;
  if (target !== undefined) headers.push(HEADER.symlinkTarget, encodeComponent(target));
  return headers;
}

/** Written out, as reading properties by computed names costs ten times as much. */
function hasMore(facets: PutFacets): boolean {
  return (
    facets.tags !== undefined ||
    facets.acl !== undefined ||
    facets.storageClass !== undefined ||
    facets.cacheControl !== undefined ||
    facets.contentDisposition !== undefined ||
    facets.contentEncoding !== undefined ||
    facets.contentLanguage !== undefined ||
    facets.contentType !== undefined ||
    facets.expires !== undefined
  );
}

/** False if any of it is not plain; then the headers are good for nothing. */
function addPlainMetadata(headers: string[], metadata: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(metadata);
  if (names.length > 1) names.sort();
  let bytes = 0;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    const header = PLAIN_METADATA_HEADERS.of(name);
    const value = metadata[name] as string;
    if (header === "" || !isPlainHeaderValue(value)) return false;
    headers.push(header, value);
    bytes += name.length + value.length;
  }
  return bytes <= LIMIT.metadataBytes;
}

/** Lower-case names cannot differ in case only. */
const LOWER_CASE_NAME = /^[a-z0-9-]+$/;
const PLAIN_METADATA_HEADERS = new Remembered((name) =>
  LOWER_CASE_NAME.test(name) ? HEADER.metadataPrefix + name : "",
);

/** The facets as names.ts judges them. */
export function namedInputs(facets: PutFacets, target: string | undefined): NamedInputs {
  return {
    target,
    metadata: facets.metadata,
    tags: facets.tags,
    headers: Object.fromEntries([...STORED_AS_SENT, ...CONTENT_NAMES].map((property) => [property, facets[property]])),
  };
}
