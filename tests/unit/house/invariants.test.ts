import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(__dirname, "../../..");

/** Lines like `  - enforced by: tests/unit/oss/names.test.ts "refuses lone surrogates"`. */
const enforcement = /^\s*- enforced by: (\S+\.test\.ts) "(.+)"$/gm;

describe("INVARIANTS.md", () => {
  const text = readFileSync(path.join(root, "INVARIANTS.md"), "utf8");
  const named = [...text.matchAll(enforcement)].map((match) => ({ file: match[1] ?? "", title: match[2] ?? "" }));

  test("names tests at all", () => {
    expect(named.length).toBeGreaterThan(5);
  });

  test.each(named)("names a test that exists: $file $title", ({ file, title }) => {
    const location = path.join(root, file);
    expect(existsSync(location)).toBe(true);
    expect(readFileSync(location, "utf8")).toContain(title);
  });

  test("gives every rule an enforcer or says that it has none yet", () => {
    const rules = text.split(/^\d+\. /m).slice(1);
    expect(rules.filter((rule) => !/- (enforced by|not yet enforced)/.test(rule))).toEqual([]);
  });
});
