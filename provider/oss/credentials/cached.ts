/** Keeps fetched credentials for a minute, and makes one fetch serve all who ask meanwhile. */
import type { Credentials } from "../types";
import type { CredentialSource } from "./source";

/** A fetch that can be asked again and again; it keeps its own session and renews it well before it expires. */
export type Fetch = () => Promise<Credentials>;

/** Sources renew 15 minutes before expiry; asking them once a minute is early enough. */
const KEEP_MS = 60_000;
const EXPIRY_MARGIN_MS = 5 * 60_000;

export class CachedCredentials implements CredentialSource {
  readonly #open: () => Fetch;
  readonly #clock: () => number;
  #fetch: Fetch | undefined;
  #kept: Credentials | undefined;
  #until = 0;
  #underWay: Promise<Credentials> | undefined;

  /** `open` starts afresh, without sessions kept from before. */
  constructor(open: () => Fetch, clock: () => number = Date.now) {
    this.#open = open;
    this.#clock = clock;
  }

  current(): Credentials | undefined {
    return this.#clock() < this.#until ? this.#kept : undefined;
  }

  get(): Promise<Credentials> {
    const current = this.current();
    if (current !== undefined) return Promise.resolve(current);
    if (this.#underWay === undefined) {
      const renewal: Promise<Credentials> = this.#renew().finally(() => {
        if (this.#underWay === renewal) this.#underWay = undefined;
      });
      this.#underWay = renewal;
    }
    return this.#underWay;
  }

  invalidate(refused: Credentials): boolean {
    if (refused === this.#kept) {
      this.#until = 0;
      this.#kept = undefined;
      this.#fetch = undefined;
      this.#underWay = undefined;
    }
    return true;
  }

  async #renew(): Promise<Credentials> {
    this.#fetch ??= this.#open();
    const fetch = this.#fetch;
    const fetched = await fetch();
    // Its session was refused meanwhile: not to be kept.
    if (fetch !== this.#fetch) return fetched;
    const now = this.#clock();
    const expiry = fetched.expiration === undefined ? Number.POSITIVE_INFINITY : fetched.expiration.getTime();
    this.#until = Math.min(now + KEEP_MS, Math.max(expiry - EXPIRY_MARGIN_MS, now + 1));
    // One object for the same credentials, as signing keys are kept by identity.
    if (this.#kept === undefined || !same(this.#kept, fetched)) this.#kept = fetched;
    return this.#kept;
  }
}

function same(a: Credentials, b: Credentials): boolean {
  return (
    a.accessKeyId === b.accessKeyId && a.accessKeySecret === b.accessKeySecret && a.securityToken === b.securityToken
  );
}
