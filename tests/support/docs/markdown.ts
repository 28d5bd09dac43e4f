import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(__dirname, "../../..");

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
  /** The heading it stands under. */
  readonly heading: string;
  /** What an HTML comment in the line before says of it. */
  readonly remark: string | undefined;
}

/** All pages of the repository, as paths from its root. */
export function pages(): string[] {
  const top = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  const below = ["docs", "examples", "tests/interop"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((name) => `${folder}/${String(name)}`),
  );
  return [...top, ...below]
    .filter((file) => file.endsWith(".md") && !/(^|\/)(node_modules|sdks|venv)\//.test(file))
    .sort();
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let heading = "";
  let before = "";
  let open: { fence: string; language: string; remark: string | undefined; lines: string[] } | undefined;
  for (const line of textOf(page).split("\n")) {
    const fence = /^\s*(`{3,}|~{3,})(\w*)\s*$/.exec(line);
    if (open !== undefined && line.trim() === open.fence) {
      const { language, remark, lines } = open;
      blocks.push({ page, language, text: `${lines.join("\n")}\n`, heading, remark });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    else if (fence) open = { fence: fence[1] ?? "", language: fence[2] ?? "", remark: remarkIn(before), lines: [] };
    else if (/^#+ /.test(line)) heading = line.replace(/^#+ /, "");
    before = line;
  }
  if (open !== undefined) throw new Error(`${page}: a fenced block under "${heading}" does not end`);
  return blocks;
}

function remarkIn(line: string): string | undefined {
  return /^<!-- (.*) -->$/.exec(line)?.[1];
}

/** The one block under a heading that has this language. */
export function blockUnder(page: string, heading: string, language: string): string {
  const found = blocksOf(page).filter((block) => block.heading === heading && block.language === language);
  if (found.length !== 1) throw new Error(`${page}: ${found.length} blocks of ${language} under "${heading}"`);
  return found[0]?.text ?? "";
}

/** A page without its code, in which nothing is a link or a heading. */
export function proseOf(page: string): string {
  return textOf(page)
    .replace(/^(`{3,})[\s\S]*?^\1$/gm, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()#]/g, " "));
}
