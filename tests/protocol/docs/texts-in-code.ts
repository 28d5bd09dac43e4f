import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";

const ROOT = join(__dirname, "../../..");

/** A text of the code that people may read: where it stands, and its parts, between which values are put in. */
export interface CodeText {
  readonly file: string;
  readonly parts: readonly string[];
}

/** What the parser gives of a file: nodes are told by their type, members differ. */
type Syntax = { readonly type?: string } & Readonly<Record<string, unknown>>;

/** Every literal in the files below `folders` that is worded: three words in a row at least. */
export function textsIn(folders: readonly string[], isLeftOut: (file: string) => boolean): CodeText[] {
  return folders
    .flatMap((folder) => sourcesIn(folder))
    .filter((file) => !isLeftOut(file))
    .flatMap((file) => literalsIn(file).map((parts) => ({ file, parts })))
    .filter(({ parts }) => parts.some(isWorded));
}

/** Words, not code: what stands between two values of a template is often only a separator. */
export function isWorded(part: string): boolean {
  return part.trim().split(/\s+/).length >= 3 && /[a-z]{2} [a-z]/i.test(part);
}

/** As it reads in a line: line breaks and indentation do not count. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function sourcesIn(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true }).map(String);
  return names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function literalsIn(file: string): string[][] {
  const found: string[][] = [];
  const text = readFileSync(join(ROOT, file), "utf8");
  collect(parseSync(text, { syntax: "typescript", target: "es2022" }).body as unknown as Syntax[], found);
  return found;
}

/** Types and imports hold no texts; what `doc` and `description` say is in the reference. */
const PASSED_OVER = new Set(["ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration", "TsLiteralType"]);

function collect(node: unknown, found: string[][]): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, found);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const syntax = node as Syntax;
  if (PASSED_OVER.has(syntax.type ?? "") || isDocumentation(syntax)) return;
  if (syntax.type === "StringLiteral") found.push([String(syntax.value)]);
  if (syntax.type === "TemplateLiteral")
    found.push((syntax.quasis as { cooked: string }[]).map(({ cooked }) => cooked));
  for (const [name, member] of Object.entries(syntax)) if (name !== "span") collect(member, found);
}

function isDocumentation({ type, key }: Syntax): boolean {
  const name = (key as { value?: unknown } | undefined)?.value;
  return type === "KeyValueProperty" && (name === "doc" || name === "description");
}
