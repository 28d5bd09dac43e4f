/**
 * One request on the wire, as undici's dispatcher reports it. This is undici's older handler interface: it leaves
 * headers as bytes and makes no body stream, which saves as much as signing costs. Nothing outside this folder knows it.
 */
import type { Client, Dispatcher } from "undici";
import { Answer } from "./answer";
import type { Connections } from "./connections";
import { describeNetworkError, TransportFailure } from "./failure";

const NO_BODY = Buffer.alloc(0);
const GIVEN_UP = new Error("given up");

export interface AttemptEnd {
  /** Called once, whatever the outcome. */
  ended(attempt: Attempt): void;
}

export interface AttemptLimits {
  /** By performance.now(). */
  readonly deadline: number;
  /** Whether it may begin to go out still: it may have had to wait for a connection. */
  readonly inTime?: (() => boolean) | undefined;
  /** Longest body accepted, in bytes. */
  readonly bodyLimit: number;
  readonly signal: AbortSignal | undefined;
}

export class Attempt implements Dispatcher.DispatchHandler {
  /** Neighbours in the list of attempts under way. */
  previous: Attempt | undefined;
  next: Attempt | undefined;
  readonly deadline: number;
  /** Of the call that it belongs to. */
  readonly signal: AbortSignal | undefined;

  readonly #inTime: (() => boolean) | undefined;
  readonly #bodyLimit: number;
  readonly #end: AttemptEnd;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (failure: TransportFailure) => void;
  #abort: ((error?: Error) => void) | undefined;
  #done = false;
  #connections: Connections | undefined;
  #client: Client | undefined;
  #status = 0;
  #headers: readonly Buffer[] = [];
  #first: Buffer | undefined;
  #rest: Buffer[] | undefined;
  #size = 0;

  constructor(
    { deadline, inTime, bodyLimit, signal }: AttemptLimits,
    end: AttemptEnd,
    resolve: (answer: Answer) => void,
    reject: (failure: TransportFailure) => void,
  ) {
    this.deadline = deadline;
    this.signal = signal;
    this.#inTime = inTime;
    this.#bodyLimit = bodyLimit;
    this.#end = end;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get isOver(): boolean {
    return this.#done;
  }

  /** From now until undici is through with it, the attempt occupies this connection. */
  takes(connections: Connections, client: Client): void {
    this.#connections = connections;
    this.#client = client;
  }

  /** Ends the attempt from outside: by the clock or by a cancellation. */
  fail(kind: "cancelled" | "timed-out", reason: string): void {
    this.#settle(new TransportFailure(kind, this.#abort !== undefined, reason));
    this.#abort?.(new Error(reason));
  }

  onConnect(abort: (error?: Error) => void): void {
    // Given up while it waited for a connection: throwing drops the request and spares the connection, abort() would not.
    if (this.#done) throw GIVEN_UP;
    if (this.#inTime?.() === false) {
      const reason = "its turn came too long after the look that it goes by, so it was not sent";
      this.#settle(new TransportFailure("too-late", false, reason));
      throw GIVEN_UP;
    }
    this.#abort = abort;
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    if (status < 200) return true;
    this.#status = status;
    this.#headers = headers;
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#bodyLimit) {
      this.#settle(
        new TransportFailure("unusable-answer", true, `the answer's body is longer than ${this.#bodyLimit} bytes`),
      );
      this.#abort?.(new Error("body too long"));
      return false;
    }
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#rest === undefined) this.#rest = [this.#first, chunk];
    else this.#rest.push(chunk);
    return true;
  }

  onComplete(): void {
    this.#leaveConnection(true);
    if (this.#done) return;
    this.#done = true;
    this.#end.ended(this);
    const body = this.#rest === undefined ? (this.#first ?? NO_BODY) : Buffer.concat(this.#rest, this.#size);
    this.#resolve(new Answer(this.#status, this.#headers, body));
  }

  onError(error: Error): void {
    this.#leaveConnection(error === GIVEN_UP);
    const { kind, reason, advice } = describeNetworkError(error);
    this.#settle(new TransportFailure(kind, this.#abort !== undefined, reason, advice));
  }

  #leaveConnection(serves: boolean): void {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    if (serves) this.#connections?.release(client);
    else this.#connections?.discard(client);
  }

  #settle(failure: TransportFailure): void {
    if (this.#done) return;
    this.#done = true;
    this.#first = undefined;
    this.#rest = undefined;
    this.#end.ended(this);
    this.#reject(failure);
  }
}
