/**
 * The connections of one origin, each with one request at a time. undici's own pool looks through all of them for every
 * request and is told by events which are free again: with hundreds of connections that costs more than the request.
 */
import type { Client, Dispatcher } from "undici";
import type { Attempt } from "./attempt";

/** A list, so that nothing keeps those that have had their turn. */
interface Waiting {
  readonly options: Dispatcher.DispatchOptions;
  readonly attempt: Attempt;
  next: Waiting | undefined;
}

export class Connections {
  readonly #open: () => Client;
  readonly #most: number;
  readonly #all = new Set<Client>();
  /** The one used last stands last and is used next, so that those too many grow old and close. */
  readonly #free: Client[] = [];
  #firstWaiting: Waiting | undefined;
  #lastWaiting: Waiting | undefined;

  constructor(most: number, open: () => Client) {
    this.#most = most;
    this.#open = open;
  }

  dispatch(options: Dispatcher.DispatchOptions, attempt: Attempt): void {
    const client = this.#free.pop() ?? this.#another();
    if (client === undefined) this.#wait({ options, attempt, next: undefined });
    else this.#send(client, options, attempt);
  }

  async destroy(): Promise<void> {
    this.#firstWaiting = undefined;
    await Promise.all([...this.#all].map((client) => client.destroy()));
  }

  /** undici is through with the request that this connection had, and the connection serves for others. */
  release(client: Client): void {
    if (this.#firstWaiting === undefined) this.#free.push(client);
    // A turn later, in which a server that closes without having said so is noticed before the next request goes out.
    else setImmediate(() => this.#handOn(client));
  }

  /**
   * The request failed, and the connection with it. undici's client is given up, too: a failure may leave it unable to
   * send anything more, and it takes no request while it tells of one.
   */
  discard(client: Client): void {
    this.#all.delete(client);
    void client.destroy();
    const next = this.#nextWaiting();
    if (next !== undefined) this.dispatch(next.options, next.attempt);
  }

  #handOn(client: Client): void {
    const next = this.#nextWaiting();
    if (next === undefined) this.#free.push(client);
    else this.#send(client, next.options, next.attempt);
  }

  #send(client: Client, options: Dispatcher.DispatchOptions, attempt: Attempt): void {
    attempt.takes(this, client);
    client.dispatch(options, attempt);
  }

  #another(): Client | undefined {
    if (this.#all.size >= this.#most) return undefined;
    const client = this.#open();
    this.#all.add(client);
    return client;
  }

  #wait(waiting: Waiting): void {
    if (this.#firstWaiting === undefined) this.#firstWaiting = waiting;
    else (this.#lastWaiting as Waiting).next = waiting;
    this.#lastWaiting = waiting;
  }

  /** Those given up meanwhile are passed over. */
  #nextWaiting(): Waiting | undefined {
    let next = this.#firstWaiting;
    while (next?.attempt.isOver) next = next.next;
    this.#firstWaiting = next?.next;
    if (this.#firstWaiting === undefined) this.#lastWaiting = undefined;
    return next;
  }
}
