import { describe } from "../links";
import type { NamedLink, StackRule } from "../rule";

export const noDuplicatesRule: StackRule = {
  name: "no-duplicates",
  description: "No two resources of a stack declare the same link, whatever their providers.",
  level: "mandatory",
  settings: {},
  judgeStack: (links) => {
    const first = new Map<string, NamedLink>();
    return links.flatMap((named) => {
      const rival = first.get(named.address);
      if (rival === undefined) {
        first.set(named.address, named);
        return [];
      }
      const message = `is declared by ${describe(rival.link)} as well; remove one of them, or give it another key`;
      return [{ link: named.link, message }];
    });
  },
};
