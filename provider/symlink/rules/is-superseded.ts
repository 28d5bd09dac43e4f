import type { Proof } from "../../deployment/shown-states";

/** Whether this process has written the link for a newer state than the one that is to be deleted. */
export function isSuperseded(state: Proof, lastWrite: Proof | undefined): boolean {
  return lastWrite !== undefined && lastWrite.writtenEtag !== state.writtenEtag;
}
