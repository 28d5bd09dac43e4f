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

export interface Resource {
  readonly link: Link;
  readonly options: Options;
  /** Names that this resource had before, as the option `aliases` tells the engine. */
  readonly aliases: readonly string[];
}

/** A program: resources by name, in the order in which it declares them. */
export type Program = ReadonlyMap<string, Resource>;

/** The inputs as a program passes them; what is undefined is not declared. */
export function inputsOf(link: Link, bucketName: string): PropertyMap {
  const inputs: Record<string, PropertyMap[string]> = {};
  for (const [name, value] of Object.entries({ ...link, bucket: bucketName })) {
    if (value !== undefined) inputs[name] = value;
  }
  return inputs;
}
