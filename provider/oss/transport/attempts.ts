/**
 * The attempts under way, as a linked list (a Set costs microseconds per call), and the one timer that watches their
 * deadlines: it is set to the earliest, and set anew only when it fires or when an earlier deadline comes in.
 */
import type { Attempt, AttemptEnd } from "./attempt";

export class AttemptsUnderWay implements AttemptEnd {
  #head: Attempt | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  add(attempt: Attempt): void {
    attempt.next = this.#head;
    if (this.#head !== undefined) this.#head.previous = attempt;
    this.#head = attempt;
    if (attempt.deadline < this.#timerAt) this.#watch(attempt.deadline);
  }

  ended(attempt: Attempt): void {
    if (attempt.previous === undefined) {
      if (this.#head !== attempt) return;
      this.#head = attempt.next;
    } else attempt.previous.next = attempt.next;
    if (attempt.next !== undefined) attempt.next.previous = attempt.previous;
    attempt.previous = undefined;
    attempt.next = undefined;
  }

  cancelAll(reason: string): void {
    for (const attempt of this.#all()) attempt.fail("cancelled", reason);
  }

  stopWatching(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
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
