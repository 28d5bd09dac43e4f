import { bucketReason, textReason } from "../provider/oss/names";
import { UsageError } from "./usage-error";

export interface Place {
  readonly bucket: string;
  /** Empty for the whole bucket. */
  readonly prefix: string;
}

/** Reads `BUCKET[/PREFIX]`, also as `oss://BUCKET/PREFIX`. A prefix is text, not a folder: `latest` finds `latest2`, too. */
export function parsePlace(positionals: readonly string[]): Place {
  const [text, ...more] = positionals;
  if (text === undefined) throw new UsageError("which bucket? Give BUCKET or BUCKET/PREFIX.");
  if (more.length > 0) throw new UsageError(`one place at a time; "${more[0]}" is one too many.`);
  const path = text.startsWith("oss://") ? text.slice("oss://".length) : text;
  const slash = path.indexOf("/");
  const bucket = slash < 0 ? path : path.slice(0, slash);
  const prefix = slash < 0 ? "" : path.slice(slash + 1);
  const wrong = bucketReason(bucket);
  if (wrong !== undefined) throw new UsageError(`"${bucket}" is not a bucket name: it ${wrong}.`);
  const start = /^[/\\]/.exec(prefix)?.[0];
  if (start !== undefined) {
    throw new UsageError(`no key begins with ${start}, so nothing is below the prefix "${prefix}"; leave it away.`);
  }
  const odd = textReason(prefix);
  if (odd !== undefined) throw new UsageError(`the prefix ${odd}.`);
  return { bucket, prefix };
}
