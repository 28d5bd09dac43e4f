/** When a failed attempt is made again, and how long to wait before it. Pure: time and chance are parameters. */
import type { ServiceFailure } from "./error-answer";
import type { TransportFailure } from "./transport/failure";

/**
 * `always`: reads, and writes whose repetition changes nothing.
 * `unless-ambiguous`: deletes and unguarded puts; repeating one that did take effect could undo what somebody did since.
 */
export type Repeatability = "always" | "unless-ambiguous";

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 10_000;

/** Full jitter: anything between nothing and a ceiling that doubles per attempt. */
export function backoffMs(attempt: number, random: number): number {
  return random * Math.min(BASE_DELAY_MS * 2 ** attempt, MAX_DELAY_MS);
}

/** What a failure means for trying again. */
export interface Verdict {
  readonly retry: boolean;
  /** The request may have taken effect. */
  readonly ambiguous: boolean;
}

/** Codes by which the service says that it has not even begun. */
const REFUSED_FOR_LOAD = /^(ServiceUnavailable|\w*LimitExceeded)$/;

export function judgeFailure(failure: ServiceFailure): Verdict {
  const { status, code, fromService } = failure;
  if (status === 429 || status === 408 || code === "RequestTimeout") return { retry: true, ambiguous: false };
  if (status < 500) return { retry: false, ambiguous: false };
  if (status === 501 || status === 505) return { retry: false, ambiguous: false };
  return { retry: true, ambiguous: !(status === 503 && fromService && REFUSED_FOR_LOAD.test(code)) };
}

export function judgeTransport(failure: TransportFailure): Verdict {
  if (failure.kind === "cancelled") return { retry: false, ambiguous: failure.sent };
  return { retry: failure.kind === "connection" || failure.kind === "timed-out", ambiguous: failure.sent };
}
