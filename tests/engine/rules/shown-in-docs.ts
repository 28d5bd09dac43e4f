import { readFileSync } from "node:fs";
import path from "node:path";
import type { CommandResult } from "../harness";

const PAGE = path.join(__dirname, "../../../docs/conflicts.md");

/** Outputs of commands that the page shows, by the heading above them. */
const shown = new Map<string, string[]>();
for (const section of readFileSync(PAGE, "utf8").split(/^## /m).slice(1)) {
  const heading = section.slice(0, section.indexOf("\n"));
  const blocks = [...section.matchAll(/^ *```text\n([\s\S]*?)^ *```$/gm)].map((match) => match[1] ?? "");
  if (blocks.length > 0) shown.set(heading, blocks);
}

const compared = new Set<string>();

/** The output number `at` below that heading is what the command has said, word for word. */
export function expectShown(heading: string, at: number, { stdout, stderr }: CommandResult): void {
  const block = shown.get(heading)?.[at];
  if (block === undefined) throw new Error(`docs/conflicts.md shows no output ${at + 1} below "${heading}"`);
  compared.add(`${heading} ${at}`);
  expect(collapsed(stdout + stderr)).toMatch(new RegExp(patternOf(collapsed(block))));
}

/** What the page shows and nobody has compared. */
export function neverCompared(): string[] {
  const all = [...shown].flatMap(([heading, blocks]) => blocks.map((_block, at) => `${heading} ${at}`));
  return all.filter((name) => !compared.has(name));
}

/** The page breaks lines where they get long. */
function collapsed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Times are those of another day; `…` stands for anything. */
function patternOf(text: string): string {
  return text
    .split("…")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\d{4}-\d\d-\d\dT[\d:]+\\\.\d{3}Z/g, TIME))
    .join(".*?");
}

const TIME = "\\d{4}-\\d\\d-\\d\\dT[\\d:]+\\.\\d{3}Z";
