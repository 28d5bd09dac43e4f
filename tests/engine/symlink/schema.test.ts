import { readFileSync } from "node:fs";
import { join } from "node:path";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, givenStack, type Stack } from "../harness";

jest.setTimeout(120_000);

const SHIM = join(builtPackage(), "pulumi-resource-oss-symlink");
const PUBLISHED = join(builtPackage(), "sdk", "schema.json");
const DONE = { expectSuccess: true };

let stack: Stack;

describeOnEngine("the schema", () => {
  beforeAll(async () => {
    stack = await givenStack({ program: { runtime: "yaml", files: { "Main.yaml": "{}" } } });
  });

  it("passes the engine's own check", async () => {
    await stack.exec(["schema", "check", PUBLISHED], DONE);
  });

  it("is what the engine gets from the plugin", async () => {
    const { stdout } = await stack.exec(["package", "get-schema", SHIM], DONE);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(PUBLISHED, "utf8")));
  });
});
