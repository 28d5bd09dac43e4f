import {
  all,
  CustomResource,
  type CustomResourceOptions,
  type ID,
  type Input,
  type Inputs,
  type Output,
} from "@pulumi/pulumi";
import type { AliasLayoutArgs } from "./alias-layout-args";
import type { Owner } from "./declared-links";
import { isText, linksOfProgram } from "./program";
import { LAYOUT_PROVIDER_CODE } from "./provider-code";
import { resourceArguments } from "./resource-arguments";
import type { ObjectAcl, StorageClass } from "./symlink-args";

const TYPE = "pulumi-nodejs:dynamic/oss-symlink:AliasLayout";

const OUTPUTS = [
  "bucket",
  "prefix",
  "targetPrefix",
  "links",
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
  "drifted",
  "strayLinks",
  "strayCount",
  "straysNamedBy",
  "proofs",
  "versionIds",
  "proofKey",
];

/**
 * Many symbolic links of an OSS bucket as one resource: all that make up a release, a site or a data set, below one
 * prefix. A release moves all of them by one changed property, `targetPrefix`.
 *
 * @example The latest release
 * ```typescript
 * import { AliasLayout } from "pulumi-oss-symlink";
 *
 * new AliasLayout("latest", {
 *     bucket: "artifacts",
 *     prefix: "latest/",
 *     targetPrefix: "releases/1.4.2/",
 *     links: { "app.tgz": "app.tgz", "docs/index.html": "docs/index.html" },
 * });
 * ```
 */
export class AliasLayout extends CustomResource {
  /** @internal Policies and `isInstance` recognise the class by it, also across copies of this package. */
  static readonly __pulumiType = TYPE;

  /** Reads the links that exist under a prefix, without managing them. */
  static get(name: string, id: Input<ID>, opts?: CustomResourceOptions): AliasLayout {
    return new AliasLayout(name, {} as AliasLayoutArgs, { ...opts, id });
  }

  /** Whether `resource` is an AliasLayout, made by whichever copy of this package. */
  static override isInstance(resource: unknown): resource is AliasLayout {
    return (resource as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === TYPE;
  }

  /** The bucket that holds the links and their targets. */
  declare readonly bucket: Output<string>;
  /**
   * What all the links' keys begin with, such as `latest/`; may be empty. Names of links are appended as they are, so
   * a folder's slash belongs here.
   */
  declare readonly prefix: Output<string>;
  /**
   * What the keys of all targets begin with, such as `releases/1.4.2/`; empty unless declared. A change moves every
   * link at once.
   */
  declare readonly targetPrefix: Output<string | undefined>;
  /**
   * The links: from each one's name below `prefix` to the name of its target below `targetPrefix`. Plain text on both
   * sides.
   */
  declare readonly links: Output<Record<string, string>>;
  /** User metadata of every link (`x-oss-meta-*`). Names are compared in lower case, since OSS folds them. */
  declare readonly metadata: Output<Record<string, string> | undefined>;
  /** The `Content-Type` stored with every link. Left alone unless declared. */
  declare readonly contentType: Output<string | undefined>;
  /** The `Cache-Control` stored with every link. Left alone unless declared. */
  declare readonly cacheControl: Output<string | undefined>;
  /** The `Content-Disposition` stored with every link. Left alone unless declared. */
  declare readonly contentDisposition: Output<string | undefined>;
  /** The `Content-Encoding` stored with every link. Left alone unless declared. */
  declare readonly contentEncoding: Output<string | undefined>;
  /** The `Content-Language` stored with every link. Left alone unless declared. */
  declare readonly contentLanguage: Output<string | undefined>;
  /** The `Expires` stored with every link. Left alone unless declared. */
  declare readonly expires: Output<string | undefined>;
  /** Storage class of every link. Anything but `Standard` is billed for at least 64 KB per link. */
  declare readonly storageClass: Output<StorageClass | undefined>;
  /** Access to every link. It is set with each write, and not read back. Left alone unless declared. */
  declare readonly acl: Output<ObjectAcl | undefined>;
  /** Tags of every link, at most 10. They are set with each write, and not read back. Left alone unless declared. */
  declare readonly tags: Output<Record<string, string> | undefined>;
  /** Address of `prefix` at the endpoint the links were written to. */
  declare readonly url: Output<string>;
  /** Links that are not as declared, as last seen: from each one's name to the whole key it points to. */
  declare readonly drifted: Output<Record<string, string> | undefined>;
  /**
   * Keys of links under `prefix` that nobody declares, as last listed, the first 1000 of them. With `strays: remove`,
   * those that the next deployment removes.
   */
  declare readonly strayLinks: Output<string[] | undefined>;
  /** How many of them there are altogether. */
  declare readonly strayCount: Output<number | undefined>;
  /**
   * With `strays: remove`: the deployment that was the first to name them, by the address of its engine. Only another
   * one removes them.
   */
  declare readonly straysNamedBy: Output<string | undefined>;
  /**
   * By what this resource recognises each of its links: the ETag of its last write, and a digest of what was written.
   */
  declare readonly proofs: Output<Record<string, string>>;
  /** Version of each link that this resource wrote last, in a bucket that has or had versioning. */
  declare readonly versionIds: Output<Record<string, string>>;
  /** Key of the digests, where something of the links is secret. */
  declare readonly proofKey: Output<string | undefined>;

  constructor(name: string, args: AliasLayoutArgs, opts: CustomResourceOptions = {}) {
    const owner = { kind: "AliasLayout", name, parent: opts.parent } as const;
    const tell = (values: Inputs) => declare(owner, args, values);
    super(
      TYPE,
      name,
      ...resourceArguments({ args, outputs: OUTPUTS, code: LAYOUT_PROVIDER_CODE, declare: tell }, opts),
    );
  }
}

/** What is known at once is checked at once. Anything else is, before it is sent, by an input that has no value. */
function declare(owner: Owner, args: AliasLayoutArgs, values: Inputs): Output<undefined> | undefined {
  const links = linksOfProgram();
  const add = ([bucket, prefix, targetPrefix = "", names]: readonly unknown[]): undefined => {
    if (!isText(bucket) || !isText(prefix) || !isText(targetPrefix) || !isTexts(names)) return undefined;
    for (const [name, target] of Object.entries(names)) {
      links.add({ owner, bucket, key: prefix + name, target: targetPrefix + target });
    }
    return undefined;
  };
  const { bucket, prefix, targetPrefix, links: names } = args;
  const plain = [bucket, prefix, targetPrefix].every((value) => typeof value !== "object") && isTexts(names);
  if (plain) return add([bucket, prefix, targetPrefix, names]);
  return all([values.bucket, values.prefix, values.targetPrefix, values.links]).apply(add);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === "object" && value !== null && Object.values(value).every(isText);
}
