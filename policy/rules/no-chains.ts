import { describe } from "../links";
import type { NamedLink, StackRule } from "../rule";

export const noChainsRule: StackRule = {
  name: "no-chains",
  description: "No link points to a link: OSS follows a link only once.",
  level: "mandatory",
  settings: {},
  judgeStack: (links) => {
    const byAddress = new Map(links.map((named) => [named.address, named]));
    return links.flatMap((named) => {
      const next = byAddress.get(named.targetAddress);
      return next === undefined ? [] : [{ link: named.link, message: chained(named, next, byAddress) }];
    });
  },
};

function chained(link: NamedLink, next: NamedLink, byAddress: ReadonlyMap<string, NamedLink>): string {
  if (next === link) return "points to itself; point it to an object";
  const end = endOf(next, byAddress);
  const found = `points to a link, ${describe(next.link)}`;
  if (end === undefined) return `${found}, and from there in a circle; point one of them to an object`;
  return `${found}; point it to where that one leads`;
}

/** The last link on the way; undefined if the way never ends. */
function endOf(start: NamedLink, byAddress: ReadonlyMap<string, NamedLink>): NamedLink | undefined {
  const seen = new Set<NamedLink>();
  for (let link = start; !seen.has(link); ) {
    seen.add(link);
    const next = byAddress.get(link.targetAddress);
    if (next === undefined) return link;
    link = next;
  }
  return undefined;
}
