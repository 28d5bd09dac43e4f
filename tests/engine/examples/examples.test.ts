import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf, ROOT } from "../../support/docs/markdown";
import { describeOnEngine, givenStack } from "../harness";
import { type GivenClone, givenClone } from "./given-clone";
import { openScene } from "./scene";
import { EXAMPLES, type Example } from "./table";

// The first run fetches and compiles what the languages need.
jest.setTimeout(600_000);

const DONE = { expectSuccess: true };

let clone: GivenClone | undefined;
afterAll(() => clone?.close());

test("every example is run, by this table or by a test that names its folder", () => {
  const folders = readdirSync(join(ROOT, "examples"), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const others = names.filter((name) => !EXAMPLES.some((example) => example.name === name));
  const tests = readdirSync(join(ROOT, "tests"), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(ROOT, "tests", file), "utf8"));
  const isNamed = (name: string) => tests.some((text) => new RegExp(`examples/${name}(?![\\w-])`).test(text));
  expect(others.filter((name) => !isNamed(name))).toEqual([]);
  expect(EXAMPLES.filter(({ name }) => !names.includes(name))).toEqual([]);
});

for (const example of EXAMPLES) {
  describeOnEngine(
    `examples/${example.name}`,
    () => test("goes up as its README says, previews clean, and goes down", () => runThrough(example)),
    example.tools,
  );
}

/** The commands that the README of an example shows; those that `runThrough` runs, or has done for it. */
function expectShown({ name, language }: Example, manifest: string): void {
  const install = { yaml: [], nodejs: ["npm install"], python: ["pulumi install"], go: ["pulumi install"] }[language];
  const shown = blocksOf(`examples/${name}/README.md`).flatMap(({ text }) => text.trim().split("\n"));
  const first = /^packages:/m.test(manifest) && language !== "yaml" ? ["pulumi install"] : install;
  expect(shown).toEqual([...first, "pulumi stack init dev", "pulumi up", "pulumi destroy"]);
}

async function runThrough(example: Example): Promise<void> {
  const { name, language, config, ...wanted } = example;
  clone ??= await givenClone();
  const scene = await openScene(wanted);
  const before = await scene.keys();
  try {
    const { folder, env } = await clone.installed(name, language);
    expectShown(example, readFileSync(join(folder, "Pulumi.yaml"), "utf8"));
    const stack = await givenStack({ program: { folder, language }, env: { ...env, ...scene.env } });
    for (const [setting, value] of Object.entries(config?.(scene.endpoints) ?? {})) {
      await stack.exec(["config", "set", setting, value ?? ""], DONE);
    }
    const up = await stack.up([], DONE);
    const urls = Object.values(up.outputs).flat();
    for (const [link, target] of Object.entries(wanted.links)) {
      expect([link, await scene.download(link)]).toEqual([link, target]);
      expect(urls).toContainEqual(expect.stringMatching(new RegExp(`/${link}$|^${target}$`)));
    }
    expect(await scene.keys()).toEqual([...before, ...Object.keys(wanted.links)].sort());
    await stack.preview(["--expect-no-changes"], DONE);
    await stack.destroy([], DONE);
    expect(await scene.keys()).toEqual(before);
    stack.close();
  } finally {
    await scene.close();
  }
}
