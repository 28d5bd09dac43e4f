import type { BucketKind, Layout, Link, Options, Place, StackName, Texts } from "./program";

/** Something that goes wrong between plugin and server for the time of one command. */
export interface Disturbance {
  readonly operation: readonly string[] | undefined;
  readonly effect: "500" | "503" | "reset-before" | "reset-after" | "truncate" | "403";
  readonly skip: number;
  readonly count: number;
}

/** The plugin, or the engine with it, is killed during a command. */
export interface Kill {
  readonly when: "before request" | "after request" | "after call";
  /** Which request that changes something, or which call, counted from 0. */
  readonly at: number;
}

/** How one command of the engine is run. */
export interface Run {
  readonly refresh: boolean;
  readonly preview: boolean;
  readonly pendingFirst: boolean;
  /** The plugin starts anew, as engines do for every command; otherwise they are attached to one that runs on. */
  readonly restart: boolean;
  readonly disturbance: Disturbance | undefined;
  readonly kill: Kill | undefined;
  /** What somebody else does right before the first put of a create, right after it, or long before an update. */
  readonly race:
    | "object"
    | "link"
    | "versioning"
    | "link after"
    | "link after loss"
    | "object after loss"
    | "object after a while"
    /** A link that a layout is about to remove as nobody's is written anew. */
    | "stray"
    | undefined;
  /** At an endpoint that has none of the links, and in half of the histories none of the buckets either. */
  readonly elsewhere: boolean;
  /** The user takes a change back that was refused. */
  readonly revert: boolean;
}

/** A command that nothing comes in the way of. */
export const QUIET: Run = {
  refresh: true,
  preview: false,
  pendingFirst: false,
  restart: false,
  disturbance: undefined,
  kill: undefined,
  race: undefined,
  elsewhere: false,
  revert: false,
};

export interface Named {
  readonly stack: StackName;
  /** Which of the program's resources: counted modulo their number, or the last one if negative. */
  readonly slot: number;
}

/** What a user does to a program, followed by `pulumi up`. */
export type Edit =
  | (Named & {
      readonly kind: "declare";
      readonly links: readonly Link[];
      readonly options: Options /** Of what a layout of the program has, too. */;
      readonly takes?: true;
    })
  | (Named & { readonly kind: "undeclare" })
  | (Named & { readonly kind: "change"; readonly change: Partial<Link>; readonly facet: string })
  | (Named & { readonly kind: "rekey"; readonly place: Place })
  | (Named & { readonly kind: "rename"; readonly alias: boolean; readonly target: string | undefined })
  | (Named & { readonly kind: "swap" })
  | (Named & { readonly kind: "options"; readonly options: Options })
  /** @param takes links of the same keys that the program declares otherwise; or else those that remain free. */
  | (Named & {
      readonly kind: "declare layout";
      readonly layout: Layout;
      readonly options: Options;
      readonly takes: boolean;
    })
  | (Named & { readonly kind: "flip"; readonly targetPrefix: string })
  | (Named & { readonly kind: "change entries"; readonly set: Texts; readonly drop: readonly number[] })
  | (Named & { readonly kind: "change layout"; readonly change: Partial<Layout>; readonly facet: string })
  | (Named & { readonly kind: "relocate"; readonly bucket: BucketKind; readonly prefix: string })
  /** The program says what the other stack's says already. */
  | (Named & { readonly kind: "claim"; readonly target: string | undefined; readonly adopt: boolean });

export type Command =
  | (Named & { readonly kind: "up" })
  | (Named & { readonly kind: "replace" })
  | (Named & { readonly kind: "taint" })
  | (Named & { readonly kind: "refresh" })
  | (Named & { readonly kind: "destroy" })
  | (Named & { readonly kind: "settle" })
  | (Named & { readonly kind: "import"; readonly place: Place })
  | (Named & { readonly kind: "import layout"; readonly bucket: BucketKind; readonly prefix: string })
  /** A resource's link is imported under another name, and declared under that one only. */
  | (Named & { readonly kind: "import anew" });

/** What somebody else does to the bucket. `at` picks a place that some state or program names, if there is one. */
export type Foreign =
  | { readonly kind: "put object"; readonly at: Spot }
  | { readonly kind: "put link"; readonly at: Spot; readonly target: string; readonly facets: boolean }
  | { readonly kind: "put identical link"; readonly at: Spot }
  | { readonly kind: "delete"; readonly at: Spot }
  | { readonly kind: "delete version"; readonly at: Spot; readonly which: number }
  | { readonly kind: "set acl"; readonly at: Spot; readonly acl: "private" | "public-read" | "default" }
  | { readonly kind: "set tags"; readonly at: Spot; readonly value: string }
  | { readonly kind: "switch versioning"; readonly at: Spot }
  | { readonly kind: "enable versioning" | "suspend versioning"; readonly at: Spot };

export interface Spot extends Place {
  /** A place of this number among those that programs name; the place itself if negative. */
  readonly named: number;
}

export type Step =
  | { readonly by: "user"; readonly action: Edit | Command; readonly run: Run }
  /** The stacks are brought up at the same time. */
  | { readonly by: "both users"; readonly actions: Readonly<Record<StackName, Edit>> }
  | { readonly by: "somebody else"; readonly action: Foreign };

export interface History {
  readonly seed: number;
  /** Both stacks are attached to one plugin process. */
  readonly shared: boolean;
  readonly steps: readonly Step[];
}
