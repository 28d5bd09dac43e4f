import type { Link, LinkResource } from "./links";
import type { Level } from "./pulumi";
import type { SettingTable } from "./settings";

/** What every rule has, whatever it judges. */
export interface Rule {
  readonly name: string;
  readonly description: string;
  /** How it is enforced unless the configuration says otherwise. */
  readonly level: Level;
  readonly settings: SettingTable;
  /** A setting without which the rule has nothing to say, and stays out. */
  readonly needs?: string;
}

/** Judges each link by itself, in a layout each of many. Answers what is wrong and what to do about it. */
export interface LinkRule<S = object> extends Rule {
  readonly judgeLink: (link: Link, settings: S) => string | undefined;
}

/** Judges what the links of one resource have in common. */
export interface ResourceRule<S = object> extends Rule {
  readonly judgeResource: (resource: LinkResource, settings: S) => string | undefined;
  /** Puts right what is wrong, in the resource's own properties. Answers whether there was something to do. */
  readonly remedy?: (resource: LinkResource, settings: S) => boolean;
}

/** Judges all links of a stack, whichever resource and provider they belong to. */
export interface StackRule extends Rule {
  readonly judgeStack: (links: readonly NamedLink[]) => Verdict[];
}

/** A link whose name and target are known. */
export interface NamedLink {
  readonly link: Link;
  readonly address: string;
  /** What it points to, as an address. */
  readonly targetAddress: string;
}

export interface Verdict {
  readonly link: Link;
  readonly message: string;
}

/** Every rule about single links or resources can be narrowed to some of them. */
export interface Scope {
  readonly buckets?: readonly string[];
  readonly prefixes?: readonly string[];
}

export const SCOPE: SettingTable = {
  buckets: { type: "texts", doc: "Only links in these buckets." },
  prefixes: { type: "texts", doc: "Only links whose key begins with one of these." },
};

export function isInScope(link: Link, { buckets, prefixes }: Scope): boolean {
  if (buckets !== undefined && !buckets.includes(link.bucket)) return false;
  return prefixes === undefined || prefixes.some((prefix) => link.key.startsWith(prefix));
}
