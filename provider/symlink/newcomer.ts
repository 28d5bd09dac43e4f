import { isOssError } from "../oss";
import type { Declaration } from "./declaration";
import type { Found } from "./look";
import { looksAsDeclared } from "./rules/is-as-declared";

/** A write that failed. */
export interface Tried {
  /** What was there before it. */
  readonly kind: Found["kind"];
  /** Of a link that was there. */
  readonly etag: string | undefined;
  /** What may be there by it; undefined if it certainly had no effect. */
  readonly left: Declaration | undefined;
}

export function tried(found: Found, sent: Declaration, error: unknown): Tried {
  const etag = found.kind === "link" ? found.link.etag : undefined;
  return { kind: found.kind, etag, left: mayHaveTakenEffect(error) ? sent : undefined };
}

export function mayHaveTakenEffect(error: unknown): boolean {
  return isOssError(error) && error.ambiguous;
}

/** Whether what is found now has to be judged: it is neither what was judged before, nor what the write has left. */
export function isNews(found: Found, before: Tried | undefined): boolean {
  if (before === undefined) return true;
  if (found.kind !== "link") return found.kind !== before.kind;
  const isSame = before.kind === "link" && before.etag === found.link.etag;
  return !isSame && !(before.left !== undefined && looksAsDeclared(before.left, found.link));
}
