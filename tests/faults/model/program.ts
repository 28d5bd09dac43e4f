import type { PropertyMap } from "../../../provider/protocol/values";

export type BucketKind = "never" | "enabled" | "suspended";
export const BUCKET_KINDS: readonly BucketKind[] = ["never", "enabled", "suspended"];

export type StackName = "a" | "b";
export type Texts = Readonly<Record<string, string>>;

/** Where something is, whichever history it belongs to. */
export interface Place {
  readonly bucket: BucketKind;
  readonly key: string;
}

/** What a program says of one link. */
export interface Link extends Place {
  readonly target: string;
  readonly metadata?: Texts | undefined;
  readonly contentType?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly acl?: string | undefined;
  readonly tags?: Texts | undefined;
  readonly onConflict?: "refuse" | "adopt" | "overwrite" | undefined;
  readonly enforce?: boolean | undefined;
  readonly purgeOnDelete?: boolean | undefined;
}

/** Resource options, which only the engine sees. */
export interface Options {
  readonly ignoreChanges?: readonly string[] | undefined;
  readonly replaceOnChanges?: readonly string[] | undefined;
  readonly deleteBeforeReplace?: boolean | undefined;
}

export const LINK_TYPE = "oss-symlink:index:Symlink";
export const LAYOUT_TYPE = "oss-symlink:index:AliasLayout";

/** What a program says of many links. */
export interface Layout {
  readonly bucket: BucketKind;
  readonly prefix: string;
  readonly targetPrefix?: string | undefined;
  readonly links: Texts;
  readonly metadata?: Texts | undefined;
  readonly cacheControl?: string | undefined;
  readonly acl?: string | undefined;
  readonly tags?: Texts | undefined;
  readonly strays?: "ignore" | "report" | "remove" | undefined;
  readonly onConflict?: Link["onConflict"];
  readonly enforce?: boolean | undefined;
}

export type Declared =
  | { readonly link: Link; readonly layout?: undefined }
  | { readonly layout: Layout; readonly link?: undefined };

export type Resource = Declared & {
  readonly options: Options;
  /** Names that this resource had before, as the option `aliases` tells the engine. */
  readonly aliases: readonly string[];
};

export type LinkResource = Resource & { readonly link: Link };
export type LayoutResource = Resource & { readonly layout: Layout };

/** A program: resources by name, in the order in which it declares them. */
export type Program = ReadonlyMap<string, Resource>;

export function isLink(resource: Resource): resource is LinkResource {
  return resource.link !== undefined;
}

export function isLayout(resource: Resource): resource is LayoutResource {
  return resource.layout !== undefined;
}

/** The links that a resource declares, each as if it were declared alone. */
export function linksOf({ link, layout }: Declared): Link[] {
  if (layout === undefined) return [link];
  const { bucket, prefix, targetPrefix = "", links, strays: _, enforce: __, ...common } = layout;
  return Object.entries(links).map(([name, target]) => ({
    ...common,
    bucket,
    key: prefix + name,
    target: targetPrefix + target,
  }));
}

/** The inputs as a program passes them; what is undefined is not declared. */
export function inputsOf({ link, layout }: Declared, bucketName: string): PropertyMap {
  const inputs: Record<string, PropertyMap[string]> = {};
  for (const [name, value] of Object.entries({ ...(link ?? layout), bucket: bucketName })) {
    if (value !== undefined) inputs[name] = value;
  }
  return inputs;
}
