import type { PutResult } from "../oss";
import type { Context } from "../resource";
import type { Declaration } from "./declaration";
import { describeFound } from "./describe";
import { idOf } from "./identity";
import { look } from "./look";
import { ownVersionId } from "./proof";
import { showsOurPut } from "./rules/shows-our-put";

/** What is known of a link right after its put. */
export interface ReadBack {
  /** The ETag by which it is recognised, if it is ours. */
  readonly etag: string | undefined;
  /**
   * `theirs`: somebody else has been seen there since. `unclear`: the very same link is there by another ETag, so
   * either somebody else has put it, or reading shows other ETags here than a put answers.
   */
  readonly shows: "ours" | "theirs" | "unclear";
}

/** Where a put answers another ETag than reading shows, what is read right after it is the proof. */
export async function readBack(link: Declaration, put: PutResult, context: Context): Promise<ReadBack> {
  const bucket = context.deployment.bucket(link.bucket);
  const { etag } = put;
  if (bucket.etags === "agree") return { etag, shows: "ours" };
  const found = await look(link, context).catch(() => undefined);
  if (found === undefined) return { etag, shows: "ours" };
  if (found.kind !== "link" || !showsOurPut(link, put, found.link)) {
    const what = found.kind === "nothing" ? `${idOf(link)} is gone` : describeFound(link, found);
    context.log.warn(`somebody else was there right after the link was written: ${what}`);
    return { etag, shows: "theirs" };
  }
  const read = found.link.etag;
  if (read === etag) bucket.etags = "agree";
  else if (ownVersionId(put.versionId) !== undefined) bucket.etags = "differ";
  // By now another put may have learnt what this bucket does.
  else if (bucket.etags !== "differ") return { etag: read, shows: "unclear" };
  return { etag: read, shows: "ours" };
}
