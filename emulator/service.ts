import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { requireOwner } from "./auth/access";
import { authenticate } from "./auth/authenticate";
import { ANONYMOUS, type Credential, type Principal } from "./auth/credentials";
import { CATALOGUE, type CatalogueEntry } from "./errors/catalogue";
import { OssError, ossError } from "./errors/oss-error";
import { FaultList } from "./faults/fault-list";
import type { FaultEffect } from "./faults/fault-rule";
import { httpDate } from "./http/dates";
import { errorReply } from "./http/error-reply";
import { checkBucketName, checkObjectName } from "./http/names";
import { type OssRequest, parseRequest, type RequestHead } from "./http/oss-request";
import { type Answer, emptyReply, type Reply } from "./http/reply";
import type { OpenQuestions } from "./open-questions";
import type { Call, ServerIdentity } from "./operations/call";
import { corsHeaders } from "./operations/cors/cors-headers";
import { randomHex } from "./random-hex";
import { RequestLog } from "./request-log";
import { findRoute } from "./routing/find-route";
import type { Route } from "./routing/route";
import type { Store } from "./store/store";

export interface ServiceSetting {
  readonly identity: ServerIdentity;
  readonly credentials: ReadonlyMap<string, Credential>;
  readonly cnames: ReadonlyMap<string, string>;
  readonly choices: OpenQuestions;
  readonly latencyMs: number;
  readonly keptRequests: number;
}

/** Headers whose meaning this server does not have: better refused than ignored (wire-facts §18.3). */
const UNKNOWN_MEANING = [
  "x-oss-server-side-encryption",
  "x-oss-callback",
  "x-oss-persistent-headers",
  "x-oss-object-worm-mode",
];

/** The whole server but its sockets: a request comes in, an answer goes out. */
export class Service {
  readonly faults = new FaultList();
  readonly requests: RequestLog;
  readonly #closing = new AbortController();

  constructor(
    readonly store: Store,
    readonly setting: ServiceSetting,
  ) {
    this.requests = new RequestLog(setting.keptRequests);
    // Every request that waits listens to it; Node would warn of more than ten.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Requests that wait are dropped: nothing happens after this. */
  close(): void {
    this.#closing.abort();
  }

  /** `body` is an error where the client did not send one that can be used. */
  async answer(head: RequestHead, body: Buffer | OssError): Promise<Answer> {
    const started = performance.now();
    const exchange: Exchange = {
      head,
      requestId: randomHex(12),
      started,
      request: undefined,
      route: undefined,
      effects: [],
    };
    const answer = await this.#answer(exchange, body);
    this.requests.add({
      operation: exchange.route?.operation ?? "Unknown",
      bucket: exchange.request?.address.bucket,
      key: exchange.request?.address.key,
      status: answer.cut === "instead" ? 0 : answer.reply.status,
    });
    return answer;
  }

  async #answer(exchange: Exchange, body: Buffer | OssError): Promise<Answer> {
    try {
      const request = parseRequest(exchange.head, Buffer.isBuffer(body) ? body : Buffer.alloc(0), this.setting.cnames);
      exchange.request = request;
      exchange.route = findRoute(request);
      const { bucket, key } = request.address;
      exchange.effects = this.faults.strike({ operation: exchange.route.operation, bucket, key });
      await this.#delay(exchange.effects);
      if (this.#closing.signal.aborted) return { reply: emptyReply(503), cut: "instead" };
      if (has(exchange.effects, "reset-before")) return { reply: emptyReply(503), cut: "instead" };
      const reply = this.#faultReply(exchange) ?? this.#perform(exchange, request, exchange.route, body);
      return { reply: this.#dress(exchange, reply), cut: cutOf(exchange.effects) };
    } catch (error) {
      return { reply: this.#failed(exchange, error), cut: cutOf(exchange.effects) };
    }
  }

  /** Rules of the service in the order in which it looks at them: who, then what. */
  #perform(exchange: Exchange, request: OssRequest, route: Route, body: Buffer | OssError): Reply {
    const { store, setting } = this;
    const now = Date.now() + clockOffset(exchange.effects);
    if (!Buffer.isBuffer(body)) throw body;
    const principal = route.access === "unsigned" ? ANONYMOUS : this.#authenticate(request, now);
    const { bucket, key } = request.address;
    if (bucket !== undefined) checkBucketName(bucket);
    if (key !== undefined) checkObjectName(key);
    if (!route.run) throw ossError("NotImplemented", { Operation: route.operation });
    for (const header of UNKNOWN_MEANING) {
      if (request.headers[header] !== undefined) throw ossError("NotImplemented", { Header: header });
    }
    checkContentMd5(request);
    const info = bucket === undefined ? undefined : store.bucket(bucket)?.info;
    if (info) this.#checkRegion(request, info.region, info.name);
    if (route.access === "owner" && info) requireOwner(principal, info);
    const call: Call = { request, principal, store, choices: setting.choices, identity: setting.identity, now };
    return route.run(call);
  }

  #authenticate(request: OssRequest, now: number): Principal {
    const { identity, credentials } = this.setting;
    return authenticate(request, { credentials, account: identity.account, region: identity.region, now });
  }

  /** §9.4: a bucket is only served at the endpoint of its region. */
  #checkRegion({ address }: OssRequest, bucketRegion: string, bucket: string): void {
    const endpointRegion = address.region ?? this.setting.identity.region;
    if (endpointRegion === bucketRegion) return;
    throw ossError("WrongEndpoint", { Bucket: bucket, Endpoint: `oss-${bucketRegion}.aliyuncs.com` });
  }

  async #delay(effects: readonly FaultEffect[]): Promise<void> {
    let ms = this.setting.latencyMs;
    for (const effect of effects) if (effect.kind === "latency") ms += effect.ms;
    if (ms > 0) await wait(ms, undefined, { signal: this.#closing.signal }).catch(() => {});
  }

  #faultReply({ effects }: Exchange): Reply | undefined {
    for (const effect of effects) {
      if (effect.kind === "error")
        throw new OssError(faultEntry(effect), effect.headers ? { headers: effect.headers } : {});
      if (effect.kind === "html") return htmlReply(effect.status);
    }
    return undefined;
  }

  /** Errors of the catalogue are answers; anything else is a mistake of ours and says so. */
  #failed(exchange: Exchange, error: unknown): Reply {
    const known = error instanceof OssError ? error : ossError("InternalError");
    if (!(error instanceof OssError))
      process.stderr.write(`oss-symlink emulator: ${error instanceof Error ? error.stack : error}\n`);
    const reply = errorReply(known, {
      method: exchange.head.method,
      host: exchange.request?.host ?? exchange.head.headers.host ?? "",
      requestId: exchange.requestId,
      withErrorHeader: !has(exchange.effects, "drop-x-oss-err"),
      ec: this.#ecOf(known.entry),
    });
    return this.#dress(exchange, reply);
  }

  #ecOf(entry: CatalogueEntry): string | undefined {
    for (const [name, ec] of Object.entries(this.setting.choices.ec)) {
      if (Object.entries(CATALOGUE).some(([known, value]) => known === name && value === entry)) return ec;
    }
    return entry.ec;
  }

  #corsHeaders(request: OssRequest | undefined): Record<string, string> {
    const bucket = request?.address.bucket;
    return request && bucket !== undefined ? corsHeaders(request, this.store.bucket(bucket)?.info.cors) : {};
  }

  /** The headers that everything carries (§1.3). */
  #dress(exchange: Exchange, reply: Reply): Reply {
    const now = Date.now() + clockOffset(exchange.effects);
    const headers = {
      Server: "AliyunOSS",
      Date: httpDate(now),
      "x-oss-request-id": exchange.requestId,
      "x-oss-server-time": String(Math.round(performance.now() - exchange.started)),
      ...this.#corsHeaders(exchange.request),
      ...reply.headers,
    };
    return { ...reply, headers };
  }
}

/** One request on its way through. */
interface Exchange {
  readonly head: RequestHead;
  readonly requestId: string;
  readonly started: number;
  request: OssRequest | undefined;
  route: Route | undefined;
  effects: readonly FaultEffect[];
}

function has(effects: readonly FaultEffect[], kind: FaultEffect["kind"]): boolean {
  return effects.some((effect) => effect.kind === kind);
}

function cutOf(effects: readonly FaultEffect[]): Answer["cut"] {
  if (has(effects, "reset-after")) return "instead";
  return has(effects, "truncate") ? "in-the-middle" : "not";
}

function clockOffset(effects: readonly FaultEffect[]): number {
  let offset = 0;
  for (const effect of effects) if (effect.kind === "clock") offset += effect.offsetMs;
  return offset;
}

function faultEntry(effect: Extract<FaultEffect, { kind: "error" }>): CatalogueEntry {
  const known = Object.values<CatalogueEntry>(CATALOGUE).find((entry) => entry.code === effect.code);
  const message = effect.message ?? known?.message ?? effect.code;
  const ec = effect.ec ?? known?.ec;
  return { status: effect.status, code: effect.code, message, evidence: "fault rule", ...(ec ? { ec } : {}) };
}

function htmlReply(status: number): Reply {
  const body = Buffer.from(
    `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>\n`,
  );
  return { status, headers: { "Content-Type": "text/html" }, body };
}

function checkContentMd5({ headers, body }: OssRequest): void {
  const given = headers["content-md5"];
  if (given === undefined) return;
  const actual = createHash("md5").update(body).digest("base64");
  if (given !== actual) throw ossError("InvalidDigest", { "Content-MD5": given, CalculatedMD5: actual });
}
