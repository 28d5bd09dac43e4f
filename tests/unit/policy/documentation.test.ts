import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../../policy/policies";
import { type Rule, SCOPE } from "../../../policy/rule";

const ROOT = join(__dirname, "../../..");
const PAGE = readFileSync(join(ROOT, "docs/policy.md"), "utf8");

function row(rule: Rule): string {
  const { name, level, description, settings, needs } = rule;
  const own = Object.entries(settings).filter(([setting]) => !(setting in SCOPE) || setting === needs);
  const texts = own.map(([setting, { doc, ...rest }]) => {
    const notes = [setting === needs ? "needed" : undefined, "default" in rest ? `default ${rest.default}` : undefined];
    const note = notes.filter((text) => text !== undefined).join(", ");
    return `\`${setting}\`${note === "" ? "" : ` (${note})`}: ${doc}`;
  });
  const remedy = "remedy" in rule ? "yes" : "";
  return `| \`${name}\` | ${level} | ${description} | ${texts.join(" ")} | ${remedy} |`;
}

describe("docs/policy.md", () => {
  test("has every rule with its level and settings, as they are", () => {
    const shown = PAGE.split("\n").filter((line) => /^\| `[a-z]+-[a-z]+` /.test(line));
    expect(shown).toEqual(rules.map(row));
  });

  test("shows the example's files as they are", () => {
    for (const name of ["PulumiPolicy.yaml", "index.js"])
      expect(PAGE).toContain(readFileSync(join(ROOT, "examples/policy-pack", name), "utf8"));
  });
});
