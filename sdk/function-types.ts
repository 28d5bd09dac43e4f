/** Where the buckets are and how to get in. What is not given comes from the stack's configuration, else the environment. */
export interface OssOptions {
  /** Region of the buckets, such as `cn-hangzhou`. */
  readonly region?: string | undefined;
  /** Host or URL of the service, if not the region's public one. */
  readonly endpoint?: string | undefined;
  /** How a bucket gets into the URL. */
  readonly addressing?: "auto" | "virtual" | "path" | "cname" | undefined;
  /** Access key. Better given by the environment (`OSS_ACCESS_KEY_ID`). */
  readonly accessKeyId?: string | undefined;
  /** Secret of the access key. Better given by the environment (`OSS_ACCESS_KEY_SECRET`). */
  readonly accessKeySecret?: string | undefined;
  /** Token of temporary credentials. Better given by the environment (`OSS_SESSION_TOKEN`). */
  readonly securityToken?: string | undefined;
  /** Profile of the Alibaba Cloud CLI's configuration to take credentials from. */
  readonly profile?: string | undefined;
  /** RAM role to assume with the credentials found. */
  readonly roleArn?: string | undefined;
  readonly signatureVersion?: "v4" | "v1" | undefined;
  /** How often a request is tried again after a failure that may pass. */
  readonly maxRetries?: number | undefined;
  /** Time limit of one call to the service, retries included. */
  readonly timeoutSeconds?: number | undefined;
  /** How many connections to the service are held open at once. */
  readonly maxConnections?: number | undefined;
  /** Accept the charge for requests to a bucket of another account that bills whoever asks. */
  readonly requestPayer?: boolean | undefined;
}

export interface GetSymlinkArgs {
  /** The bucket. */
  readonly bucket: string;
  /** The link's own name, in plain text. */
  readonly key: string;
  /** A version of the link other than the current one. */
  readonly versionId?: string | undefined;
}

export interface GetSymlinkResult {
  readonly bucket: string;
  readonly key: string;
  /** The key that the link points to, in plain text. */
  readonly target: string;
  /** User metadata of the link, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  /** The link's own ETag. Opaque, and new with every write. */
  readonly etag?: string;
  /** When the link was last changed (ISO 8601). */
  readonly lastModified?: string;
  /** Version of the link, in a bucket that has or had versioning. */
  readonly versionId?: string;
  /** Address of the link at the endpoint it was read from. */
  readonly url: string;
}

export interface GetSymlinksArgs {
  /** The bucket. */
  readonly bucket: string;
  /** Only links whose key begins with this. The whole bucket if not given. */
  readonly prefix?: string | undefined;
  /** Fail rather than read more links than this; 10,000 unless given. */
  readonly limit?: number | undefined;
}

export interface FoundSymlink {
  readonly key: string;
  /** The key that the link points to, in plain text. */
  readonly target: string;
  readonly etag?: string;
  /** When the link was last changed (ISO 8601). */
  readonly lastModified?: string;
  readonly storageClass?: string;
}

export interface GetSymlinksResult {
  readonly bucket: string;
  readonly prefix: string;
  /** By ascending key. */
  readonly links: readonly FoundSymlink[];
}

export interface AuditSymlinksArgs {
  /** The bucket. */
  readonly bucket: string;
  /** Only links whose key begins with this. The whole bucket if not given. */
  readonly prefix?: string | undefined;
}

export type SymlinkProblemKind =
  | "dangling"
  | "chained"
  | "self-referring"
  | "archived"
  | "extension-lost"
  | "unreadable";

export interface SymlinkProblem {
  readonly key: string;
  /** Where it points to, if that could be read. */
  readonly target?: string;
  readonly kind: SymlinkProblemKind;
  readonly severity: "error" | "warning";
  /** What is wrong with it, and what to do. */
  readonly message: string;
}

export interface AuditSymlinksResult {
  readonly bucket: string;
  readonly prefix: string;
  /** How many links were looked at. */
  readonly links: number;
  readonly errors: number;
  readonly warnings: number;
  /** How often each kind of problem was found. */
  readonly counts: Readonly<Partial<Record<SymlinkProblemKind, number>>>;
  /** By ascending key, the first 1000 of them. */
  readonly problems: readonly SymlinkProblem[];
}
