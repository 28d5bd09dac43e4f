/** From links made by hand to a stack that manages them, by the ways that docs/import.md shows. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { blockUnder } from "../../support/docs/markdown";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine } from "../harness";
import { BUCKET, type GivenLinks, givenLinks } from "../symlink/given-links";

jest.setTimeout(240_000);

let given: GivenLinks;
beforeEach(async () => {
  given = await givenLinks();
});
afterEach(() => given?.close());

const run = promisify(execFile);
const COMMAND = join(builtPackage(), "dist", "cli", "main.js");
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

/** Runs the commands of the page in the folder of the program, as they are but for the bucket's name and questions. */
async function runShown(heading: string): Promise<void> {
  const { oss, stack } = given;
  const environment = {
    ...process.env,
    OSS_ENDPOINT: oss.endpoint,
    OSS_REGION: oss.region,
    OSS_ACCESS_KEY_ID: oss.accessKeyId,
    OSS_ACCESS_KEY_SECRET: oss.accessKeySecret,
  };
  for (const command of blockUnder("docs/import.md", heading, "sh").trim().split("\n")) {
    const [program, first = "", ...args] = command.replace("downloads/", `${BUCKET}/`).split(" ");
    if (program === "oss-symlink")
      await run(process.execPath, [COMMAND, first, ...args], { cwd: stack.program, env: environment });
    else {
      expect([program, first]).toEqual(["pulumi", "import"]);
      await stack.import(args, DONE);
    }
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
    await runShown("One resource per link");
    expect((await idsOf("oss-symlink:index:Symlink")).sort()).toEqual(
      Object.keys(HANDMADE)
        .map((key) => `${BUCKET}/${key}`)
        .sort(),
    );
    stack.write({ "Main.yaml": readFileSync(join(stack.program, "imported.yaml"), "utf8") });
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
  });

  it("become one layout, and the code that import-file writes previews clean", async () => {
    await makeByHand();
    const { stack } = given;
    await runShown("One AliasLayout for all of them");
    expect(await idsOf("oss-symlink:index:AliasLayout")).toEqual([`${BUCKET}/latest/`]);
    stack.write({ "Main.yaml": readFileSync(join(stack.program, "layout.yaml"), "utf8") });
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
    for (const [key, target] of Object.entries(HANDMADE)) expect(await given.targetOf(key)).toBe(target);
  });
});
