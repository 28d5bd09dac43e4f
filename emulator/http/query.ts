import { ossError } from "../errors/oss-error";
import { percentDecode } from "./percent";

/** The decoded query of a request, in the order in which it came. */
export class Query {
  constructor(readonly pairs: readonly (readonly [name: string, value: string])[]) {}

  has(name: string): boolean {
    return this.pairs.some(([candidate]) => candidate === name);
  }

  /** The first value of that name; `?symlink` and `?symlink=` are both the empty string. */
  get(name: string): string | undefined {
    return this.pairs.find(([candidate]) => candidate === name)?.[1];
  }
}

/** A plus is a space here: Python's and Go's own encoders write one so, and all write a real plus as %2B. */
export function parseQuery(text: string): Query {
  const pairs: [string, string][] = [];
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = decodePart(equals < 0 ? part : part.slice(0, equals));
    pairs.push([name, equals < 0 ? "" : decodePart(part.slice(equals + 1))]);
  }
  return new Query(pairs);
}

function decodePart(text: string): string {
  const decoded = percentDecode(text.replaceAll("+", " "));
  if (decoded === undefined) throw ossError("QueryNotReadable");
  return decoded;
}
