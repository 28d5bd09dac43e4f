import { shownTarget } from "../links";
import { type LinkRule, SCOPE, type Scope } from "../rule";

interface Settings extends Scope {
  readonly pattern: RegExp;
}

export const targetPatternRule: LinkRule<Settings> = {
  name: "target-pattern",
  description: "The target of a link matches a pattern.",
  level: "mandatory",
  settings: { pattern: { type: "pattern", doc: "Regular expression (JavaScript) for targets." }, ...SCOPE },
  needs: "pattern",
  judgeLink: (link, { pattern }) => {
    if (pattern.test(link.target)) return undefined;
    return `the target ${shownTarget(link)} does not match ${pattern}; point the link to one that does`;
  },
};
