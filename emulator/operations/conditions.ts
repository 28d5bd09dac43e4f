import { ossError } from "../errors/oss-error";
import { parseHttpDate } from "../http/dates";

/** The four conditions of a read or of a copy's source. */
export interface Conditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

export function readConditions(headers: Readonly<Record<string, string>>): Conditions {
  return {
    ifMatch: headers["if-match"],
    ifNoneMatch: headers["if-none-match"],
    ifModifiedSince: headers["if-modified-since"],
    ifUnmodifiedSince: headers["if-unmodified-since"],
  };
}

/** 412 is thrown; `not-modified` is for the caller, as it is 304 for a read and 412 for a copy (wire-facts §5.1). */
export function judgeConditions(conditions: Conditions, etag: string, lastModified: number): "go" | "not-modified" {
  const { ifMatch, ifNoneMatch } = conditions;
  if (ifMatch !== undefined && !matches(ifMatch, etag)) throw ossError("PreconditionFailed", { Condition: "If-Match" });
  const unmodifiedSince = parseDate(conditions.ifUnmodifiedSince);
  if (unmodifiedSince !== undefined && lastModified > unmodifiedSince) {
    throw ossError("PreconditionFailed", { Condition: "If-Unmodified-Since" });
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, etag) ? "not-modified" : "go";
  const modifiedSince = parseDate(conditions.ifModifiedSince);
  return modifiedSince !== undefined && lastModified <= modifiedSince ? "not-modified" : "go";
}

/** A list of ETags with or without quotes, or `*`. */
function matches(list: string, etag: string): boolean {
  return list.split(",").some((part) => {
    const wanted = part
      .trim()
      .replace(/^W\//, "")
      .replace(/^"(.*)"$/, "$1");
    return wanted === "*" || wanted.toUpperCase() === etag;
  });
}

/** An unreadable date is no condition (RFC 9110, 13.1.3); some clients send ISO dates. */
function parseDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(iso) ? parseHttpDate(text) : iso;
}
