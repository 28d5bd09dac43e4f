import { setMaxListeners } from "node:events";
import { CallFailure } from "./failures";

/** What one call has to keep to: cancelled, cut off or out of time, it is one signal. */
export interface CallLimits {
  readonly signal: AbortSignal;
  /** When the time is up, as `Date.now()` counts; undefined if the engine set no limit. */
  readonly deadline: number | undefined;
}

export interface OpenCall extends CallLimits {
  abort(reason: CallFailure): void;
  /** Must be called when the call has been answered. */
  end(): void;
}

/**
 * The calls in flight of one connection.
 * One controller per call, and a timer only where the engine set a limit: `AbortSignal.timeout` and `AbortSignal.any`
 * cost several times as much per call, and outlive it.
 */
export class Calls {
  private readonly open = new Set<OpenCall>();
  private stopped: CallFailure | undefined;

  /** @param timeoutSeconds as the engine sends it: 0 means no limit of the user's. */
  begin(timeoutSeconds: number, now: number = Date.now()): OpenCall {
    const controller = new AbortController();
    // Every request of a call listens to it, and a call may have many under way; Node would warn of more than ten.
    setMaxListeners(0, controller.signal);
    const limited = timeoutSeconds > 0;
    const timer = limited ? setTimeout(() => call.abort(timedOut(timeoutSeconds)), timeoutSeconds * 1000) : undefined;
    const call: OpenCall = {
      signal: controller.signal,
      deadline: limited ? now + timeoutSeconds * 1000 : undefined,
      abort: (reason) => controller.abort(reason),
      end: () => {
        clearTimeout(timer);
        this.open.delete(call);
      },
    };
    this.open.add(call);
    if (this.stopped !== undefined) call.abort(this.stopped);
    return call;
  }

  get inFlight(): number {
    return this.open.size;
  }

  /** Aborts what is in flight and whatever begins before `resume`. */
  stop(reason: CallFailure): void {
    this.stopped = reason;
    for (const call of this.open) call.abort(reason);
  }

  /** An attached server outlives the deployment that was cancelled: the next one starts afresh. */
  resume(): void {
    this.stopped = undefined;
  }
}

export function cancelled(): CallFailure {
  return new CallFailure("CANCELLED", "cancelled by the engine");
}

export function cutOff(): CallFailure {
  return new CallFailure("CANCELLED", "the connection to the engine broke");
}

function timedOut(seconds: number): CallFailure {
  return new CallFailure(
    "DEADLINE_EXCEEDED",
    `not done within ${seconds} s; give it longer with the resource option customTimeouts`,
  );
}
