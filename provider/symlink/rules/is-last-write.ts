import type { Proof } from "../../deployment/shown-states";
import type { Seen } from "../seen";
import { isOurs } from "./is-ours";

/**
 * Whether what is there is as its resource wrote it last. Where that made a version `null`, the newest version with an id
 * of its own is an older one, and back if somebody deletes `null`: ours all the same, but not what was declared last.
 */
export function isLastWrite(proof: Proof, seen: Seen): boolean {
  if (proof.writtenEtag === undefined || seen.etag === undefined) return isOurs(proof, seen);
  return seen.etag === proof.writtenEtag;
}
