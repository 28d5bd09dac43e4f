import { byKey } from "./key-order";
import { isHandedOver, type WrittenLink, type WrittenLinks } from "./state";

/** What an update has to do, by names of links, each list in the order of keys. */
export interface LayoutPlan {
  /** Links that this layout has not written, or has given up since. */
  readonly makes: readonly string[];
  /** Links that it has written, and that are not as declared (any more). */
  readonly moves: readonly string[];
  /** Links that it has written, and that are not declared any more. */
  readonly removals: readonly string[];
}

/** What is declared, as far as planning needs to know. */
export interface Wanted {
  readonly names: Iterable<string>;
  readonly has: (name: string) => boolean;
  /** Digest of the link as declared; undefined if it counts as such, whatever it is. */
  readonly digestOf: (name: string) => string | undefined;
}

/** @param isDeleted whether this process has deleted the link for another resource of the deployment. */
export function planLayout(wanted: Wanted, written: WrittenLinks, isDeleted: (name: string) => boolean): LayoutPlan {
  const makes: string[] = [];
  const moves: string[] = [];
  for (const name of wanted.names) {
    const link = written.get(name);
    // Given up before, it may be anybody's by now.
    if (link === undefined || isHandedOver(link)) makes.push(name);
    else if (isDeleted(name) || !isAsWanted(link, wanted.digestOf(name))) moves.push(name);
  }
  const removals = [...written.keys()].filter((name) => !wanted.has(name));
  return { makes: makes.sort(byKey), moves: moves.sort(byKey), removals: removals.sort(byKey) };
}

function isAsWanted({ digest, drifted }: WrittenLink, wanted: string | undefined): boolean {
  return wanted === undefined || (digest === wanted && drifted === undefined);
}

export function sizeOf({ makes, moves, removals }: LayoutPlan): number {
  return makes.length + moves.length + removals.length;
}
