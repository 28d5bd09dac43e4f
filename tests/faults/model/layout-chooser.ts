import type { Dice } from "./dice";
import { BUCKET_KINDS, type BucketKind, type Layout, type Options, type Texts } from "./program";
import type { Edit, Named } from "./steps";

/** Names below each prefix: some of the keys are those of single links. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "n/": ["1", "2", "3 é", "4"],
  "a b/": ["ü+%41", "2", "x/y"],
  "": ["latest", "n/1", "n/2", "l"],
  "l/": ["1", "2", "3", "4", "5"],
};
const PREFIXES = ["n/", "n/", "n/", "a b/", "", "l/", "l/"];
/** Together with a target they may make what a single link points to. */
const TARGET_PREFIXES = ["t/", "r/1/", "r/2/"];
const TARGETS = ["1", "2", "3/é"];

/** Chooses what of a history is about layouts. */
export class LayoutChooser {
  constructor(
    readonly dice: Dice,
    private readonly hot: BucketKind,
  ) {}

  bucket(): BucketKind {
    return this.dice.chance(0.8) ? this.hot : this.dice.pick(BUCKET_KINDS);
  }

  prefix(): string {
    return this.dice.pick(PREFIXES);
  }

  /** Where a link may be that no layout declares. */
  key(): string {
    const prefix = this.prefix();
    return prefix + this.dice.pick(NAMES[prefix] ?? []);
  }

  targetPrefix(): string {
    return this.dice.pick(TARGET_PREFIXES);
  }

  links(prefix: string, most = 5): Texts {
    const names = NAMES[prefix] ?? ["1", "2", "3", "4", "5"];
    const count = 1 + this.dice.below(most);
    return Object.fromEntries(
      Array.from({ length: count }, () => [this.dice.pick(names), this.dice.pick(TARGETS)] as const),
    );
  }

  layout(prefix = this.prefix()): Layout {
    const { dice } = this;
    const maybe = <T>(probability: number, value: () => T): T | undefined =>
      dice.chance(probability) ? value() : undefined;
    // Where single links are declared, it is refused.
    const removes = prefix === "l/" ? "remove" : "report";
    return {
      bucket: this.bucket(),
      prefix,
      targetPrefix: maybe(0.9, () => this.targetPrefix()),
      links: this.links(prefix),
      metadata: maybe(0.2, () => ({ Owner: dice.pick(["x", "y"]) })),
      cacheControl: maybe(0.1, () => "no-cache"),
      acl: maybe(0.2, () => dice.pick(["private", "public-read"])),
      tags: maybe(0.2, () => ({ team: dice.pick(["x", "y"]) })),
      strays: maybe(0.6, () => dice.pick(["ignore", "report", removes, removes] as const)),
      onConflict: maybe(0.35, () => dice.pick(["refuse", "adopt", "adopt", "overwrite"] as const)),
      enforce: maybe(0.25, () => dice.chance(0.8)),
    };
  }

  /** Where nobody has been before, and nothing stands in its way. */
  fresh(bucket: BucketKind = this.hot): Layout {
    const { metadata, acl, tags } = this.layout();
    const prefix = `rooms ${this.dice.below(1000)}/`;
    return { bucket, prefix, targetPrefix: "r/1/", links: this.links(prefix), metadata, acl, tags };
  }

  edit(named: Named): Edit {
    const { dice } = this;
    const kind = dice.weighted({
      "declare layout": 4,
      flip: 1.5,
      "change entries": 2.5,
      "change layout": 3.5,
      relocate: 1.4,
    });
    switch (kind) {
      case "declare layout":
        return { ...named, kind, layout: this.layout(), options: this.options(), takes: dice.chance(0.5) };
      case "flip":
        return { ...named, kind, targetPrefix: this.targetPrefix() };
      case "change entries":
        return {
          ...named,
          kind,
          set: dice.chance(0.7) ? this.links(this.prefix(), 2) : {},
          drop: dice.chance(0.7) ? [dice.below(5)] : [],
        };
      case "change layout":
        return { ...named, kind, ...this.change() };
      case "relocate":
        return { ...named, kind, bucket: this.bucket(), prefix: this.prefix() };
    }
  }

  change(): { change: Partial<Layout>; facet: string } {
    const layout = this.layout(this.dice.pick(["l/", "n/"]));
    const facet = this.dice.weighted({
      strays: 6,
      onConflict: 2,
      enforce: 2,
      metadata: 1,
      cacheControl: 1,
      acl: 1.5,
      tags: 1.5,
    });
    return { change: { [facet]: layout[facet] }, facet };
  }

  options(): Options {
    return {
      replaceOnChanges: this.dice.chance(0.1) ? ["targetPrefix"] : undefined,
      deleteBeforeReplace: this.dice.chance(0.1) ? true : undefined,
    };
  }
}
