import type { Credentials } from "../types";

/** A request ready to be signed: whatever a signature sorts or encodes is sorted and encoded already. */
export interface CanonicalParts {
  readonly method: string;
  /** `/bucket/key`, percent-encoded, whatever the address style. */
  readonly uri: string;
  /** Encoded, sorted by name, bare names where there is no value; goes out as it is. */
  readonly query: string;
  /** Lower-case name and text value by turns, sorted by name. */
  readonly headers: readonly string[];
}

export interface Signer {
  /** The flat list of headers (name and wire value by turns) that goes out with the request. */
  sign(parts: CanonicalParts, credentials: Credentials, epochMs: number): string[];
  /** What that signature is made from, to compare with what the service made its own from. */
  stringToSign(parts: CanonicalParts, credentials: Credentials, epochMs: number): string;
}
