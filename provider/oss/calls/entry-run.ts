/**
 * The entries of an object list as the service writes them, one expression per entry: an expression is compiled code from
 * its second use on, so that even the first pages of a process are read fast. What is written in any other way is left
 * to the scanner.
 */

import { dateOf, unquoteEtag } from "./answers";
import type { ListedObject } from "./list-types";

/** A row of entries without a gap, and where in the text it stands. */
export interface EntryRun {
  readonly from: number;
  readonly to: number;
  /** Keys as written, not decoded. */
  readonly entries: readonly ListedObject[];
}

const ELEMENTS = ["Key", "LastModified", "ETag", "Type", "Size", "StorageClass"];
/** No `&`: entities are the scanner's. */
const ENTRY = new RegExp(
  `\\s*<Contents>\\s*${ELEMENTS.map((name) => `<${name}>([^<&]*)</${name}>\\s*`).join("")}</Contents>`,
  "y",
);
const WHOLE_NUMBER = /^\d{1,15}$/;

/** The first row of entries, if there is one and nothing in the text (a comment, character data) might be hiding it. */
export function firstRun(text: string): EntryRun | undefined {
  const from = text.indexOf("<Contents>");
  if (from === -1 || text.includes("<!")) return undefined;
  const entries: ListedObject[] = [];
  let to = from;
  ENTRY.lastIndex = from;
  for (let match = ENTRY.exec(text); match !== null; match = ENTRY.exec(text)) {
    to = ENTRY.lastIndex;
    entries.push({
      key: match[1] as string,
      etag: unquoteEtag(match[3]),
      lastModified: dateOf(match[2]),
      objectType: match[4],
      size: sizeOf(match[5] as string),
      storageClass: match[6],
    });
  }
  return entries.length === 0 ? undefined : { from, to, entries };
}

export function sizeOf(text: string): number | undefined {
  return WHOLE_NUMBER.test(text) ? Number(text) : undefined;
}
