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
  judgeLink: ({ target }, { pattern }) =>
    pattern.test(target) ? undefined : `the target does not match ${pattern}; point the link to one that does`,
};
