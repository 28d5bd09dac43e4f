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

/** A block of code in the description of a resource or function. */
interface Example {
  readonly token: string;
  readonly language: string;
  readonly text: string;
}

const examples = readExamples();
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

/** How an example in a language becomes a program, and what that takes. */
interface Runner {
  readonly tools: Tool[];
  readonly sdk?: "nodejs" | "python" | "go";
  readonly program: (text: string) => Program;
}

const RUNNERS: Readonly<Record<string, Runner>> = {
  yaml: { tools: [], program: (text) => ({ runtime: "yaml", files: { "Main.yaml": text } }) },
  typescript: { tools: ["go"], sdk: "nodejs", program: typescriptProgram },
  python: {
    tools: ["go", "python3"],
    sdk: "python",
    program: (text) => ({ runtime: "python", files: { "__main__.py": text } }),
  },
  go: { tools: ["go"], sdk: "go", program: goProgram },
};

function typescriptProgram(text: string): Program {
  const packages = { "pulumi-oss-symlink-plugin": `../${SDK_FOLDER}` };
  return { runtime: "nodejs", files: { "index.ts": text }, packages };
}

/** With the module file of the example, whose SDK stands in the same place. */
function goProgram(text: string): Program {
  const file = (name: string) => readFileSync(join(ROOT, "examples/go", name), "utf8");
  return { runtime: "go", files: { "main.go": text, "go.mod": file("go.mod"), "go.sum": file("go.sum") } };
}

let oss: Emulator;
beforeEach(async () => {
  oss = await startEmulator({ buckets });
});
afterEach(() => oss.close());

async function given({ sdk, program }: Runner, text: string): Promise<Stack> {
  const python = sdk === "python" ? { PYTHONPATH: await pythonPackages(await generatedSdk(sdk)) } : {};
  const stack = await givenStack({
    program: program(text),
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

/** What is written by an example as the program is run, by operation. */
function writes(): string[] {
  return oss
    .requests()
    .filter(({ operation, status }) => /^Put/.test(operation) && status < 300)
    .map(({ operation }) => operation);
}

test("every example is in a language that is run, or is a command", () => {
  const languages = new Set(examples.map(({ language }) => language));
  expect([...languages].filter((language) => language !== "sh").sort()).toEqual(Object.keys(RUNNERS).sort());
  expect(buckets.length).toBeGreaterThan(0);
});

for (const [language, runner] of Object.entries(RUNNERS)) {
  describeOnEngine(
    `the examples of the schema in ${language}`,
    () => {
      const own = examples.filter((example) => example.language === language);
      test.each(own)("$token goes up and down", async ({ token, text }) => {
        const resource = /:[A-Z]\w+$/.test(token);
        if (!resource) await prepareLinks();
        const stack = await given(runner, text);
        const before = writes().length;
        const up = await stack.up([], DONE);
        if (resource) {
          expect(up.steps).toContainEqual(expect.objectContaining({ op: "create", type: token, progress: "done" }));
          expect(writes().length).toBeGreaterThan(before);
        }
        await stack.destroy([], DONE);
        stack.close();
      });
    },
    runner.tools,
  );
}

/** What functions are asked about. */
async function prepareLinks(): Promise<void> {
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  for (const bucket of buckets) {
    await client.putObject(bucket, "releases/1.4.2/app.tgz", "the program");
    await client.putSymlink(bucket, "latest/app.tgz", { target: "releases/1.4.2/app.tgz" });
  }
  client.close();
}

describeOnEngine("the commands of the schema", () => {
  const commands = examples.filter(({ language }) => language === "sh");

  test.each(commands)("$token: $text", async ({ text }) => {
    await prepareLinks();
    const stack = await given(RUNNERS.yaml as Runner, "{}");
    for (const line of text.trim().split("\n")) {
      const [command, verb = "", ...args] = line.replace(/^\$ /, "").split(" ");
      expect([command, verb]).toEqual(["pulumi", "import"]);
      const imported = await stack.import(args, DONE);
      expect(imported.stdout).toContain("type: oss-symlink:");
    }
    stack.close();
  });
});
