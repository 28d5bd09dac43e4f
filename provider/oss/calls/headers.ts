/** Request headers of puts, in the order that signatures want. */
import { HEADER, LIMIT } from "../constants";
import { encodeComponent, encodePairs } from "../encoding";
import { OssError } from "../error";
import { headerValueReason, keyReason, type NamedInputs, problemsOf } from "../names";
import type { KnownHeader } from "../transport/answer";
import type { ContentHeaders, PutFacets } from "../types";

/** Property and header of each content header, sorted by header. */
export const CONTENT_HEADERS = [
  ["cacheControl", "cache-control"],
  ["contentDisposition", "content-disposition"],
  ["contentEncoding", "content-encoding"],
  ["contentLanguage", "content-language"],
  ["contentType", "content-type"],
  ["expires", "expires"],
] as const satisfies readonly (readonly [keyof ContentHeaders, KnownHeader])[];

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
  const names = Object.keys(metadata);
  if (names.length < 2) {
    for (const name of names) headers.push(HEADER.metadataPrefix + name.toLowerCase(), metadata[name] as string);
    return;
  }
  const pairs = names.map((name) => [name.toLowerCase(), metadata[name] as string] as const);
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, value] of pairs) headers.push(HEADER.metadataPrefix + name, value);
}

/** Throws if anything of a put cannot be sent faithfully. */
export function refuseBadFacets(
  operation: string,
  bucket: string,
  key: string,
  facets: PutFacets,
  target: string | undefined,
): void {
  if (isPlain(facets, target)) return;
  const problems = problemsOf(namedInputs(facets, target));
  if (problems.length > 0) throw OssError.invalidInput(operation, { bucket, key }, problems);
}

/** True only for what problemsOf finds nothing in: the common case, told without building anything. */
export function isPlain(facets: PutFacets, target: string | undefined): boolean {
  if (target !== undefined && keyReason(target) !== undefined) return false;
  if (facets.tags !== undefined || facets.acl !== undefined || facets.storageClass !== undefined) return false;
  for (const property of CONTENT_NAMES) if (facets[property] !== undefined) return false;
  if (facets.metadata === undefined) return true;
  let units = 0;
  for (const name of Object.keys(facets.metadata)) {
    const value = facets.metadata[name] as string;
    if (!LOWER_CASE_NAME.test(name) || headerValueReason(value) !== undefined) return false;
    units += name.length + value.length;
  }
  return units * MOST_BYTES_PER_UNIT <= LIMIT.metadataBytes;
}

/** Lower-case names cannot differ in case only. */
const LOWER_CASE_NAME = /^[a-z0-9-]+$/;
const MOST_BYTES_PER_UNIT = 3;

/** The facets as names.ts judges them. */
export function namedInputs(facets: PutFacets, target: string | undefined): NamedInputs {
  return {
    target,
    metadata: facets.metadata,
    tags: facets.tags,
    headers: Object.fromEntries([...STORED_AS_SENT, ...CONTENT_NAMES].map((property) => [property, facets[property]])),
  };
}
