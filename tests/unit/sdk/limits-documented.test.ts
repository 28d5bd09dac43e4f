import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../..");

test("every limit of the dynamic provider that is documented is tested, and the other way round", () => {
  const page = readFileSync(join(root, "docs/dynamic-or-plugin.md"), "utf8");
  const rows = [...page.matchAll(/^\| ([^|-][^|]*) \|/gm)].map(([, title = ""]) => title.trim()).filter(Boolean);
  const tests = readFileSync(join(root, "tests/engine/dynamic/limits.test.ts"), "utf8");
  const titles = [...tests.matchAll(/^ {2}test\("([^"]+)"/gm)].map(([, title]) => title);
  expect(rows.length).toBeGreaterThan(5);
  expect(rows).toEqual(titles);
});
