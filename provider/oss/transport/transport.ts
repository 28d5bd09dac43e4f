/** Everything HTTP behind one `send`. undici is loaded by the first call that needs it: it takes 50 ms. */
import type { Dispatcher } from "undici";
import { isLoopback } from "../host";
import type { Answer } from "./answer";
import { Attempt, type AttemptLimits } from "./attempt";
import { AttemptsUnderWay } from "./attempts";
import { Connections } from "./connections";
import { TransportFailure } from "./failure";
import { type ProxyEnvironment, proxyFor } from "./proxy";

export interface WireRequest extends AttemptLimits {
  readonly origin: string;
  /** Path and query, sent byte for byte. */
  readonly path: string;
  readonly method: Dispatcher.HttpMethod;
  /** Name and value by turns, one character per byte. */
  readonly headers: string[];
  readonly body: Buffer | undefined;
}

export interface TransportOptions {
  /** Connections per origin. */
  readonly connections: number;
  readonly environment: ProxyEnvironment;
}

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 15_000;
/** 8 KB of metadata, a target of 1023 bytes percent-encoded and a base64 error fit several times. */
const MAX_HEADER_BYTES = 64 * 1024;

export class Transport {
  readonly #options: TransportOptions;
  readonly #pools = new Map<string, Pool>();
  readonly #underWay = new AttemptsUnderWay();
  readonly #closing = new AbortController();
  #closed: string | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Aborted by close(), for what waits without being on the wire. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Rejects with a TransportFailure if no complete answer comes, with an OssError if the proxy's address is none. */
  send(request: WireRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(new TransportFailure("cancelled", false, this.#closed));
      if (request.signal?.aborted) return reject(new TransportFailure("cancelled", false, "the call was cancelled"));
      const pool = this.#poolOf(request.origin);
      const attempt = new Attempt(request, this.#underWay, resolve, reject);
      this.#underWay.add(attempt);
      const { origin, path, method, headers, body } = request;
      // undici closes the connection after each HEAD unless told not to reset it.
      pool.dispatch({ origin, path, method, headers, body: body ?? null, reset: false }, attempt);
    });
  }

  /** Ends all calls under way and refuses new ones. */
  close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#closing.abort();
    this.#underWay.cancelAll(reason);
    this.#underWay.stopWatching();
    for (const pool of this.#pools.values()) void pool.destroy();
    this.#pools.clear();
  }

  #poolOf(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const pool = makePool(origin, this.#options);
    this.#pools.set(origin, pool);
    return pool;
  }
}

/** What sends requests to one origin: connections of our own, or undici's agent for proxies. */
type Pool = Connections | import("undici").EnvHttpProxyAgent;

function makePool(origin: string, { connections, environment }: TransportOptions): Pool {
  const { buildConnector, Client, EnvHttpProxyAgent } = require("undici") as typeof import("undici");
  const common = {
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The deadline of each attempt is kept by AttemptsUnderWay, which also covers waiting for a connection.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const url = new URL(origin);
  const proxy = isLoopback(url.hostname.replace(/^\[|\]$/g, "")) ? undefined : proxyFor(url.protocol, environment);
  if (proxy !== undefined) return new EnvHttpProxyAgent({ ...common, ...proxy, connections });
  // One connector for all: it keeps the TLS sessions, by which further connections begin faster.
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  return new Connections(connections, () => new Client(origin, { ...common, connect }));
}
