import {
  all,
  CustomResource,
  type CustomResourceOptions,
  type ID,
  type Input,
  type Inputs,
  type Output,
} from "@pulumi/pulumi";
import type { Owner } from "./declared-links";
import { isText, linksOfProgram } from "./program";
import { PROVIDER_CODE } from "./provider-code";
import { resourceArguments } from "./resource-arguments";
import type { ObjectAcl, StorageClass, SymlinkArgs } from "./symlink-args";

const TYPE = "pulumi-nodejs:dynamic/oss-symlink:Symlink";

const OUTPUTS = [
  "bucket",
  "key",
  "target",
  "metadata",
  "contentType",
  "cacheControl",
  "contentDisposition",
  "contentEncoding",
  "contentLanguage",
  "expires",
  "storageClass",
  "acl",
  "tags",
  "url",
  "etag",
  "lastModified",
  "versionId",
  "versionIds",
  "writtenEtag",
];

/**
 * A symbolic link in an OSS bucket: an object without content of its own that points to another key of the same bucket.
 *
 * The link is looked at before it is written or removed. Something else under its name is never overwritten, and what
 * has become somebody else's is never deleted. Region and credentials come from the environment (`OSS_REGION`,
 * `OSS_ACCESS_KEY_ID`, `OSS_ACCESS_KEY_SECRET`, …) or the stack's configuration (`oss-symlink:region`, …).
 *
 * @example A stable name for the latest release
 * ```typescript
 * import { Symlink } from "pulumi-oss-symlink";
 *
 * new Symlink("latest", { bucket: "artifacts", key: "latest/app.tgz", target: "releases/1.4.2/app.tgz" });
 * ```
 */
export class Symlink extends CustomResource {
  /** @internal Policies and `isInstance` recognise the class by it, also across copies of this package. */
  static readonly __pulumiType = TYPE;

  /** Reads a link that exists, without managing it. */
  static get(name: string, id: Input<ID>, opts?: CustomResourceOptions): Symlink {
    return new Symlink(name, {} as SymlinkArgs, { ...opts, id });
  }

  /** Whether `resource` is a Symlink, made by whichever copy of this package. */
  static override isInstance(resource: unknown): resource is Symlink {
    return (resource as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === TYPE;
  }

  /** The bucket that holds the link and its target. */
  declare readonly bucket: Output<string>;
  /** The link's own name: an object key, in plain text. */
  declare readonly key: Output<string>;
  /**
   * The key that the link points to, in the same bucket. Plain text: write a space as a space, never `%20`. OSS
   * follows a link once only, so the target must not be a link itself; it need not exist yet.
   */
  declare readonly target: Output<string>;
  /**
   * User metadata of the link (`x-oss-meta-*`). Names are compared in lower case, since OSS folds them. What is
   * declared here is all there is: anything else found on the link is removed.
   */
  declare readonly metadata: Output<Record<string, string> | undefined>;
  /** The `Content-Type` stored with the link. Left alone unless declared. */
  declare readonly contentType: Output<string | undefined>;
  /** The `Cache-Control` stored with the link. Left alone unless declared. */
  declare readonly cacheControl: Output<string | undefined>;
  /** The `Content-Disposition` stored with the link. Left alone unless declared. */
  declare readonly contentDisposition: Output<string | undefined>;
  /** The `Content-Encoding` stored with the link. Left alone unless declared. */
  declare readonly contentEncoding: Output<string | undefined>;
  /** The `Content-Language` stored with the link. Left alone unless declared. */
  declare readonly contentLanguage: Output<string | undefined>;
  /** The `Expires` stored with the link. Left alone unless declared. */
  declare readonly expires: Output<string | undefined>;
  /**
   * Storage class of the link. Anything but `Standard` is billed for at least 64 KB. It is set, but not read back.
   */
  declare readonly storageClass: Output<StorageClass | undefined>;
  /**
   * Access to the link: `default` (as the bucket says), `private`, `public-read` or `public-read-write`. Left alone
   * unless declared. A change does not write the link anew.
   */
  declare readonly acl: Output<ObjectAcl | undefined>;
  /** Tags of the link, at most 10. Left alone unless declared. A change does not write the link anew. */
  declare readonly tags: Output<Record<string, string> | undefined>;
  /** Address of the link at the endpoint it was written to. */
  declare readonly url: Output<string>;
  /** The link's own ETag, as last seen. Opaque, and new with every write. */
  declare readonly etag: Output<string | undefined>;
  /** When the link was last changed, as last read (ISO 8601). */
  declare readonly lastModified: Output<string | undefined>;
  /** Version of the link, in a bucket that has or had versioning. */
  declare readonly versionId: Output<string | undefined>;
  /** Versions that this resource wrote, oldest first, the newest 100 of them. */
  declare readonly versionIds: Output<string[]>;
  /** ETag of this resource's last write: how it recognises its own link. */
  declare readonly writtenEtag: Output<string | undefined>;

  constructor(name: string, args: SymlinkArgs, opts: CustomResourceOptions = {}) {
    const owner = { kind: "Symlink", name, parent: opts.parent } as const;
    const tell = (values: Inputs) => declare(owner, values);
    super(TYPE, name, ...resourceArguments({ args, outputs: OUTPUTS, code: PROVIDER_CODE, declare: tell }, opts));
  }
}

/** What is known at once is checked at once. Anything else is, before it is sent, by an input that has no value. */
function declare(owner: Owner, { bucket, key, target }: Inputs): Output<undefined> | undefined {
  const links = linksOfProgram();
  const add = (names: readonly unknown[]): undefined => {
    const [inBucket, at, to] = names;
    if (!isText(inBucket) || !isText(at) || !isText(to)) return undefined;
    links.add({ owner, bucket: inBucket, key: at, target: to });
    return undefined;
  };
  if ([bucket, key, target].every((value) => typeof value !== "object")) return add([bucket, key, target]);
  return all([bucket, key, target]).apply(add);
}
