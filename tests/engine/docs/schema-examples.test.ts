import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import { createClient } from "../../../provider/oss";
import { generatedSdk } from "../../../scripts/sdks";
import { ROOT } from "../../support/docs/markdown";
import { builtPackage } from "../../support/plugin/built";
import { pythonPackages } from "../examples/python-packages";
import { describeOnEngine, givenStack, type Stack } from "../harness";
import type { Tool } from "../harness/engine";
import { installSdk, SDK_FOLDER } from "../harness/generated-sdk";
import type { Program } from "../harness/program";

jest.setTimeout(600_000);

const DONE = { expectSuccess: true };
const TARGET = "releases/1.4.2/app.tgz";

/** A block of code in the description of a resource or function. */
interface Example {
  readonly token: string;
  readonly language: string;
  readonly text: string;
}

const examples = readExamples();
const tokens = [...new Set(examples.map(({ token }) => token))];
const buckets = [...new Set(examples.flatMap(({ text }) => bucketsIn(text)))];

function readExamples(): Example[] {
  const { resources, functions = {} } = JSON.parse(readFileSync(join(ROOT, "sdk/schema.json"), "utf8"));
  return Object.entries<{ description?: string }>({ ...resources, ...functions }).flatMap(
    ([token, { description = "" }]) =>
      [...description.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
        token,
        language,
        text,
      })),
  );
}

function bucketsIn(text: string): string[] {
  return [...text.matchAll(/\bbucket\b\W+(?:pulumi\.String\(")?"?([a-z0-9][a-z0-9-]+)/gi)].map(([, name = ""]) => name);
}

/** How the examples in a language become one program, and what that takes. */
interface Runner {
  readonly tools: Tool[];
  readonly sdk?: "nodejs" | "python" | "go";
  readonly program: (texts: readonly string[]) => Program;
}

const RUNNERS: Readonly<Record<string, Runner>> = {
  yaml: { tools: [], program: yamlProgram },
  typescript: { tools: ["go"], sdk: "nodejs", program: typescriptProgram },
  python: { tools: ["go", "python3"], sdk: "python", program: pythonProgram },
  go: { tools: ["go"], sdk: "go", program: goProgram },
};

/** One document: the sections of all of them, in which each has a name of its own. */
function yamlProgram(texts: readonly string[]): Program {
  const sections: Record<string, string> = {};
  texts.forEach((text, index) => {
    const own = text.replace(/^ {2}latest:/m, `  latest${index}:`).replaceAll("{latest.", `{latest${index}.`);
    for (const [, name = "", body = ""] of own.matchAll(/^(\w+):\n((?: .*\n)+)/gm))
      sections[name] = `${sections[name] ?? ""}${body}`;
  });
  const document = Object.entries(sections).map(([name, body]) => `${name}:\n${body}`);
  return { runtime: "yaml", files: { "Main.yaml": document.join("") || "{}" } };
}

function typescriptProgram(texts: readonly string[]): Program {
  const { files, names } = modules(texts, "ts");
  const index = names.map((name) => `export * from "./${name}";\n`).join("");
  const packages = { "pulumi-oss-symlink-plugin": `../${SDK_FOLDER}` };
  return { runtime: "nodejs", files: { ...files, "index.ts": index }, packages };
}

function pythonProgram(texts: readonly string[]): Program {
  const { files, names } = modules(texts, "py");
  return { runtime: "python", files: { ...files, "__main__.py": `import ${names.join(", ")}\n` } };
}

/** With the module file of the example, whose SDK stands in the same place. What each does in `main` is done in turn. */
function goProgram(texts: readonly string[]): Program {
  const file = (name: string) => readFileSync(join(ROOT, "examples/go", name), "utf8");
  const bodies = texts.map((text, index) =>
    text
      .replace(
        "func main() {\n\tpulumi.Run(func(ctx *pulumi.Context) error {",
        `func example${index}(ctx *pulumi.Context) error {`,
      )
      .replace(/\n\t\}\)\n\}\n$/, "\n}\n"),
  );
  const calls = texts.map((_, index) => `\t\tif err := example${index}(ctx); err != nil {\n\t\t\treturn err\n\t\t}\n`);
  const main = `package main

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
${calls.join("")}		return nil
	})
}
`;
  const { files } = modules(bodies, "go");
  return { runtime: "go", files: { ...files, "main.go": main, "go.mod": file("go.mod"), "go.sum": file("go.sum") } };
}

function modules(texts: readonly string[], extension: string) {
  const names = texts.map((_, index) => `example${index}`);
  return { names, files: Object.fromEntries(names.map((name, index) => [`${name}.${extension}`, texts[index] ?? ""])) };
}

let oss: Emulator;
beforeEach(async () => {
  oss = await startEmulator({ buckets: buckets.flatMap((name) => tokens.map((_, index) => `${name}-${index}`)) });
});
afterEach(() => oss.close());

async function given({ sdk, program }: Runner, texts: readonly string[]): Promise<Stack> {
  const python = sdk === "python" ? { PYTHONPATH: await pythonPackages(await generatedSdk(sdk)) } : {};
  const stack = await givenStack({
    program: program(texts),
    plugins: { "oss-symlink": builtPackage() },
    env: {
      ...python,
      OSS_ENDPOINT: oss.endpoint,
      OSS_REGION: oss.region,
      OSS_ACCESS_KEY_ID: oss.accessKeyId,
      OSS_ACCESS_KEY_SECRET: oss.accessKeySecret,
    },
  });
  if (sdk !== undefined) await installSdk(stack.program, sdk);
  return stack;
}

test("every resource and every function has an example in each language that is run, and no other", () => {
  const all = tokens.flatMap((token) => Object.keys(RUNNERS).map((language) => `${token} ${language}`));
  const programs = examples.filter(({ language }) => language !== "sh");
  expect(programs.map(({ token, language }) => `${token} ${language}`).sort()).toEqual(all.sort());
  expect(buckets.length).toBeGreaterThan(0);
});

for (const [language, runner] of Object.entries(RUNNERS)) {
  describeOnEngine(
    `the examples of the schema in ${language}`,
    () => {
      test("go up together, each in a bucket of its own, and down", async () => {
        const own = tokens.map((token) => examples.find((one) => one.token === token && one.language === language));
        const texts = own.map((example, index) => inBucket(example?.text ?? "", index));
        for (const [index, token] of tokens.entries()) if (!isResource(token)) await prepareLinks(index);
        const stack = await given(runner, texts);
        const up = await stack.up([], DONE);
        const created = up.steps.filter(({ op }) => op === "create").map(({ type }) => type);
        expect(created).toEqual(expect.arrayContaining(tokens.filter(isResource)));
        expect(up.outputs).toEqual({ target: TARGET, targets: [TARGET], errors: 0 });
        await stack.destroy([], DONE);
        stack.close();
      });
    },
    runner.tools,
  );
}

function isResource(token: string): boolean {
  return /:[A-Z]\w+$/.test(token);
}

function inBucket(text: string, index: number): string {
  return buckets.reduce((changed, bucket) => changed.replaceAll(bucket, `${bucket}-${index}`), text);
}

/** What functions are asked about, and commands take in. */
async function prepareLinks(index: number): Promise<void> {
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  for (const bucket of buckets) {
    await client.putObject(`${bucket}-${index}`, TARGET, "the program");
    await client.putSymlink(`${bucket}-${index}`, "latest/app.tgz", { target: TARGET });
  }
  client.close();
}

describeOnEngine("the commands of the schema", () => {
  const commands = examples.filter(({ language }) => language === "sh");

  test.each(commands)("$token: $text", async ({ text }) => {
    await prepareLinks(0);
    const stack = await given(RUNNERS.yaml as Runner, []);
    for (const line of inBucket(text, 0).trim().split("\n")) {
      const [command, verb = "", ...args] = line.replace(/^\$ /, "").split(" ");
      expect([command, verb]).toEqual(["pulumi", "import"]);
      const imported = await stack.import(args, DONE);
      expect(imported.stdout).toContain("type: oss-symlink:");
    }
    stack.close();
  });
});
