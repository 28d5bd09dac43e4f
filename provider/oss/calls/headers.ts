/** Request headers of puts, in the order that signatures want. */
import { HEADER } from "../constants";
import { encodeComponent, encodePairs } from "../encoding";
import type { NamedInputs } from "../names";
import type { ContentHeaders, PutFacets } from "../types";

type ContentHeaderName = keyof ContentHeaders;

/** Property and header of each content header, sorted by header. */
export const CONTENT_HEADERS: readonly (readonly [ContentHeaderName, string])[] = [
  ["cacheControl", "cache-control"],
  ["contentDisposition", "content-disposition"],
  ["contentEncoding", "content-encoding"],
  ["contentLanguage", "content-language"],
  ["contentType", "content-type"],
  ["expires", "expires"],
];

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

/** The facets as names.ts judges them. */
export function namedInputs(facets: PutFacets, target: string | undefined): NamedInputs {
  return {
    target,
    metadata: facets.metadata,
    tags: facets.tags,
    headers: Object.fromEntries([
      ...CONTENT_HEADERS.map(([property]) => [property, facets[property]] as const),
      ["acl", facets.acl],
      ["storageClass", facets.storageClass],
    ]),
  };
}
