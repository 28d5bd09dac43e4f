import { timingSafeEqual } from "node:crypto";

/** Whether two signatures are equal, in a time that does not tell how far they agree. */
export function sameSecret(expected: string, given: string): boolean {
  const left = Buffer.from(expected, "utf8");
  const right = Buffer.from(given, "utf8");
  return left.length === right.length && timingSafeEqual(left, right);
}
