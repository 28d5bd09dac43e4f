/**
 * The attempts under way, as a linked list (a Set costs microseconds per call), and the one timer that watches their
 * deadlines: it is set to the earliest, and set anew only when it fires or when an earlier deadline comes in.
 */
import type { Attempt, AttemptEnd } from "./attempt";

/** That all attempts of one call, or of many calls with one signal, are told when it is aborted. */
interface Listening {
  readonly onAbort: () => void;
  attempts: number;
}

export class AttemptsUnderWay implements AttemptEnd {
  #head: Attempt | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  /** One listener for all attempts of a signal: a layout's requests share one, and each listener costs microseconds. */
  readonly #listening = new Map<AbortSignal, Listening>();

  add(attempt: Attempt): void {
    attempt.next = this.#head;
    if (this.#head !== undefined) this.#head.previous = attempt;
    this.#head = attempt;
    if (attempt.deadline < this.#timerAt) this.#watch(attempt.deadline);
    if (attempt.signal !== undefined) this.#listen(attempt.signal);
  }

  ended(attempt: Attempt): void {
    if (attempt.previous === undefined) {
      if (this.#head !== attempt) return;
      this.#head = attempt.next;
    } else attempt.previous.next = attempt.next;
    if (attempt.next !== undefined) attempt.next.previous = attempt.previous;
    attempt.previous = undefined;
    attempt.next = undefined;
    if (attempt.signal !== undefined) this.#endListening(attempt.signal);
  }

  cancelAll(reason: string): void {
    for (const attempt of this.#all()) attempt.fail("cancelled", reason);
  }

  stopWatching(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  #listen(signal: AbortSignal): void {
    const listening = this.#listening.get(signal);
    if (listening !== undefined) {
      listening.attempts++;
      return;
    }
    const onAbort = () => {
      for (const attempt of this.#all()) {
        if (attempt.signal === signal) attempt.fail("cancelled", "the call was cancelled");
      }
    };
    this.#listening.set(signal, { onAbort, attempts: 1 });
    signal.addEventListener("abort", onAbort, { once: true });
  }

  #endListening(signal: AbortSignal): void {
    const listening = this.#listening.get(signal);
    if (listening === undefined || --listening.attempts > 0) return;
    this.#listening.delete(signal);
    signal.removeEventListener("abort", listening.onAbort);
  }

  #watch(deadline: number): void {
    clearTimeout(this.#timer);
    this.#timerAt = deadline;
    this.#timer = setTimeout(() => this.#expire(), Math.max(0, Math.ceil(deadline - performance.now())));
    this.#timer.unref();
  }

  #expire(): void {
    this.stopWatching();
    const now = performance.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const attempt of this.#all()) {
      if (attempt.deadline <= now) attempt.fail("timed-out", "no answer came in time");
      else if (attempt.deadline < earliest) earliest = attempt.deadline;
    }
    if (earliest < this.#timerAt) this.#watch(earliest);
  }

  /** A copy, as failing an attempt takes it off the list. */
  #all(): Attempt[] {
    const all: Attempt[] = [];
    for (let attempt = this.#head; attempt !== undefined; attempt = attempt.next) all.push(attempt);
    return all;
  }
}
