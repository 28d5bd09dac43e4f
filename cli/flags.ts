import { type ParseArgsConfig, parseArgs } from "node:util";
import { didYouMean } from "./did-you-mean";
import { UsageError } from "./usage-error";

export type Flags = NonNullable<ParseArgsConfig["options"]>;

type Parsed<F extends Flags> = ReturnType<
  typeof parseArgs<{ args: string[]; options: F; allowPositionals: true }>
>["values"];

/** The flags given, and what stands beside them. Throws UsageError, with a suggestion where a flag is misspelt. */
export function parseFlags<F extends Flags>(
  args: readonly string[],
  flags: F,
  allowPositionals = false,
): { readonly values: Parsed<F>; readonly positionals: readonly string[] } {
  checkNames(args, flags);
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals });
    return { values: values as Parsed<F>, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function checkNames(args: readonly string[], flags: Flags): void {
  const known = Object.keys(flags).map((name) => `--${name}`);
  for (const argument of args) {
    if (argument === "--") return;
    const flag = argument.split("=")[0] ?? "";
    if (!flag.startsWith("--") || known.includes(flag)) continue;
    throw new UsageError(`unknown option ${flag}.${didYouMean(flag, known)}`);
  }
}

export function wholeNumber(flag: string, text: string, least: number, largest: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= largest) return value;
  throw new UsageError(`--${flag} must be a whole number from ${least} to ${largest}, not "${text}".`);
}

export function oneOf<Choice extends string>(flag: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new UsageError(`--${flag} must be one of ${choices.join(", ")}, not "${text}".${didYouMean(text, choices)}`);
}

/** What was given; what was not is left to whoever has the default. */
export function given<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  const present: { [K in keyof T]?: string } = {};
  for (const name in values) if (values[name] !== undefined) present[name] = values[name];
  return present;
}
