import type { Input } from "@pulumi/pulumi";
import type { ObjectAcl, OnConflict, StorageClass, TargetCheck } from "./symlink-args";

/** What a program declares of a layout. */
export interface AliasLayoutArgs {
  /** The bucket that holds the links and their targets. */
  readonly bucket: Input<string>;
  /**
   * What all the links' keys begin with, such as `latest/`; may be empty. Names of links are appended as they are, so
   * a folder's slash belongs here.
   */
  readonly prefix: Input<string>;
  /**
   * What the keys of all targets begin with, such as `releases/1.4.2/`; empty unless declared. A change moves every
   * link at once.
   */
  readonly targetPrefix?: Input<string> | undefined;
  /**
   * The links: from each one's name below `prefix` to the name of its target below `targetPrefix`. Plain text on both
   * sides.
   */
  readonly links: Input<Readonly<Record<string, Input<string>>>>;
  /** User metadata of every link (`x-oss-meta-*`). Names are compared in lower case, since OSS folds them. */
  readonly metadata?: Input<Readonly<Record<string, Input<string>>>> | undefined;
  /** The `Content-Type` stored with every link. Left alone unless declared. */
  readonly contentType?: Input<string> | undefined;
  /** The `Cache-Control` stored with every link. Left alone unless declared. */
  readonly cacheControl?: Input<string> | undefined;
  /** The `Content-Disposition` stored with every link. Left alone unless declared. */
  readonly contentDisposition?: Input<string> | undefined;
  /** The `Content-Encoding` stored with every link. Left alone unless declared. */
  readonly contentEncoding?: Input<string> | undefined;
  /** The `Content-Language` stored with every link. Left alone unless declared. */
  readonly contentLanguage?: Input<string> | undefined;
  /** The `Expires` stored with every link. Left alone unless declared. */
  readonly expires?: Input<string> | undefined;
  /** Storage class of every link. Anything but `Standard` is billed for at least 64 KB per link. */
  readonly storageClass?: Input<StorageClass> | undefined;
  /** Access to every link. It is set with each write, and not read back. Left alone unless declared. */
  readonly acl?: Input<ObjectAcl> | undefined;
  /** Tags of every link, at most 10. They are set with each write, and not read back. Left alone unless declared. */
  readonly tags?: Input<Readonly<Record<string, Input<string>>>> | undefined;
  /**
   * For each link: what to do if something that is not this stack's has the link's name already: `refuse` (the
   * default), `adopt` an existing link, or `overwrite` even an ordinary object. A link exactly as declared is taken
   * over in any case. Never widens what a delete removes.
   */
  readonly onConflict?: Input<OnConflict> | undefined;
  /**
   * For each link: whether the target is looked at: `off`, `warn` in previews if it is missing, a link itself or
   * archived (the default), or `require`: then a link to such a target is not written at all.
   */
  readonly targetCheck?: Input<TargetCheck> | undefined;
}
