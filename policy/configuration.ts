import type { Surroundings } from "./pulumi";
import type { Rule } from "./rule";
import { configure } from "./settings";

/** The settings of a rule as the engine hands them on; ends the policy's run where the rule is not configured at all. */
export function settingsFor<S>(rule: Rule, surroundings: Surroundings): S {
  const { settings, problems } = configure<S>(rule.name, rule.settings, surroundings.getConfig());
  if (problems.length > 0) throw new ConfigurationError([wrongConfiguration(rule.name, problems)]);
  if (rule.needs !== undefined && !Object.hasOwn(settings as object, rule.needs)) {
    return surroundings.notApplicable(`${rule.needs} is not configured`);
  }
  return settings;
}

export function wrongConfiguration(rule: string, problems: readonly string[]): string {
  return `the configuration of the rule ${rule} is wrong:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`;
}

/** Stands before the user as it is: Pulumi prints the stack of what a policy throws. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  constructor(sentences: readonly string[]) {
    super(sentences.join("\n"));
    this.stack = this.message;
  }
}
