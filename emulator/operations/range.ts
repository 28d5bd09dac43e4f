import { ossError } from "../errors/oss-error";

/** Bytes `first` to `last`, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The range to send; undefined for all of it. A range that is not of the form, or reaches outside, is ignored; a client
 * that asks for standard behaviour (x-oss-range-behavior) gets what is there, or 416 (wire-facts §12.4).
 */
export function parseRange(header: string | undefined, size: number, standard: boolean): ByteRange | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Number(to);
  if (from !== "" && to !== "" && last < first) return undefined;
  if (first < size && last < size) return { first, last };
  if (!standard) return undefined;
  if (first >= size) throw ossError("InvalidRange", { ActualObjectSize: String(size), RangeRequested: header ?? "" });
  return { first, last: size - 1 };
}
