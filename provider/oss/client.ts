/** The client: one object per configuration, all calls as methods. */
import { type DeleteEntry, type DeleteManyResult, deleteMany } from "./calls/delete-many";
import type {
  ListedObject,
  ListedVersion,
  ListOptions,
  ListVersionsOptions,
  ObjectPage,
  VersionPage,
} from "./calls/list-types";
import { listObjectPages, listVersionPages } from "./calls/lists";
import { copyObject, deleteObject, getObject, getObjectMeta, headObject, putObject } from "./calls/objects";
import {
  deleteBucket,
  deleteTagging,
  getAcl,
  getBucketInfo,
  getTagging,
  getVersioning,
  putAcl,
  putBucket,
  putTagging,
  putVersioning,
} from "./calls/settings";
import { getSymlink, putSymlink } from "./calls/symlinks";
import { type CredentialSource, fixedCredentials } from "./credentials/source";
import { addressOf, type Endpoint, plainRegion, regionOfHost, resolveEndpoint } from "./endpoint";
import { OssError } from "./error";
import { Exchange } from "./exchange";
import { problemsOf } from "./names";
import { presignUrl } from "./signing/presign";
import type { Signer } from "./signing/signer";
import { V1Signer } from "./signing/v1";
import { V4Signer } from "./signing/v4";
import { Transport } from "./transport/transport";
import type {
  Addressing,
  BucketInfo,
  BucketOptions,
  CallOptions,
  Credentials,
  DeleteResult,
  GetObjectOptions,
  ObjectAcl,
  ObjectContent,
  ObjectInfo,
  PutFacets,
  PutResult,
  SymlinkInfo,
  SymlinkInput,
  VersioningStatus,
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
  /** Accept being charged for requests to another account's bucket. */
  readonly requestPayer?: boolean;
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
  readonly #credentials: CredentialSource;

  constructor(options: OssClientOptions) {
    this.endpoint = resolveEndpoint(options);
    this.region = plainRegion(options.region) ?? regionOfHost(this.endpoint.host);
    this.#transport = new Transport({
      connections: options.maxConnections ?? 64,
      environment: options.environment ?? process.env,
    });
    this.#credentials = isSource(options.credentials) ? options.credentials : fixedCredentials(options.credentials);
    this.#exchange = new Exchange({
      endpoint: this.endpoint,
      signer: this.#signer(options.signatureVersion ?? "v4"),
      credentials: this.#credentials,
      transport: this.#transport,
      maxRetries: options.maxRetries ?? 3,
      timeoutMs: options.timeoutMs ?? 60_000,
      requestPayer: options.requestPayer ?? false,
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

  /** Any number of keys, 1000 per request. Throws only for names that cannot be sent. */
  deleteMany(bucket: string, entries: readonly DeleteEntry[], options: CallOptions = {}): Promise<DeleteManyResult> {
    return deleteMany(this.#exchange, bucket, entries, options);
  }

  /** All objects and links, page after page as they are consumed. `timeoutMs` holds for each page. */
  async *listObjects(bucket: string, options: ListOptions = {}): AsyncGenerator<ListedObject, void, undefined> {
    for await (const page of this.listObjectPages(bucket, options)) yield* page.objects;
  }

  listObjectPages(bucket: string, options: ListOptions = {}): AsyncGenerator<ObjectPage, void, undefined> {
    return listObjectPages(this.#exchange, bucket, options);
  }

  /** All versions and delete markers, newest first within a key. */
  async *listVersions(
    bucket: string,
    options: ListVersionsOptions = {},
  ): AsyncGenerator<ListedVersion, void, undefined> {
    for await (const page of this.listVersionPages(bucket, options)) yield* page.versions;
  }

  listVersionPages(bucket: string, options: ListVersionsOptions = {}): AsyncGenerator<VersionPage, void, undefined> {
    return listVersionPages(this.#exchange, bucket, options);
  }

  getTagging(bucket: string, key: string, options: VersionOptions = {}): Promise<Record<string, string>> {
    return getTagging(this.#exchange, bucket, key, options);
  }

  putTagging(
    bucket: string,
    key: string,
    tags: Readonly<Record<string, string>>,
    options: VersionOptions = {},
  ): Promise<void> {
    return putTagging(this.#exchange, bucket, key, tags, options);
  }

  deleteTagging(bucket: string, key: string, options: VersionOptions = {}): Promise<void> {
    return deleteTagging(this.#exchange, bucket, key, options);
  }

  getAcl(bucket: string, key: string, options: VersionOptions = {}): Promise<ObjectAcl> {
    return getAcl(this.#exchange, bucket, key, options);
  }

  putAcl(bucket: string, key: string, acl: ObjectAcl, options: VersionOptions = {}): Promise<void> {
    return putAcl(this.#exchange, bucket, key, acl, options);
  }

  getVersioning(bucket: string, options: CallOptions = {}): Promise<VersioningStatus | undefined> {
    return getVersioning(this.#exchange, bucket, options);
  }

  putVersioning(bucket: string, status: VersioningStatus, options: CallOptions = {}): Promise<void> {
    return putVersioning(this.#exchange, bucket, status, options);
  }

  getBucketInfo(bucket: string, options: CallOptions = {}): Promise<BucketInfo> {
    return getBucketInfo(this.#exchange, bucket, options);
  }

  putBucket(bucket: string, settings: BucketOptions = {}, options: CallOptions = {}): Promise<void> {
    return putBucket(this.#exchange, bucket, settings, options);
  }

  deleteBucket(bucket: string, options: CallOptions = {}): Promise<void> {
    return deleteBucket(this.#exchange, bucket, options);
  }

  /** A URL without credentials in it, as the console shows it. */
  objectUrl(bucket: string, key: string): string {
    const { origin, path } = addressOf(this.endpoint, bucket, key);
    return origin + path;
  }

  /** A URL that anybody may GET until it expires. */
  async presignGet(
    bucket: string,
    key: string,
    options: { readonly expiresSeconds: number; readonly versionId?: string },
  ): Promise<string> {
    const problems = problemsOf({ bucket, key, versionId: options.versionId });
    if (problems.length > 0) throw OssError.invalidInput("presign", { bucket, key }, problems);
    const region = this.#regionForV4();
    const query: [string, string][] = options.versionId === undefined ? [] : [["versionId", options.versionId]];
    const input = { method: "GET" as const, bucket, key, url: this.objectUrl(bucket, key), query };
    const { expiresSeconds } = options;
    const epochMs = this.#exchange.now();
    return presignUrl({ ...input, expiresSeconds, epochMs }, { region, product: "oss" }, await this.#credentials.get());
  }

  /** Cancels what is under way and closes all connections. */
  close(reason = "the client was closed"): void {
    this.#transport.close(reason);
  }

  #signer(version: "v4" | "v1"): Signer {
    return version === "v1" ? new V1Signer() : new V4Signer(this.#regionForV4());
  }

  #regionForV4(): string {
    if (this.region !== undefined) return this.region;
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
