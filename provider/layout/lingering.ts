import { setMaxListeners } from "node:events";

/** What is under way when a call is cancelled gets this long to end, so that state can say what became of it. */
const GRACE_MS = 2000;

export interface Lingering {
  readonly signal: AbortSignal;
  /** Must be called when nothing is under way any more. */
  end(): void;
}

/** A signal for single requests that follows `signal` some time later. */
export function lingering(signal: AbortSignal): Lingering {
  const controller = new AbortController();
  // Every request listens to it; Node would warn of more than ten.
  setMaxListeners(0, controller.signal);
  let timer: NodeJS.Timeout | undefined;
  const follow = () => {
    timer = setTimeout(() => controller.abort(signal.reason), GRACE_MS);
  };
  if (signal.aborted) controller.abort(signal.reason);
  else signal.addEventListener("abort", follow, { once: true });
  return {
    signal: controller.signal,
    end: () => {
      signal.removeEventListener("abort", follow);
      clearTimeout(timer);
    },
  };
}
