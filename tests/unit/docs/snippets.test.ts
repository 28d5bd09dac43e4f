import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Block, blocksOf, pages, ROOT } from "../../support/docs/markdown";

/** A test, by its file and title. */
type Claim = readonly [file: string, title: string];

/** Tests that read every block of a page. */
const WHOLE_PAGES: readonly (readonly [page: RegExp, ...Claim])[] = [
  [/^examples\/[^/]+\/README\.md$/, "tests/engine/examples/examples.test.ts", "goes up as its README says"],
  [/^docs\/local-oss\.md$/, "tests/interop/snippets.test.ts", "has a snippet for every client, and no other"],
  [/^docs\/reference\/command\.md$/, "tests/unit/docs/reference.test.ts", "is what schema and command say now"],
  [/^docs\/reference\/(resources|functions)\.md$/, "tests/engine/docs/schema-examples.test.ts", "go up together"],
];

/** Pages whose blocks nobody runs as they stand there, and what is tested instead. */
const NOT_YET: Readonly<Record<string, string>> = {
  "docs/conflicts.md": "outputs of tests/engine/rules, copied by hand",
  "docs/audit.md": "tests of the command run audit with other arguments",
  "docs/import.md": "tests/engine/commands runs both commands with other names",
  "docs/doctor.md": "tests of the command run doctor with other arguments",
};

/** Of the remark in the line before: `run by FILE "TITLE"`, or `not run: REASON`. */
function claimIn(remark: string | undefined): Claim | "not run" | undefined {
  const [, file, title] = /^run by (\S+) "(.+)"$/.exec(remark ?? "") ?? [];
  if (file !== undefined && title !== undefined) return [file, title];
  return /^not run: \S+ \S+ \S+/.test(remark ?? "") ? "not run" : undefined;
}

function claimOf({ page, remark }: Block): Claim | "not run" | undefined {
  const [whole] = WHOLE_PAGES.filter(([pattern]) => pattern.test(page)).map(([, file, title]): Claim => [file, title]);
  return claimIn(remark) ?? whole ?? (page in NOT_YET ? "not run" : undefined);
}

/** What is wrong with a claim: the test must exist, and read the page. */
function flawOf(block: Block): string | undefined {
  const claim = claimOf(block);
  if (claim === "not run") return undefined;
  if (claim === undefined) return 'is claimed by no test: put <!-- run by FILE "TITLE" --> in the line before';
  const [file, title] = claim;
  if (!existsSync(join(ROOT, file))) return `is claimed by ${file}, which does not exist`;
  const source = readFileSync(join(ROOT, file), "utf8");
  if (!source.includes(title)) return `is claimed by ${file}, which has no "${title}"`;
  const reads = source.includes(block.page) || WHOLE_PAGES.some(([pattern]) => pattern.test(block.page));
  return reads ? undefined : `is claimed by ${file}, which does not read ${block.page}`;
}

describe("fenced blocks in the documentation", () => {
  const blocks = pages().flatMap(blocksOf);

  test("are found", () => {
    expect(blocks.length).toBeGreaterThan(40);
  });

  test("are each run by a test, or say why not", () => {
    const flaws = blocks.flatMap((block) => {
      const flaw = flawOf(block);
      return flaw === undefined ? [] : [`${block.page}, "${block.heading}": a block of ${block.language} ${flaw}`];
    });
    expect(flaws).toEqual([]);
  });

  test("have a language", () => {
    expect(blocks.filter(({ language }) => language === "").map(({ page, heading }) => `${page}: ${heading}`)).toEqual(
      [],
    );
  });
});
