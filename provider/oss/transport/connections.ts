/**
 * The connections of one origin, each with one request at a time. undici's own pool looks through all of them for every
 * request and is told by events which are free again: with hundreds of connections that costs more than the request.
 */
import type { Client, Dispatcher } from "undici";
import type { Attempt } from "./attempt";

interface Waiting {
  readonly options: Dispatcher.DispatchOptions;
  readonly attempt: Attempt;
}

export class Connections {
  readonly #open: () => Client;
  readonly #most: number;
  readonly #all: Client[] = [];
  /** The one used last stands last and is used next, so that those too many grow old and close. */
  readonly #free: Client[] = [];
  #waiting: Waiting[] = [];
  /** How many of #waiting have had their turn. */
  #served = 0;

  constructor(most: number, open: () => Client) {
    this.#most = most;
    this.#open = open;
  }

  dispatch(options: Dispatcher.DispatchOptions, attempt: Attempt): void {
    const client = this.#free.pop() ?? this.#another();
    if (client === undefined) this.#waiting.push({ options, attempt });
    else this.#send(client, options, attempt);
  }

  async destroy(): Promise<void> {
    this.#waiting = [];
    this.#served = 0;
    await Promise.all(this.#all.map((client) => client.destroy()));
  }

  /** undici is through with the request that this connection had, for good or bad. */
  release(client: Client): void {
    const next = this.#nextWaiting();
    if (next === undefined) this.#free.push(client);
    else this.#send(client, next.options, next.attempt);
  }

  #send(client: Client, options: Dispatcher.DispatchOptions, attempt: Attempt): void {
    attempt.takes(this, client);
    client.dispatch(options, attempt);
  }

  #another(): Client | undefined {
    if (this.#all.length >= this.#most) return undefined;
    const client = this.#open();
    this.#all.push(client);
    return client;
  }

  /** Those given up meanwhile are passed over. */
  #nextWaiting(): Waiting | undefined {
    while (this.#served < this.#waiting.length) {
      const next = this.#waiting[this.#served++] as Waiting;
      if (!next.attempt.isOver) return next;
    }
    this.#waiting = [];
    this.#served = 0;
    return undefined;
  }
}
