import { ossError } from "../../errors/oss-error";
import { percentEncode } from "../../http/percent";
import type { Query } from "../../http/query";

/** What all listings are asked (wire-facts §7). */
export interface ListingQuery {
  readonly prefix: string;
  /** Empty: no grouping. */
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly urlEncoded: boolean;
}

const LONGEST_ARGUMENT_BYTES = 1023;

export function parseListingQuery(query: Query): ListingQuery {
  const encoding = query.get("encoding-type");
  if (encoding !== undefined && encoding !== "" && encoding !== "url") {
    throw ossError("InvalidEncodingType", { ArgumentName: "encoding-type", ArgumentValue: encoding });
  }
  return {
    prefix: textArgument(query, "prefix") ?? "",
    delimiter: textArgument(query, "delimiter") ?? "",
    maxKeys: parseMaxKeys(query.get("max-keys")),
    urlEncoded: encoding === "url",
  };
}

/** A name or a part of one: no longer than names are. */
export function textArgument(query: Query, name: string): string | undefined {
  const value = query.get(name);
  if (value !== undefined && Buffer.byteLength(value, "utf8") > LONGEST_ARGUMENT_BYTES) {
    throw ossError("InvalidArgument", { ArgumentName: name });
  }
  return value;
}

/** Default 100; outside 0 to 1000 is refused. */
export function parseMaxKeys(text: string | undefined): number {
  if (text === undefined || text === "") return 100;
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  if (count > 1000) throw ossError("InvalidMaxKeys", { ArgumentName: "max-keys", ArgumentValue: text });
  return count;
}

/** Names in the answer, percent-encoded where `encoding-type=url` was asked for. */
export function nameWriter({ urlEncoded }: ListingQuery): (name: string) => string {
  return urlEncoded ? percentEncode : (name) => name;
}
