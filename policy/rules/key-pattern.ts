import { type LinkRule, SCOPE, type Scope } from "../rule";

interface Settings extends Scope {
  readonly pattern: RegExp;
}

export const keyPatternRule: LinkRule<Settings> = {
  name: "key-pattern",
  description: "The key of a link matches a pattern.",
  level: "mandatory",
  settings: { pattern: { type: "pattern", doc: "Regular expression (JavaScript) for keys." }, ...SCOPE },
  needs: "pattern",
  judgeLink: ({ key }, { pattern }) =>
    pattern.test(key) ? undefined : `the key does not match ${pattern}; choose one that does`,
};
