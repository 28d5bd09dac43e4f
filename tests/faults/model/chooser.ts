import type { Dice } from "./dice";
import { LayoutChooser } from "./layout-chooser";
import { BUCKET_KINDS, type BucketKind, type Link, type Options, type Place } from "./program";
import type { Command, Disturbance, Edit, Foreign, Kill, Named, Run, Spot } from "./steps";

const KEYS = ["latest", "a b/ü+%41", "n/1"];
const TARGETS = ["t/1", "t/2", "t 3/é"];
const RACES = [
  "object",
  "object",
  "object",
  "link",
  "link",
  "link",
  "versioning",
  "link after",
  "link after",
  "link after",
  "link after loss",
  "link after loss",
  "object after loss",
  "object after loss",
  "stray",
] as const;
const TEXTS = ["x", "y"];
export const MUTATING = [
  "PutSymlink",
  "DeleteObject",
  "DeleteMultipleObjects",
  "PutObjectACL",
  "PutObjectTagging",
  "DeleteObjectTagging",
];
const READING = [
  "GetSymlink",
  "GetObjectACL",
  "GetObjectTagging",
  "GetBucketVersioning",
  "ListObjectVersions",
  "ListObjectsV2",
];

/** For as long as an update tries. */
export const NO_PUT: Disturbance = { operation: MUTATING, effect: "500", skip: 0, count: 3 };
/** Refused, so there is no doubt that nothing was written. */
export const FORBIDDEN: Disturbance = { ...NO_PUT, effect: "403" };
export const NO_DELETE: Disturbance = { ...NO_PUT, operation: ["DeleteObject", "DeleteMultipleObjects"] };
export const NO_LOOK: Disturbance = { ...NO_PUT, operation: READING };
export const AT_ONCE: Kill = { when: "before request", at: 0 };

/** Chooses what a history is made of. */
export class Chooser {
  readonly layouts: LayoutChooser;

  constructor(
    readonly dice: Dice,
    readonly hot: BucketKind,
  ) {
    this.layouts = new LayoutChooser(dice, hot);
  }

  place(): Place {
    return { bucket: this.dice.chance(0.8) ? this.hot : this.dice.pick(BUCKET_KINDS), key: this.dice.pick(KEYS) };
  }

  text(): string {
    return this.dice.pick(TEXTS);
  }

  /** More often than not where nobody has been before. */
  room(buckets: readonly BucketKind[] = [this.hot, this.dice.pick(BUCKET_KINDS)]): Place {
    const key = this.dice.chance(0.7) ? `room ${this.dice.below(1000)}` : this.dice.pick(KEYS);
    return { bucket: this.dice.pick(buckets), key };
  }

  /** A link that nothing but another one stands in the way of. */
  linkAt(place: Place): Link {
    const { metadata, acl, tags, enforce } = this.link();
    return { ...place, target: this.dice.pick(TARGETS), metadata, acl, tags, enforce };
  }

  /** What the user says who meets that: only one who insists gets past an object. */
  wayPast(kind: "put object" | "put link"): Link["onConflict"] {
    const ways = kind === "put object" ? (["overwrite", "adopt"] as const) : ([undefined, "adopt"] as const);
    return this.dice.pick([undefined, "overwrite", ...ways]);
  }

  spot(): Spot {
    const place = this.dice.chance(0.3) ? { bucket: this.hot, key: this.layouts.key() } : this.place();
    return { ...place, named: this.dice.chance(0.8) ? this.dice.below(9) : -1 };
  }

  named(): Named {
    return { stack: this.dice.chance(0.6) ? "a" : "b", slot: this.dice.below(3) };
  }

  target(): string {
    // Now and then the target is a link of the program itself, which Check refuses.
    return this.dice.chance(0.02) ? this.dice.pick(KEYS) : this.dice.pick(TARGETS);
  }

  link(): Link {
    const { dice } = this;
    const maybe = <T>(probability: number, value: () => T): T | undefined =>
      dice.chance(probability) ? value() : undefined;
    return {
      ...this.place(),
      target: this.target(),
      metadata: maybe(0.3, () => ({ Owner: dice.pick(TEXTS) })),
      contentType: maybe(0.1, () => "text/plain"),
      cacheControl: maybe(0.15, () => "no-cache"),
      acl: maybe(0.25, () => dice.pick(["private", "public-read"])),
      tags: maybe(0.25, () => ({ team: dice.pick(TEXTS) })),
      onConflict: maybe(0.35, () => dice.pick(["refuse", "adopt", "adopt", "overwrite"] as const)),
      enforce: maybe(0.25, () => dice.chance(0.8)),
      purgeOnDelete: maybe(0.25, () => dice.chance(0.8)),
    };
  }

  /** One, or two in the same bucket: the second profits from what the first has taught. */
  links(): Link[] {
    const link = this.link();
    return this.dice.chance(0.35) ? [link, { ...this.link(), bucket: link.bucket }] : [link];
  }

  options(): Options {
    return {
      ignoreChanges: this.dice.chance(0.2) ? [this.dice.pick(["target", "target", "acl", "tags"])] : undefined,
      replaceOnChanges: this.dice.chance(0.1) ? [this.dice.pick(["target", "metadata"])] : undefined,
      deleteBeforeReplace: this.dice.chance(0.1) ? true : undefined,
    };
  }

  edit(): Edit {
    const named = this.named();
    const { dice } = this;
    if (dice.chance(0.3)) return this.layouts.edit(named);
    const kind = dice.weighted({
      declare: 6,
      undeclare: 2,
      change: 11,
      rekey: 2,
      rename: 2.5,
      swap: 2,
      options: 1,
      claim: 3,
    });
    switch (kind) {
      case "declare":
        return {
          ...named,
          kind,
          links: this.links(),
          options: this.options(),
        };
      case "undeclare":
      case "swap":
        return { ...named, kind };
      case "change":
        return { ...named, kind, ...this.change() };
      case "rekey":
        return { ...named, kind, place: this.place() };
      case "rename":
        return { ...named, kind, alias: dice.chance(0.25), target: dice.chance(0.5) ? this.target() : undefined };
      case "options":
        return { ...named, kind, options: this.options() };
      case "claim":
        return { ...named, kind, target: dice.chance(0.4) ? this.target() : undefined, adopt: dice.chance(0.5) };
    }
  }

  change(): { change: Partial<Link>; facet: string } {
    const link = this.link();
    const facet = this.dice.weighted({
      target: 3,
      metadata: 3,
      cacheControl: 3,
      acl: 4,
      tags: 4,
      onConflict: 5,
      enforce: 8,
      purgeOnDelete: 5,
    });
    const flag = facet === "enforce" || facet === "purgeOnDelete";
    return { change: { [facet]: flag ? this.dice.chance(0.6) : link[facet] }, facet };
  }

  command(): Command {
    const named = this.named();
    const kind = this.dice.weighted({
      up: 4,
      replace: 2,
      taint: 1.2,
      refresh: 1,
      destroy: 1.2,
      settle: 1,
      import: 1.2,
      "import layout": 1.2,
    });
    if (kind === "import layout") {
      return { ...named, kind, bucket: this.layouts.bucket(), prefix: this.layouts.prefix() };
    }
    return kind === "import" ? { ...named, kind, place: this.place() } : { ...named, kind };
  }

  run(): Run {
    const { dice } = this;
    return {
      refresh: dice.chance(0.25),
      preview: dice.chance(0.12),
      pendingFirst: dice.chance(0.3),
      restart: dice.chance(0.1),
      disturbance: dice.chance(0.22) ? this.disturbance() : undefined,
      kill: dice.chance(0.28) ? this.kill() : undefined,
      race: dice.chance(0.85) ? dice.pick(RACES) : undefined,
      elsewhere: false,
      revert: dice.chance(0.8),
    };
  }

  disturbance(): Disturbance {
    const { dice } = this;
    // One answer lost on the wire is not a failure.
    if (dice.chance(0.25)) {
      return {
        operation: [dice.pick(["PutSymlink", "DeleteObject", "DeleteMultipleObjects"])],
        effect: "reset-after",
        skip: dice.below(2),
        count: 1,
      };
    }
    const effect = dice.pick(["500", "503", "reset-before", "reset-after", "reset-after", "truncate", "403"] as const);
    const all = [...MUTATING, ...READING];
    const operation =
      effect === "403"
        ? ["GetObjectACL", "GetObjectTagging"]
        : dice.pick([undefined, MUTATING, READING, [dice.pick(all)]]);
    return { operation, effect, skip: dice.below(3), count: 1 + dice.below(3) };
  }

  kill(): Kill {
    return {
      when: this.dice.weighted({ "before request": 3, "after request": 3, "after call": 6 }),
      at: this.dice.pick([0, 0, 0, 1, 2]),
    };
  }

  foreign(): Foreign {
    const { dice } = this;
    const at = this.spot();
    const kind = dice.weighted({
      "put object": 4,
      "put link": 3,
      "put identical link": 2,
      delete: 2,
      "delete version": 1,
      "set acl": 1.2,
      "set tags": 1.2,
      "switch versioning": 0.9,
    });
    switch (kind) {
      case "put link":
        return { kind, at, target: dice.pick(TARGETS), facets: dice.chance(0.3) };
      case "delete version":
        return { kind, at, which: dice.below(4) };
      case "set acl":
        return { kind, at, acl: dice.pick(["private", "public-read", "default"] as const) };
      case "set tags":
        return { kind, at, value: dice.pick(["", ...TEXTS]) };
      default:
        return { kind, at };
    }
  }
}
