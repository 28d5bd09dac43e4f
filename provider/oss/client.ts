/** The client: one object per configuration, all calls as methods. */
import { copyObject, deleteObject, getObject, getObjectMeta, headObject, putObject } from "./calls/objects";
import { getSymlink, putSymlink } from "./calls/symlinks";
import { type CredentialSource, fixedCredentials } from "./credentials/source";
import { type Endpoint, plainRegion, regionOfHost, resolveEndpoint } from "./endpoint";
import { OssError } from "./error";
import { Exchange } from "./exchange";
import type { Signer } from "./signing/signer";
import { V4Signer } from "./signing/v4";
import { Transport } from "./transport/transport";
import type {
  Addressing,
  CallOptions,
  Credentials,
  DeleteResult,
  GetObjectOptions,
  ObjectContent,
  ObjectInfo,
  PutFacets,
  PutResult,
  SymlinkInfo,
  SymlinkInput,
  VersionOptions,
} from "./types";

export interface OssClientOptions {
  /** `cn-hangzhou`; may be left out if the endpoint's host names it. */
  readonly region?: string;
  /** Host or URL; https unless it says http. */
  readonly endpoint?: string;
  readonly addressing?: Addressing;
  readonly credentials: Credentials | CredentialSource;
  readonly signatureVersion?: "v4" | "v1";
  /** Attempts after the first, 3 unless told otherwise. */
  readonly maxRetries?: number;
  /** For a whole call, retries included; 60 s unless told otherwise. */
  readonly timeoutMs?: number;
  /** For one attempt; 20 s unless told otherwise. */
  readonly attemptTimeoutMs?: number;
  /** Connections per host, 64 unless told otherwise. */
  readonly maxConnections?: number;
  /** Where proxy variables are read. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly clock?: () => number;
  readonly random?: () => number;
}

export class OssClient {
  readonly endpoint: Endpoint;
  readonly region: string | undefined;
  readonly #transport: Transport;
  readonly #exchange: Exchange;

  constructor(options: OssClientOptions) {
    this.endpoint = resolveEndpoint(options);
    this.region = plainRegion(options.region) ?? regionOfHost(this.endpoint.host);
    this.#transport = new Transport({
      connections: options.maxConnections ?? 64,
      environment: options.environment ?? process.env,
    });
    this.#exchange = new Exchange({
      endpoint: this.endpoint,
      signer: this.#signer(options.signatureVersion ?? "v4"),
      credentials: isSource(options.credentials) ? options.credentials : fixedCredentials(options.credentials),
      transport: this.#transport,
      maxRetries: options.maxRetries ?? 3,
      timeoutMs: options.timeoutMs ?? 60_000,
      attemptTimeoutMs: options.attemptTimeoutMs ?? 20_000,
      clock: options.clock ?? Date.now,
      random: options.random ?? Math.random,
    });
  }

  putSymlink(bucket: string, key: string, input: SymlinkInput, options: CallOptions = {}): Promise<PutResult> {
    return putSymlink(this.#exchange, bucket, key, input, options);
  }

  getSymlink(bucket: string, key: string, options: VersionOptions = {}): Promise<SymlinkInfo> {
    return getSymlink(this.#exchange, bucket, key, options);
  }

  headObject(bucket: string, key: string, options: VersionOptions = {}): Promise<ObjectInfo> {
    return headObject(this.#exchange, bucket, key, options);
  }

  getObjectMeta(bucket: string, key: string, options: VersionOptions = {}): Promise<ObjectInfo> {
    return getObjectMeta(this.#exchange, bucket, key, options);
  }

  getObject(bucket: string, key: string, options: GetObjectOptions = {}): Promise<ObjectContent> {
    return getObject(this.#exchange, bucket, key, options);
  }

  putObject(
    bucket: string,
    key: string,
    content: Buffer | string,
    facets: PutFacets = {},
    options: CallOptions = {},
  ): Promise<PutResult> {
    return putObject(this.#exchange, bucket, key, content, facets, options);
  }

  copyObject(
    bucket: string,
    key: string,
    source: { readonly bucket?: string; readonly key: string; readonly versionId?: string },
    options: CallOptions = {},
  ): Promise<PutResult> {
    return copyObject(this.#exchange, bucket, key, source, options);
  }

  deleteObject(bucket: string, key: string, options: VersionOptions = {}): Promise<DeleteResult> {
    return deleteObject(this.#exchange, bucket, key, options);
  }

  /** Cancels what is under way and closes all connections. */
  close(reason = "the client was closed"): void {
    this.#transport.close(reason);
  }

  #signer(version: "v4" | "v1"): Signer {
    if (version === "v4" && this.region !== undefined) return new V4Signer(this.region);
    const reason = "is needed for signatures of version 4, and the endpoint's host does not name it";
    throw OssError.invalidInput("configure", {}, [{ path: ["region"], reason }]);
  }
}

export function createClient(options: OssClientOptions): OssClient {
  return new OssClient(options);
}

function isSource(value: Credentials | CredentialSource): value is CredentialSource {
  return "get" in value;
}
