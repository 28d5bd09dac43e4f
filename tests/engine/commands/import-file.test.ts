/** From links made by hand to a stack that manages them, by the ways that docs/import.md shows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommandLine } from "../../../cli/run-command-line";
import { describeOnEngine } from "../harness";
import { BUCKET, type GivenLinks, givenLinks } from "../symlink/given-links";

jest.setTimeout(240_000);

let given: GivenLinks;
beforeEach(async () => {
  given = await givenLinks();
});
afterEach(() => given?.close());

const DONE = { expectSuccess: true };
const HANDMADE: Readonly<Record<string, string>> = {
  "latest/app.tgz": "releases/1.4.2/app.tgz",
  "latest/a b/ü+%?#": "releases/1.4.2/ü+%",
  "latest/$HOME/${x}": `releases/1.4.2/\${y}`,
  'latest/"quoted"': "releases/1.4.2/q",
  "latest/世界 😀": "releases/1.4.2/世界",
};

async function makeByHand(): Promise<void> {
  for (const [key, target] of Object.entries(HANDMADE)) {
    await given.client.putSymlink(BUCKET, key, { target, metadata: { owner: "me" }, contentType: "text/x-hand" });
  }
}

async function importFile(...args: string[]): Promise<void> {
  let said = "";
  const stream = {
    write: (text: string) => {
      said += text;
    },
  };
  const { endpoint, region } = given.oss;
  const where = ["--endpoint", endpoint, "--region", region];
  const credentials = { OSS_ACCESS_KEY_ID: "test", OSS_ACCESS_KEY_SECRET: "test" };
  const kept = { ...process.env };
  Object.assign(process.env, credentials);
  try {
    const status = await runCommandLine(["import-file", ...args, ...where], { stdout: stream, stderr: stream });
    if (status !== 0) throw new Error(said);
  } finally {
    process.env = kept;
  }
}

async function idsOf(type: string): Promise<string[]> {
  const resources = (await given.stack.export()).deployment.resources ?? [];
  return resources.filter((resource) => resource.type === type).map(({ id }) => id ?? "");
}

describeOnEngine("links made by hand", () => {
  it("become a Symlink each, and the code that pulumi import writes previews clean", async () => {
    await makeByHand();
    const { stack } = given;
    const [file, code] = [join(stack.program, "import.json"), join(stack.program, "imported.yaml")];
    await importFile(`${BUCKET}/latest/`, "--out", file);
    await stack.import(["--file", file, "--protect=false", "--out", code], DONE);
    expect((await idsOf("oss-symlink:index:Symlink")).sort()).toEqual(
      Object.keys(HANDMADE)
        .map((key) => `${BUCKET}/${key}`)
        .sort(),
    );
    stack.write({ "Main.yaml": readFileSync(code, "utf8") });
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
  });

  it("become one layout, and the code that import-file writes previews clean", async () => {
    await makeByHand();
    const { stack } = given;
    const [file, code] = [join(stack.program, "import.json"), join(stack.program, "layout.yaml")];
    await importFile(`${BUCKET}/latest/`, "--layout", "--out", file, "--code", code);
    await stack.import(["--file", file, "--protect=false", "--generate-code=false"], DONE);
    expect(await idsOf("oss-symlink:index:AliasLayout")).toEqual([`${BUCKET}/latest/`]);
    stack.write({ "Main.yaml": readFileSync(code, "utf8") });
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
    for (const [key, target] of Object.entries(HANDMADE)) expect(await given.targetOf(key)).toBe(target);
  });
});
