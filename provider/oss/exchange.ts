/**
 * One call from first attempt to last: credentials, signature, wire, and what to do when an attempt fails.
 * Every attempt is signed anew; time, attempts and ambiguity are bounded here and nowhere else.
 */
import { HEADER } from "./constants";
import type { CredentialSource } from "./credentials/source";
import { encodePath } from "./encoding";
import { type Address, addressOf, type Endpoint } from "./endpoint";
import { CODE_OF_KIND, type ErrorDetails, OssError } from "./error";
import { readFailure, type ServiceFailure } from "./error-answer";
import { bucketReason, isPlainKey, keyReason, type Problem } from "./names";
import { backoffMs, judgeFailure, judgeTransport, type Repeatability, type Verdict } from "./retry";
import { explainMismatch } from "./signing/explain";
import type { CanonicalParts, Signer } from "./signing/signer";
import type { Answer } from "./transport/answer";
import { TransportFailure } from "./transport/failure";
import { pause, within } from "./transport/pause";
import type { Transport } from "./transport/transport";
import type { CallOptions, Credentials } from "./types";

/** One operation of the service, everything but address and signature decided. */
export interface Call {
  /** The service's name of it. */
  readonly operation: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "HEAD";
  readonly bucket: string;
  /** Absent for a call on the bucket. */
  readonly key?: string;
  /** As canonicalQuery makes it. */
  readonly query: string;
  /** Lower-case name and text by turns, sorted by name. */
  readonly headers: readonly string[];
  readonly body?: Buffer;
  readonly repeat: Repeatability;
  /** Whether an overwrite was forbidden, for puts. */
  readonly guarded?: boolean;
  readonly bodyLimit?: number;
}

export interface ExchangeOptions {
  readonly endpoint: Endpoint;
  readonly signer: Signer;
  readonly credentials: CredentialSource;
  readonly transport: Transport;
  /** Attempts after the first. */
  readonly maxRetries: number;
  readonly timeoutMs: number;
  /** Accept being charged for requests to another account's bucket. */
  readonly requestPayer: boolean;
  /** Longest wait for one answer, so that a lost one leaves time for another attempt. */
  readonly attemptTimeoutMs: number;
  /** The machine's clock, in milliseconds since 1970. */
  readonly clock: () => number;
  readonly random: () => number;
}

/** A call and what it has been through. */
interface Course {
  readonly call: Call;
  readonly signal: AbortSignal | undefined;
  /** By performance.now(). */
  readonly deadline: number;
  /** When the last attempt may begin, likewise. */
  readonly repeatUntil: number;
  attempts: number;
  ambiguous: boolean;
  skewCorrected: boolean;
  credentialsRenewed: boolean;
}

/** Where a call goes, and what of that is signed. */
interface Place extends Address {
  /** `/bucket/key`, percent-encoded, whatever the address style. */
  readonly uri: string;
}

interface BucketPlace extends Place {
  readonly bucket: string;
}

/** What one attempt was signed with. */
interface Signing {
  readonly parts: CanonicalParts;
  readonly credentials: Credentials;
  readonly epochMs: number;
}

const DEFAULT_BODY_LIMIT = 1024 * 1024;
const REFUSED_CREDENTIALS = new Set(["SecurityTokenExpired", "InvalidSecurityToken", "InvalidAccessKeyId"]);

export class Exchange {
  readonly #options: ExchangeOptions;
  /** How far the service's clock is ahead, learnt from its answer and kept. */
  #skewMs = 0;
  /** Most calls are on the same bucket as the one before. */
  #lastBucket: BucketPlace | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Milliseconds since 1970 by the service's clock, as far as its answers have told. */
  now(): number {
    return this.#options.clock() + this.#skewMs;
  }

  /** The answer of a call that succeeded. Throws OssError. */
  async run(call: Call, options: CallOptions): Promise<Answer> {
    const { signer, credentials: source, transport, attemptTimeoutMs } = this.#options;
    const { origin, path, uri } = this.#placeOf(call);
    const parts = { method: call.method, uri, query: call.query, headers: this.#withPayer(call.headers) };
    const target = call.query === "" ? path : `${path}?${call.query}`;
    const inTime = options.repeatForMs === undefined ? undefined : timely(options.repeatForMs, this.#options.clock);
    let now = performance.now();
    const course: Course = {
      call,
      signal: options.signal,
      deadline: now + (options.timeoutMs ?? this.#options.timeoutMs),
      repeatUntil: now + (options.repeatForMs ?? Number.POSITIVE_INFINITY),
      attempts: 0,
      ambiguous: false,
      skewCorrected: false,
      credentialsRenewed: false,
    };
    for (;;) {
      const credentials = source.current() ?? (await this.#fetchCredentials(course));
      const epochMs = this.now();
      const headers = signer.sign(parts, credentials, epochMs);
      course.attempts++;
      try {
        const answer = await transport.send({
          origin,
          path: target,
          method: call.method,
          headers,
          body: call.body,
          deadline: Math.min(course.deadline, now + attemptTimeoutMs),
          inTime,
          bodyLimit: call.bodyLimit ?? DEFAULT_BODY_LIMIT,
          signal: options.signal,
        });
        if (answer.status >= 200 && answer.status < 300) return answer;
        await this.#afterRefusal(course, answer, { parts, credentials, epochMs });
      } catch (failure) {
        if (!(failure instanceof TransportFailure)) throw failure;
        const error = () => this.#localError(course, failure);
        await this.#retryOrThrow(course, judgeTransport(failure), error);
      }
      now = performance.now();
    }
  }

  /** Throws if bucket or key cannot be sent. */
  #placeOf(call: Call): Place {
    const { bucket, key } = call;
    const known = this.#lastBucket?.bucket === bucket ? this.#lastBucket : undefined;
    const plain = known !== undefined && (key === undefined || isPlainKey(key));
    if (!plain) refuseBadNames(call);
    const { origin, path, uri } = known ?? this.#remember(bucket);
    const name = key === undefined ? "" : plain ? key : encodePath(key);
    return { origin, path: path + name, uri: uri + name };
  }

  #remember(bucket: string): BucketPlace {
    const place = { bucket, ...addressOf(this.#options.endpoint, bucket, undefined), uri: `/${bucket}/` };
    this.#lastBucket = place;
    return place;
  }

  #withPayer(headers: readonly string[]): readonly string[] {
    if (!this.#options.requestPayer) return headers;
    let at = 0;
    while (at < headers.length && (headers[at] as string) < HEADER.requestPayer) at += 2;
    return [...headers.slice(0, at), HEADER.requestPayer, "requester", ...headers.slice(at)];
  }

  /** The service, or something in its place, said no. Returns if the call is to be tried again. */
  async #afterRefusal(course: Course, answer: Answer, signing: Signing): Promise<void> {
    const { clock, credentials, signer } = this.#options;
    const failure = readFailure(answer);
    if (failure.code === "RequestTimeTooSkewed" && failure.serverTime !== undefined && !course.skewCorrected) {
      course.skewCorrected = true;
      this.#skewMs = failure.serverTime.getTime() - clock();
      return;
    }
    if (REFUSED_CREDENTIALS.has(failure.code) && !course.credentialsRenewed) {
      course.credentialsRenewed = true;
      if (credentials.invalidate(signing.credentials)) return;
    }
    const error = () => {
      const advice = explainMismatch(failure, () =>
        signer.stringToSign(signing.parts, signing.credentials, signing.epochMs),
      );
      return new OssError({
        ...this.#circumstances(course),
        ...withoutSecrets(failure, signing.credentials),
        ...(advice === undefined ? {} : { advice }),
      });
    };
    await this.#retryOrThrow(course, judgeFailure(failure), error);
  }

  async #retryOrThrow(course: Course, verdict: Verdict, error: () => OssError): Promise<void> {
    const { call } = course;
    if (verdict.ambiguous && call.method !== "GET" && call.method !== "HEAD") course.ambiguous = true;
    const repeatable = call.repeat === "always" || !course.ambiguous;
    if (!verdict.retry || !repeatable || course.attempts > this.#options.maxRetries) throw error();
    const wait = backoffMs(course.attempts, this.#options.random());
    if (performance.now() + wait >= Math.min(course.deadline, course.repeatUntil)) throw error();
    const cancelled = await pause(wait, course.signal, this.#options.transport.closing);
    if (cancelled !== undefined) throw this.#localError(course, cancelled);
  }

  async #fetchCredentials(course: Course): Promise<Credentials> {
    const { credentials, transport } = this.#options;
    const remaining = course.deadline - performance.now();
    const fetched = await within(credentials.get(), remaining, course.signal, transport.closing);
    if (fetched instanceof TransportFailure) throw this.#localError(course, fetched);
    return fetched;
  }

  #localError(course: Course, failure: TransportFailure): OssError {
    const { kind, message: reason, advice } = failure;
    return new OssError({ ...this.#circumstances(course), code: CODE_OF_KIND[kind], reason, advice, cause: failure });
  }

  #circumstances(course: Course): Omit<ErrorDetails, "code" | "reason"> {
    const { call, attempts, ambiguous } = course;
    return {
      operation: call.operation,
      bucket: call.bucket,
      key: call.key,
      host: this.#options.endpoint.host,
      attempts,
      ambiguous,
      guarded: call.guarded,
    };
  }
}

/** A machine that sleeps stops the one clock, and the other one may be set back: both have to agree. */
function timely(forMs: number, clock: () => number): () => boolean {
  const [until, from] = [performance.now() + forMs, clock()];
  return () => performance.now() < until && clock() - from < forMs;
}

function refuseBadNames({ operation, bucket, key }: Call): void {
  const ofBucket = bucketReason(bucket);
  const ofKey = key === undefined ? undefined : keyReason(key);
  if (ofBucket === undefined && ofKey === undefined) return;
  const problems: Problem[] = [];
  if (ofBucket !== undefined) problems.push({ path: ["bucket"], reason: ofBucket });
  if (ofKey !== undefined) problems.push({ path: ["key"], reason: ofKey });
  throw OssError.invalidInput(operation, { bucket, key }, problems);
}

/** A hostile or broken server may echo what we sent, in any part of its answer. */
function withoutSecrets(failure: ServiceFailure, credentials: Credentials): ServiceFailure {
  const secrets = [credentials.accessKeySecret, credentials.securityToken, credentials.accessKeyId];
  const clean = <T extends string | undefined>(text: T): T | string =>
    text === undefined
      ? text
      : secrets
          .reduce<string>((rest, secret) => (secret ? rest.replaceAll(secret, "[secret]") : rest), text)
          .replace(SIGNATURE, "$1[secret]");
  return {
    ...failure,
    code: clean(failure.code),
    reason: clean(failure.reason),
    ec: clean(failure.ec),
    requestId: clean(failure.requestId),
    endpoint: clean(failure.endpoint),
    versionId: clean(failure.versionId),
  };
}

const SIGNATURE = /(Signature=?|OSS [^ :]*:)[A-Za-z0-9+/=]{16,}/g;
