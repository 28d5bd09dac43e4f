/** What goes wrong. */
export type FaultEffect =
  /** The answer waits that long; the operation has not begun before. */
  | { readonly kind: "latency"; readonly ms: number }
  /** The operation does not happen; this error is the answer. The message of a known code comes by itself. */
  | {
      readonly kind: "error";
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly ec?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is cut and nothing has happened. */
  | { readonly kind: "reset-before" }
  /** The operation happens, then the connection is cut instead of an answer. */
  | { readonly kind: "reset-after" }
  /** The operation happens; the answer stops in the middle of its body (or of its head, where it has none). */
  | { readonly kind: "truncate" }
  /** A gateway's HTML page instead of the operation. */
  | { readonly kind: "html"; readonly status: number }
  /** The server's clock is wrong by that much, for dates it tells and signatures it checks. */
  | { readonly kind: "clock"; readonly offsetMs: number }
  /** HEAD errors come without the header that carries their body. */
  | { readonly kind: "drop-x-oss-err" };

/** Which requests a fault meets; what is not given matches all. */
export interface FaultRule {
  /** Names as `requests()` lists them, such as `PutSymlink`. */
  readonly operation?: string | readonly string[];
  readonly bucket?: string;
  readonly key?: string;
  readonly keyPrefix?: string;
  /** So many matching requests pass unharmed first. */
  readonly skip?: number;
  /** The rule ends after so many hits; without it, when it is removed. */
  readonly count?: number;
  readonly effect: FaultEffect;
}

export interface ActiveFault {
  readonly id: string;
  readonly rule: FaultRule;
  /** How often it has struck so far. */
  readonly hits: number;
}
