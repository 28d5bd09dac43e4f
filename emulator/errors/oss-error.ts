import { CATALOGUE, type CatalogueEntry, type ErrorName } from "./catalogue";

/** What a single occurrence adds to its catalogue entry. */
export interface ErrorDetails {
  /** Further elements of the error body, in this order. */
  readonly elements?: Readonly<Record<string, string>>;
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

export class OssError extends Error {
  constructor(
    readonly entry: CatalogueEntry,
    readonly details: ErrorDetails = {},
  ) {
    super(`${entry.code}: ${entry.message}`);
    this.name = "OssError";
  }
}

/** The error of that name in the catalogue, ready to be thrown. */
export function ossError(name: ErrorName, elements?: Readonly<Record<string, string>>): OssError {
  return new OssError(CATALOGUE[name], elements ? { elements } : {});
}
