/** A key the server knows. Without an account it belongs to the owner of the buckets. */
export interface Credential {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Temporary credentials must send exactly this. */
  readonly securityToken?: string;
  /** Milliseconds since 1970; later than that the token has expired. */
  readonly expiresAt?: number;
  readonly account?: string;
}

/** Who sent a request; no account means anonymous. */
export interface Principal {
  readonly account: string | undefined;
}

export const ANONYMOUS: Principal = { account: undefined };
