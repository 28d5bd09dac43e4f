/** The plain values that go in and out of the client. */

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Of temporary credentials. */
  readonly securityToken?: string;
  readonly expiration?: Date;
}

/** How a bucket gets into the URL: in the host, in the path, or not at all (a domain bound to one bucket). */
export type Addressing = "auto" | "virtual" | "path" | "cname";

export type ObjectAcl = "default" | "private" | "public-read" | "public-read-write";
export type StorageClass = "Standard" | "IA" | "Archive" | "ColdArchive" | "DeepColdArchive";
export type VersioningStatus = "Enabled" | "Suspended";

/** What every call takes besides its subject. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** For the whole call, retries included. */
  readonly timeoutMs?: number;
  /** No attempt begins later than that: what the call goes by may not be so any more. */
  readonly repeatForMs?: number;
}

export interface VersionOptions extends CallOptions {
  readonly versionId?: string;
}

/** Content headers stored with a link or an object. */
export interface ContentHeaders {
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
}

/** What a put may set beside the content. */
export interface PutFacets extends ContentHeaders {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly storageClass?: StorageClass;
  readonly acl?: ObjectAcl;
  readonly tags?: Readonly<Record<string, string>>;
  /** Ask the service to refuse if the key exists. It ignores this once the bucket has had versioning. */
  readonly forbidOverwrite?: boolean;
  /** Whether that refusal is known to work in this bucket: only then is an ambiguous failure tried again. */
  readonly guardEffective?: boolean;
}

export interface SymlinkInput extends PutFacets {
  /** A key of the same bucket, in plain text. */
  readonly target: string;
}

export interface PutResult {
  readonly etag: string | undefined;
  readonly versionId: string | undefined;
  readonly requestId: string | undefined;
}

/** A link as GetSymlink shows it. */
export interface SymlinkInfo extends ContentHeaders {
  readonly target: string;
  /** User metadata, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly etag: string | undefined;
  readonly lastModified: Date | undefined;
  readonly versionId: string | undefined;
  readonly requestId: string | undefined;
}

/**
 * What HEAD and GET show. Through a link they mix two objects: length and etag are the target's, metadata and version
 * the link's, lastModified the later of the two; the storage class may be either's.
 */
export interface ObjectInfo extends ContentHeaders {
  /** `Symlink` if the key is a link; `Normal`, `Multipart`, `Appendable` otherwise. */
  readonly objectType: string | undefined;
  readonly contentLength: number | undefined;
  readonly etag: string | undefined;
  readonly lastModified: Date | undefined;
  readonly versionId: string | undefined;
  readonly storageClass: string | undefined;
  /** Progress of a restore from an archive, as the service writes it. */
  readonly restore: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly requestId: string | undefined;
}

export interface DeleteResult {
  /** True if the call made a delete marker, or removed one by its version id. */
  readonly deleteMarker: boolean;
  /** Of the marker made, or of the version removed. */
  readonly versionId: string | undefined;
  readonly requestId: string | undefined;
}

export interface GetObjectOptions extends VersionOptions {
  /** Longest content accepted, 64 MiB unless told otherwise. */
  readonly maxBytes?: number;
}

export interface ObjectContent extends ObjectInfo {
  readonly content: Buffer;
}

export interface BucketOptions {
  readonly storageClass?: StorageClass;
  readonly acl?: Exclude<ObjectAcl, "default">;
}

export interface BucketInfo {
  readonly name: string;
  /** `oss-cn-hangzhou`. */
  readonly location: string | undefined;
  readonly creationDate: Date | undefined;
  readonly extranetEndpoint: string | undefined;
  readonly intranetEndpoint: string | undefined;
  readonly storageClass: string | undefined;
  /** Undefined until versioning was set once. */
  readonly versioning: string | undefined;
}
