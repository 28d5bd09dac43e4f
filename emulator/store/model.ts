/** What the server keeps. Plain data: the same shapes go into the log of a data directory. */

export type VersioningState = "never" | "Enabled" | "Suspended";
export type BucketAcl = "private" | "public-read" | "public-read-write";
export type ObjectAcl = "default" | BucketAcl;
export type StorageClass = "Standard" | "IA" | "Archive" | "ColdArchive" | "DeepColdArchive";

export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds: number | undefined;
}

export interface CorsConfiguration {
  readonly rules: readonly CorsRule[];
  readonly responseVary: boolean;
}

export interface BucketInfo {
  readonly name: string;
  readonly owner: string;
  readonly region: string;
  readonly createdAt: number;
  readonly acl: BucketAcl;
  readonly storageClass: StorageClass;
  readonly dataRedundancyType: "LRS" | "ZRS";
  readonly versioning: VersioningState;
  readonly cors: CorsConfiguration | undefined;
  /** A bucket-wide prohibition of overwriting (wire-facts §3.4). */
  readonly overwriteProhibited: boolean;
  /** Buckets with a hierarchical namespace have no links (§3.5). */
  readonly hierarchical: boolean;
}

/** The id of the version that is written while a bucket is not, or no longer, versioned. */
export const NULL_VERSION = "null";

/** One version of one key: an ordinary object, a link, or a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  readonly kind: "Normal" | "Symlink" | "DeleteMarker";
  readonly versionId: string;
  /** Milliseconds, whole seconds only: that is all that the service's dates carry. */
  readonly lastModified: number;
  /** Without quotes. */
  readonly etag: string;
  /** The key a link points to, decoded; empty for all else. */
  readonly target: string;
  readonly body: Buffer;
  /** Decimal CRC-64 of the body. */
  readonly crc64: string;
  /** Content headers and user metadata by lower-case name; values are byte strings as HTTP carries them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly acl: ObjectAcl;
  readonly tags: Readonly<Record<string, string>>;
  readonly storageClass: StorageClass;
  /** When the restored copy of an archived object is ready and when it goes away again. */
  readonly restore: Restore | undefined;
}

export interface Restore {
  readonly readyAt: number;
  readonly expiresAt: number;
}

/** Shared by all versions that have none: 100,000 links must not mean 100,000 empty objects. */
export const NO_BODY = Buffer.alloc(0);
export const NO_PAIRS: Readonly<Record<string, string>> = Object.freeze({});

export function needsRestore(storageClass: StorageClass): boolean {
  return storageClass === "Archive" || storageClass === "ColdArchive" || storageClass === "DeepColdArchive";
}
