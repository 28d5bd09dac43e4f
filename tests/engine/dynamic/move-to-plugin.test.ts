import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, type Stack } from "../harness";
import { BUCKET, DONE, type GivenProject, givenProject, TYPE } from "./given-project";

jest.setTimeout(600_000);

const PLUGIN_TYPE = "oss-symlink:index:Symlink";

let given: GivenProject;
beforeAll(async () => {
  given = await givenProject({ bucket: { versioning: "Enabled" } });
});
afterAll(() => given?.close());

const LINKS = {
  latest: { bucket: BUCKET, key: "latest", target: "releases/1", metadata: { owner: "me" }, acl: "private" },
  stable: { bucket: BUCKET, key: "stable", target: "releases/0", tags: { stage: "live" } },
};

/** Steps of links, whichever of the two types they have, in the order of the alphabet. */
async function ops(command: Promise<{ steps: { type: string; op: string; name: string }[] }>): Promise<string[]> {
  const { steps } = await command;
  return steps
    .filter(({ type }) => type === PLUGIN_TYPE || type === TYPE)
    .map(({ op, name }) => `${op} ${name}`)
    .sort();
}

function projectFile(stack: Stack, runtime: string): void {
  const providers = [{ name: "oss-symlink", path: builtPackage() }];
  stack.write({ "Pulumi.yaml": JSON.stringify({ name: "test", runtime, plugins: { providers } }) });
}

/** What a generated SDK's class amounts to. The alias is the schema's own, as generated SDKs add it. */
const PLUGIN_PROGRAM = `const pulumi = require("@pulumi/pulumi");
class Symlink extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("${PLUGIN_TYPE}", name, args, pulumi.mergeOptions({ aliases: [{ type: "${TYPE}" }] }, opts));
  }
}
for (const [name, args] of Object.entries(${JSON.stringify(LINKS)})) new Symlink(name, args);
`;

async function deployDynamic(): Promise<void> {
  projectFile(given.stack, "nodejs");
  given.program(`for (const [name, args] of Object.entries(${JSON.stringify(LINKS)})) new Symlink(name, args);`);
  await given.stack.up([], DONE);
}

async function expectInPlace(puts: number): Promise<void> {
  const { stack, targetOf } = given;
  expect(await ops(stack.preview(["--expect-no-changes"], DONE))).toEqual(["same latest", "same stable"]);
  expect(await ops(stack.up(["--expect-no-changes"], DONE))).toEqual(["same latest", "same stable"]);
  await stack.preview(["--refresh", "--expect-no-changes"], DONE);
  expect(given.puts()).toBe(puts);
  expect([await targetOf("latest"), await targetOf("stable")]).toEqual(["releases/1", "releases/0"]);
  const types = (await stack.export()).deployment.resources?.map(({ type }) => type) ?? [];
  expect(types.filter((type) => type === PLUGIN_TYPE)).toHaveLength(2);
  expect(types).not.toContain(TYPE);
}

describeOnEngine("a stack that moves from the dynamic provider to the plugin", () => {
  test("keeps every link in place in a Node.js program", async () => {
    const { stack, targetOf } = given;
    await deployDynamic();
    const puts = given.puts();
    stack.write({ "index.js": PLUGIN_PROGRAM });
    await expectInPlace(puts);

    stack.write({ "index.js": PLUGIN_PROGRAM.replace("releases/1", "releases/2") });
    expect(await ops(stack.up([], DONE))).toContain("update latest");
    const [latest] = (await stack.export()).deployment.resources?.filter(({ urn }) => urn.endsWith("latest")) ?? [];
    expect(latest?.outputs).not.toHaveProperty("declared");
    expect(latest?.outputs?.versionIds).toHaveLength(2);
    await stack.destroy([], DONE);
    expect([await targetOf("latest"), await targetOf("stable")]).toEqual([undefined, undefined]);
  });

  test("keeps every link in place in a YAML program, by nothing but the schema", async () => {
    const { stack, targetOf } = given;
    await deployDynamic();
    const puts = given.puts();
    projectFile(stack, "yaml");
    const resources = Object.entries(LINKS).map(([name, properties]) => [
      name,
      { type: "oss-symlink:Symlink", properties },
    ]);
    stack.write({ "Main.yaml": JSON.stringify({ resources: Object.fromEntries(resources) }) });
    await expectInPlace(puts);
    await stack.destroy([], DONE);
    expect([await targetOf("latest"), await targetOf("stable")]).toEqual([undefined, undefined]);
  });
});
