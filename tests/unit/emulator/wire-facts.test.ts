import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { CATALOGUE } from "../../../emulator/errors/catalogue";
import { OUR_CHOICES } from "../../../emulator/open-questions";

const ROOT = path.join(__dirname, "..", "..", "..");
const facts = readFileSync(path.join(ROOT, "docs", "wire-facts.md"), "utf8");

function sourcesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? sourcesIn(file) : [file];
  });
}

/** Numbers of the headings, and `17.n` for the rows of its table. */
const sections = new Set([
  ...[...facts.matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? /gm)].map(([, number]) => number),
  ...[...facts.slice(facts.indexOf("\n## 17.")).matchAll(/^\| *(\d+) *\|/gm)].map(([, row]) => `17.${row}`),
]);

test("every section that code, tests and errors refer to is there", () => {
  const folders = [
    "emulator",
    "tests/unit/emulator",
    "tests/protocol/emulator",
    "tests/faults/emulator",
    "tests/support/emulator",
  ];
  const missing = folders
    .flatMap((folder) => sourcesIn(path.join(ROOT, folder)))
    .flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/§(\d+(?:\.\d+)?)/g)].map(([, number]) => ({ file, number })),
    )
    .filter(({ number }) => !sections.has(number));
  expect(missing).toEqual([]);
  expect(Object.values(CATALOGUE).every(({ evidence }) => sections.has(evidence.slice(1).split(" ")[0]))).toBe(true);
});

test("every option for an open question names its section", () => {
  const source = readFileSync(path.join(ROOT, "emulator", "open-questions.ts"), "utf8");
  for (const name of Object.keys(OUR_CHOICES)) {
    expect(source).toMatch(new RegExp(`/\\*\\* §\\d+(\\.\\d+)? [^\\n]*\\*/\\s+readonly ${name}:`));
  }
});
