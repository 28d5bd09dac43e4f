import { nearest } from "../provider/properties/suggest";
import { ConfigurationError, wrongConfiguration } from "./configuration";
import type { Level } from "./pulumi";
import type { Rule, Scope } from "./rule";
import { configure } from "./settings";

/** How the links of a house are to be: what `startLinkPack` takes, and the file of `--policy-pack-config`. */
export interface LinkPackConfig {
  /** The level of every rule that has none of its own here. */
  readonly all?: Level;
  readonly "key-pattern"?: Level | (Configured & { readonly pattern?: string });
  readonly "target-pattern"?: Level | (Configured & { readonly pattern?: string });
  readonly "same-prefix"?: Level | (Configured & { readonly folders?: number });
  readonly "keep-extension"?: Level | (Configured & { readonly bareKeys?: boolean });
  readonly "required-metadata"?: Level | (Configured & RequiredMetadata);
  readonly "protected-prefixes"?: Level | Configured;
  readonly "acl-limit"?: Level | (Configured & AclLimit);
  readonly "require-enforce"?: Level | (Configured & { readonly required?: boolean });
  readonly "no-chains"?: Level | { readonly enforcementLevel?: Level };
  readonly "no-duplicates"?: Level | { readonly enforcementLevel?: Level };
}

type Configured = Scope & { readonly enforcementLevel?: Level };

interface RequiredMetadata {
  readonly names?: readonly string[];
  readonly defaults?: Readonly<Record<string, string>>;
}

interface AclLimit {
  readonly widest?: "private" | "public-read" | "public-read-write";
  readonly bucketDefault?: boolean;
}

const LEVELS: readonly string[] = ["advisory", "mandatory", "remediate", "disabled"] satisfies Level[];

/** Everything that is wrong with the configuration of a pack, at once. */
export function checkPackConfig(rules: readonly Rule[], config: object): void {
  const sentences = Object.entries(config).flatMap(([name, given]) => {
    if (given === undefined) return [];
    if (name === "all") return sentence(name, levelProblems(given));
    const rule = rules.find((candidate) => candidate.name === name);
    return rule === undefined ? [noSuchRule(name, rules)] : sentence(name, ruleProblems(rule, given));
  });
  if (sentences.length > 0) throw new ConfigurationError(sentences);
}

/** Names that a file gives settings to, whatever these are. */
export function checkNames(rules: readonly Rule[], names: readonly string[]): void {
  const unknown = names.filter((name) => name !== "all" && !rules.some((rule) => rule.name === name));
  if (unknown.length > 0) throw new ConfigurationError(unknown.map((name) => noSuchRule(name, rules)));
}

/**
 * The same with a level for every rule: what has none reaches the engine as advisory, the first of the levels, whatever
 * the policy says of itself (@pulumi/policy: protoutil makeAnalyzerInfo).
 */
export function withLevels(rules: readonly Rule[], config: LinkPackConfig): Record<string, Level | LeveledConfig> {
  const { all } = config;
  const entries = rules.flatMap(({ name, level }) => {
    const given = config[name as keyof LinkPackConfig];
    if (given === undefined) return [];
    return [[name, typeof given === "string" ? given : { enforcementLevel: all ?? level, ...given }] as const];
  });
  return Object.fromEntries(all === undefined ? entries : [["all", all], ...entries]);
}

interface LeveledConfig {
  readonly enforcementLevel: Level;
}

function sentence(rule: string, problems: readonly string[]): string[] {
  return problems.length === 0 ? [] : [wrongConfiguration(rule, problems)];
}

function ruleProblems({ name, settings }: Rule, given: unknown): string[] {
  if (typeof given === "string") return levelProblems(given);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return [`it must be a level or a map of settings, and is ${JSON.stringify(given)}`];
  }
  const { enforcementLevel, ...rest } = given as Record<string, unknown>;
  const problems = enforcementLevel === undefined ? [] : levelProblems(enforcementLevel);
  return [...problems, ...configure(name, settings, rest).problems];
}

function levelProblems(level: unknown): string[] {
  if (LEVELS.includes(level as string)) return [];
  const meant = typeof level === "string" ? nearest(level, LEVELS) : undefined;
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  return [`the level must be one of ${LEVELS.join(", ")}, and is ${JSON.stringify(level)}${hint}`];
}

function noSuchRule(name: string, rules: readonly Rule[]): string {
  const names = rules.map((rule) => rule.name);
  const meant = nearest(name, names);
  return `there is no rule ${name}; ${meant === undefined ? `there are ${names.join(", ")}` : `did you mean "${meant}"?`}`;
}
