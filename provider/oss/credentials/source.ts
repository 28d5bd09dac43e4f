/** Where the client gets its credentials from, asked before each attempt. */
import type { Credentials } from "../types";

export interface CredentialSource {
  /** The credentials at hand if they are good for some minutes more: no promise on the way of a common call. */
  current(): Credentials | undefined;
  /** Gets credentials; callers at the same time share one fetch. */
  get(): Promise<Credentials>;
  /** The service refused these as expired or unknown: do not hand them out again. False if there is nothing newer to get. */
  invalidate(refused: Credentials): boolean;
}

/** Credentials that never change. */
export function fixedCredentials(credentials: Credentials): CredentialSource {
  return { current: () => credentials, get: async () => credentials, invalidate: () => false };
}
