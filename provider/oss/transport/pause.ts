/** Waiting that ends at once when the call or the whole client is cancelled. Off the common path, so signals may be combined. */
import { setTimeout as sleep } from "node:timers/promises";
import { TransportFailure } from "./failure";

/** Waits; answers a failure if cancelled meanwhile. */
export async function pause(
  ms: number,
  signal: AbortSignal | undefined,
  closing: AbortSignal,
): Promise<TransportFailure | undefined> {
  try {
    await sleep(ms, undefined, { signal: eitherOf(signal, closing) });
    return undefined;
  } catch {
    return new TransportFailure("cancelled", false, "the call was cancelled");
  }
}

/** The work's result, or a failure if it is cancelled or takes longer; the work itself goes on for others that wait. */
export async function within<T>(
  work: Promise<T>,
  ms: number,
  signal: AbortSignal | undefined,
  closing: AbortSignal,
): Promise<T | TransportFailure> {
  const over = new AbortController();
  const outcome = pause(Math.max(0, ms), signal, AbortSignal.any([closing, over.signal]));
  try {
    const late = outcome.then(
      (cancelled) => cancelled ?? new TransportFailure("timed-out", false, "no credentials came in time"),
    );
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}

function eitherOf(signal: AbortSignal | undefined, closing: AbortSignal): AbortSignal {
  return signal === undefined ? closing : AbortSignal.any([signal, closing]);
}
