import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inOneLine, isWorded, textsIn } from "./texts-in-code";

const ROOT = join(__dirname, "../../..");
const PAGE = "docs/troubleshooting.md";

/** Rooms whose texts stand on the page. */
const COVERED = ["provider", "sdk", "cli"];

/** Files whose texts are no messages: where else they are shown. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "cli/emulator-options.ts": "the help, which docs/reference/command.md shows",
  "cli/run-command-line.ts": "the help, which docs/reference/command.md shows",
  "sdk/provider-code.ts": "code that holds one message; both its halves are on the page",
};

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
  const texts = textsIn(COVERED, (file) => /(fields|doc|schema)\.ts$/.test(file) || ELSEWHERE[file] !== undefined);

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
