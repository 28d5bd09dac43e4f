import { readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { installQuickly, packedPackage } from "./dynamic/packed";
import { describeOnEngine, engineDirectory, writeFiles } from "./harness";
import { environmentOf } from "./harness/environment";
import { type Folders, makeFolders, removeFolders } from "./harness/folders";
import { runTool } from "./harness/tools";

jest.setTimeout(300_000);

const ROOT = join(__dirname, "../..");
const EXAMPLE = join(ROOT, "examples/testing");
const PAGE = readFileSync(join(ROOT, "docs/testing.md"), "utf8");

const names = readdirSync(EXAMPLE, { withFileTypes: true }).filter((entry) => entry.isFile());
const files = Object.fromEntries(names.map(({ name }) => [name, readFileSync(join(EXAMPLE, name), "utf8")]));

describeOnEngine("examples/testing", () => {
  let folders: Folders;
  beforeAll(async () => {
    folders = makeFolders();
    writeFiles(folders.program, files);
    await installQuickly(folders.program, await packedPackage());
    linkTools(folders.program);
  });
  afterAll(() => folders && removeFolders(folders));

  const run = (script: string, args: string[]) =>
    runTool(process.execPath, [join("node_modules", script), ...args], folders.program, environment(folders));

  test("passes its own tests as it is, with mocks and on the local server", async () => {
    await run("jest/bin/jest.js", ["--json", "--outputFile", join(folders.logs, "report.json")]);
    const report = JSON.parse(readFileSync(join(folders.logs, "report.json"), "utf8"));
    expect(report).toMatchObject({ numPassedTestSuites: 2, numPassedTests: 3, numTotalTests: 3 });
    // It leaves no stack and no settings behind.
    expect(readdirSync(folders.program).sort()).toEqual([...Object.keys(files), "node_modules"].sort());
  });

  test("is free of type errors", async () => {
    expect(await run("typescript/bin/tsc", ["--noEmit", "-p", "."])).toBe("");
  });
});

describe("docs/testing.md", () => {
  test("shows the example's tests as they are", () => {
    const shown = [...PAGE.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
    expect(shown).toEqual([files["release-links.ts"], files["mocks.test.ts"], files["deployment.test.ts"]]);
  });
});

function environment(folders: Folders) {
  return environmentOf(folders, engineDirectory(), {});
}

/** What the example's devDependencies name, and what compiles it, from this repository's own. */
function linkTools(folder: string): void {
  const { devDependencies } = JSON.parse(files["package.json"] ?? "{}");
  const scopes = [...Object.keys(devDependencies), "typescript"].map((name) => name.split("/")[0] ?? "");
  for (const name of new Set(scopes)) {
    const place = join(folder, "node_modules", name);
    rmSync(place, { force: true });
    symlinkSync(join(ROOT, "node_modules", name), place);
  }
}
