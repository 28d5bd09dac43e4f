import { nearest } from "../provider/properties/suggest";
import type { SettingSchema } from "./pulumi";

/** One thing that the configuration of a rule may say. */
export type Setting = { readonly doc: string } & (
  | { readonly type: "pattern" | "texts" | "map" }
  | { readonly type: "choice"; readonly values: readonly string[]; readonly default: string }
  | { readonly type: "number"; readonly least: number }
  | { readonly type: "flag"; readonly default?: boolean }
);

export type SettingTable = Readonly<Record<string, Setting>>;

/** What came of the configuration of one rule: its settings, patterns compiled, or all that is wrong with it. */
export interface Configured<S> {
  readonly settings: S;
  readonly problems: readonly string[];
}

export function configure<S>(
  rule: string,
  table: SettingTable,
  given: Readonly<Record<string, unknown>>,
): Configured<S> {
  const settings: Record<string, unknown> = {};
  const problems = Object.keys(given)
    .filter((name) => !Object.hasOwn(table, name))
    .map((name) => `${name} ${notASetting(rule, name, Object.keys(table))}`);
  for (const [name, setting] of Object.entries(table)) {
    const value = given[name] ?? ("default" in setting ? setting.default : undefined);
    if (value === undefined) continue;
    const problem = problemOf(setting, value);
    if (problem !== undefined) problems.push(`${name} ${problem}`);
    else settings[name] = setting.type === "pattern" ? new RegExp(value as string) : value;
  }
  return { settings: settings as S, problems };
}

function notASetting(rule: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `is not a setting of ${rule}; ${meant === undefined ? `it has ${known.join(", ")}` : `did you mean "${meant}"?`}`;
}

function problemOf(setting: Setting, value: unknown): string | undefined {
  switch (setting.type) {
    case "pattern":
      return patternProblem(value);
    case "texts":
      return isTexts(value)
        ? undefined
        : `must be a list of texts, at least one and none empty, and is ${shown(value)}`;
    case "map":
      return isMap(value) ? undefined : `must be a map of texts, none empty, and is ${shown(value)}`;
    case "choice":
      return setting.values.includes(value as string) ? undefined : notAChoice(setting.values, value);
    case "number":
      if (Number.isInteger(value) && (value as number) >= setting.least) return undefined;
      return `must be a whole number, at least ${setting.least}, and is ${shown(value)}`;
    case "flag":
      return typeof value === "boolean" ? undefined : `must be true or false, and is ${shown(value)}`;
  }
}

function patternProblem(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return `must be a regular expression as text, and is ${shown(value)}`;
  try {
    new RegExp(value);
    return undefined;
  } catch (error) {
    return `is not a regular expression: ${(error as Error).message}`;
  }
}

function notAChoice(values: readonly string[], value: unknown): string {
  const meant = typeof value === "string" ? nearest(value, values) : undefined;
  return `must be one of ${values.join(", ")}, and is ${shown(value)}${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

function isMap(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(isText);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The same table for the engine, which checks types before it hands the configuration on, and fills in defaults. */
export function schemaOf(table: SettingTable): { properties: Record<string, SettingSchema> } {
  const properties = Object.entries(table).map(([name, setting]) => [name, settingSchema(setting)]);
  return { properties: Object.fromEntries(properties) };
}

function settingSchema(setting: Setting): SettingSchema {
  const description = setting.doc;
  switch (setting.type) {
    case "pattern":
      return { type: "string", description };
    case "texts":
      return { type: "array", items: { type: "string" }, description };
    case "map":
      return { type: "object", additionalProperties: { type: "string" }, description };
    case "choice":
      return { type: "string", enum: [...setting.values], default: setting.default, description };
    case "number":
      return { type: "integer", minimum: setting.least, description };
    case "flag":
      return { type: "boolean", ...(setting.default !== undefined && { default: setting.default }), description };
  }
}
