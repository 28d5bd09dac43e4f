import type { Proof } from "../../deployment/shown-states";
import type { Seen } from "../seen";
import { isOurs } from "./is-ours";

/** Whether a resource of this stack wrote the link, under whatever name, by any state that was shown. */
export function isOursByState(proofs: readonly Proof[], seen: Seen): boolean {
  return proofs.some((proof) => isOurs(proof, seen));
}
