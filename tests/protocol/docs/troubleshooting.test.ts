import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inOneLine, isWorded, textsIn } from "./texts-in-code";

const ROOT = join(__dirname, "../../..");
const PAGE = "docs/troubleshooting.md";

/** Rooms whose texts stand on the page. */
const COVERED = ["provider", "sdk", "cli"];

/** Files whose texts are no messages of their own, and why. */
const ELSEWHERE: readonly (readonly [files: RegExp, because: string])[] = [
  [/(fields|doc|schema)\.ts$/, "documentation, which docs/reference shows"],
  [/^cli\/(audit|doctor)\//, "reports, which say by themselves what to do"],
  [/^sdk\/provider-code\.ts$/, "code that holds one message; both its halves are on the page"],
];

/** What a command says of itself, which docs/reference/command.md shows. */
function isHelp(text: string): boolean {
  return /^Usage: oss-symlink|^ +--[a-z]/.test(text);
}

const page = readFileSync(join(ROOT, PAGE), "utf8");
const documented = [...page.matchAll(/^\| (`.*?) (?:\| .*)?\|$/gm)].flatMap(([, cell = ""]) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => inOneLine(text.replaceAll("\\n", "\n"))),
);

/** Also of the files left out: what is documented may come from any of them, and from the plugin's executable. */
const everything = [
  ...textsIn(COVERED, () => false).flatMap(({ parts }) => parts),
  readFileSync(join(ROOT, "pulumi-resource-oss-symlink"), "utf8").replaceAll("$here", "…"),
].map(inOneLine);

describe(PAGE, () => {
  const texts = textsIn(COVERED, (file) => ELSEWHERE.some(([files]) => files.test(file))).filter(
    ({ parts }) => !isHelp(parts[0] ?? ""),
  );

  test("is compared with a good number of texts", () => {
    expect(texts.length).toBeGreaterThan(150);
    expect(documented.length).toBeGreaterThan(150);
  });

  test("has every text of the code", () => {
    const missing = texts.flatMap(({ file, parts }) =>
      parts
        .filter(isWorded)
        .map(inOneLine)
        .filter((part) => !documented.some((text) => text.includes(part)))
        .map((part) => `${file}: ${part}`),
    );
    expect(missing).toEqual([]);
  });

  test("has no text that the code does not have", () => {
    const parts = documented.flatMap((text) => text.split("…").map(inOneLine).filter(isWorded));
    expect(parts.filter((part) => !everything.some((text) => text.includes(part)))).toEqual([]);
  });
});
