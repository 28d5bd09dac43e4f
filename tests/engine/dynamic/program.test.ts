import { readFileSync } from "node:fs";
import { join } from "node:path";
import { blockUnder } from "../../support/docs/markdown";
import { describeOnEngine, engineDirectory } from "../harness";
import { environmentOf } from "../harness/environment";
import { makeFolders, removeFolders } from "../harness/folders";
import { runTool } from "../harness/tools";
import { writeFiles } from "../harness/write-files";
import { BUCKET, DONE, type GivenProject, givenProject, linkOps, said } from "./given-project";
import { installQuickly, packedPackage } from "./packed";

jest.setTimeout(600_000);

let given: GivenProject;
beforeAll(async () => {
  given = await givenProject();
});
afterAll(() => given?.close());

describeOnEngine("a program", () => {
  test("is stopped when two links have one name, as soon as that is known, and sends nothing of the second", async () => {
    const { stack, program, targetOf } = given;
    program(`const first = new Symlink("first", { bucket, key: "latest", target: "releases/1" });
const second = new Symlink("second", { bucket: first.bucket, key: pulumi.output("latest"), target: "releases/2" });`);
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain('Symlink "second" has the same bucket and key as Symlink "first"');
    expect(linkOps(refused)).not.toContain("create second");
    expect([undefined, "releases/1"]).toContain(await targetOf("latest"));
    await stack.destroy([], DONE);
  });

  test("is stopped when a link points to a link", async () => {
    const { stack, program } = given;
    program(`new Symlink("alias", { bucket, key: "alias", target: pulumi.secret("latest") });
new Symlink("latest", { bucket, key: "latest", target: "releases/1" });`);
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain('Symlink "alias" points to a link: its target is the key of Symlink "latest"');
    expect(said(refused)).not.toContain("    at ");
  });

  test("is told everything that is wrong with a link by its preview", async () => {
    const { stack, program } = given;
    program('new Symlink("latest", { bucket, key: "latest", target: "latest", metdata: {} });');
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain('did you mean "metadata"?');
    expect(said(refused)).toContain("is the link itself");
  });

  test("gets a link that is there, and an error for one that is not", async () => {
    const { stack, program, client, targetOf } = given;
    await client.putSymlink(BUCKET, "theirs", { target: "releases/9", metadata: { owner: "them" } });
    program(
      'const got = Symlink.get("got", bucket + "/theirs");\nexports.target = got.target;\nexports.all = got.metadata;',
    );
    await stack.up([], DONE);
    expect(await stack.outputs()).toEqual({ target: "releases/9", all: { owner: "them" } });
    program('exports.target = Symlink.get("got", bucket + "/nothing").target;');
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain("there is no link links/nothing to get");
    await stack.destroy([], DONE);
    expect(await targetOf("theirs")).toBe("releases/9");
  });

  test("conceals a property that it marks secret itself everywhere in state", async () => {
    const { stack, program } = given;
    program(
      `new Symlink("latest", { bucket, key: "latest", target: "looks-hidden" }, { additionalSecretOutputs: ["target"] });`,
    );
    await stack.up([], DONE);
    const [link] = (await stack.export()).deployment.resources?.filter(({ urn }) => urn.endsWith("::latest")) ?? [];
    expect(JSON.stringify(link?.outputs)).not.toContain("looks-hidden");
    await stack.destroy([], DONE);
  });
});

const INLINE = `const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { Symlink } = require("pulumi-oss-symlink");
const program = async () => {
  new Symlink("latest", { bucket: "${BUCKET}", key: "latest", target: "releases/1" });
};
(async () => {
  const stack = await LocalWorkspace.createStack({ stackName: "dev", projectName: "inline", program }, { workDir: __dirname });
  const created = await stack.up();
  const again = await stack.up();
  await stack.preview({ expectNoChanges: true });
  await stack.destroy();
  console.log(JSON.stringify([created.summary.resourceChanges, again.summary.resourceChanges]));
})().catch((error) => { console.error(error.message); process.exitCode = 1; });
`;

describeOnEngine("an inline program of the automation API", () => {
  test("runs several times in one process", async () => {
    const folders = makeFolders();
    try {
      const { oss } = given;
      const variables = {
        OSS_ENDPOINT: oss.endpoint,
        OSS_REGION: oss.region,
        OSS_ACCESS_KEY_ID: oss.accessKeyId,
        OSS_ACCESS_KEY_SECRET: oss.accessKeySecret,
      };
      writeFiles(folders.program, { "package.json": "{}", "deploy.js": INLINE });
      await installQuickly(folders.program, await packedPackage());
      const environment = environmentOf(folders, engineDirectory(), variables);
      const answer = await runTool(process.execPath, ["deploy.js"], folders.program, environment);
      expect(JSON.parse(answer)).toEqual([{ create: 2 }, { same: 2 }]);
    } finally {
      removeFolders(folders);
    }
  });
});

describeOnEngine("the program of docs/dynamic-or-plugin.md", () => {
  test("goes up as it is shown, but for the bucket's name", async () => {
    const { stack, targetOf } = given;
    const shown = blockUnder("docs/dynamic-or-plugin.md", "Begin with the dynamic provider", "typescript");
    const manifest = JSON.parse(readFileSync(join(stack.program, "package.json"), "utf8"));
    stack.write({
      "package.json": JSON.stringify({ ...manifest, main: "index.ts" }),
      "index.ts": shown.replace('"downloads"', JSON.stringify(BUCKET)),
    });
    await stack.up([], DONE);
    expect(await targetOf("latest/app.tgz")).toBe("releases/1.4.2/app.tgz");
    await stack.destroy([], DONE);
  });
});
