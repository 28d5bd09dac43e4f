import type { Input } from "@pulumi/pulumi";

/** How a link is stored and billed. */
export type StorageClass = "Standard" | "IA" | "Archive" | "ColdArchive" | "DeepColdArchive";

/** Who may read and write a link; `default` is as the bucket says. */
export type ObjectAcl = "default" | "private" | "public-read" | "public-read-write";

/** What a program declares of a link. */
export interface SymlinkArgs {
  /** The bucket that holds the link and its target. */
  readonly bucket: Input<string>;
  /** The link's own name: an object key, in plain text. */
  readonly key: Input<string>;
  /**
   * The key that the link points to, in the same bucket. Plain text: write a space as a space, never `%20`. OSS
   * follows a link once only, so the target must not be a link itself; it need not exist yet.
   */
  readonly target: Input<string>;
  /**
   * User metadata of the link (`x-oss-meta-*`). Names are compared in lower case, since OSS folds them. What is
   * declared here is all there is: anything else found on the link is removed.
   */
  readonly metadata?: Input<Readonly<Record<string, Input<string>>>> | undefined;
  /** The `Content-Type` stored with the link. Left alone unless declared. */
  readonly contentType?: Input<string> | undefined;
  /** The `Cache-Control` stored with the link. Left alone unless declared. */
  readonly cacheControl?: Input<string> | undefined;
  /** The `Content-Disposition` stored with the link. Left alone unless declared. */
  readonly contentDisposition?: Input<string> | undefined;
  /** The `Content-Encoding` stored with the link. Left alone unless declared. */
  readonly contentEncoding?: Input<string> | undefined;
  /** The `Content-Language` stored with the link. Left alone unless declared. */
  readonly contentLanguage?: Input<string> | undefined;
  /** The `Expires` stored with the link. Left alone unless declared. */
  readonly expires?: Input<string> | undefined;
  /**
   * Storage class of the link. Anything but `Standard` is billed for at least 64 KB. It is set, but not read back.
   */
  readonly storageClass?: Input<StorageClass> | undefined;
  /**
   * Access to the link: `default` (as the bucket says), `private`, `public-read` or `public-read-write`. Left alone
   * unless declared. A change does not write the link anew.
   */
  readonly acl?: Input<ObjectAcl> | undefined;
  /** Tags of the link, at most 10. Left alone unless declared. A change does not write the link anew. */
  readonly tags?: Input<Readonly<Record<string, Input<string>>>> | undefined;
}
