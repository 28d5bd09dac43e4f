import type { Credential } from "./auth/credentials";
import type { OpenQuestions } from "./open-questions";
import type { BucketAcl, StorageClass } from "./store/model";

/** A bucket that is there from the start. */
export interface BucketSpec {
  readonly name: string;
  /** Default: never versioned. */
  readonly versioning?: "Enabled" | "Suspended";
  readonly acl?: BucketAcl;
  readonly storageClass?: StorageClass;
  /** A region other than the server's: requests are told the right endpoint. */
  readonly region?: string;
  /** An account other than the server's own. */
  readonly owner?: string;
  /** A bucket-wide prohibition of overwriting. */
  readonly overwriteProhibited?: boolean;
  /** A hierarchical namespace: links are not supported there. */
  readonly hierarchical?: boolean;
}

export interface EmulatorOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Default 127.0.0.1; anything but loopback makes the data reachable from outside. */
  readonly host?: string;
  /** Default cn-hangzhou. */
  readonly region?: string;
  /** Default `test`. */
  readonly accessKeyId?: string;
  /** Default `test`. */
  readonly accessKeySecret?: string;
  /** Further keys: temporary ones, other accounts. */
  readonly credentials?: readonly Credential[];
  readonly buckets?: readonly (string | BucketSpec)[];
  /** Host names bound to a bucket (CNAME), without a port. */
  readonly cnames?: Readonly<Record<string, string>>;
  /** Directory that keeps everything across restarts; without it all is in memory. */
  readonly data?: string;
  /** Every answer waits that long. */
  readonly latencyMs?: number;
  /** Serve fault switches and the request list under `/_oss-symlink/`. */
  readonly admin?: boolean;
  /** Answers to questions that the documents leave open; see OpenQuestions for the defaults. */
  readonly openQuestions?: Partial<OpenQuestions>;
  /** Largest request body, default 100 MiB: bodies are held in memory. */
  readonly maxBodyBytes?: number;
  /** How long a client may take to send a request, and again to take the answer; default 60 s. */
  readonly requestTimeoutMs?: number;
  /** `requests()` keeps that many, the newest; default 100,000. */
  readonly keptRequests?: number;
}
