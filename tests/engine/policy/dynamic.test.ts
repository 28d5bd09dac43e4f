import { type GivenProject, givenProject } from "../dynamic/given-project";
import { describeOnEngine } from "../harness";
import { type GivenPack, givenPack, violations } from "./given-pack";

jest.setTimeout(180_000);

let pack: GivenPack;
let given: GivenProject;
beforeAll(async () => {
  pack = await givenPack({ "index.js": 'require("pulumi-oss-symlink/policy").startLinkPack("house");' });
  given = await givenProject();
});
afterAll(() => given?.close());

const DONE = { expectSuccess: true };

describeOnEngine("links of the dynamic provider", () => {
  test("are held to the same rules, and their secrets are not repeated", async () => {
    const { stack, program, client } = given;
    program(`
new Symlink("good", { bucket, key: "latest/a.tgz", target: "releases/1/a.tgz" });
new Symlink("bad", { bucket, key: "old/b.tgz", target: pulumi.secret("hidden/b.tgz") });`);
    const config = {
      "key-pattern": { pattern: "^latest/" },
      "target-pattern": { pattern: "^releases/" },
      "require-enforce": { required: true, enforcementLevel: "advisory", prefixes: ["latest/"] },
    };
    const preview = await stack.preview(pack.with(config));
    expect(preview.code).not.toBe(0);
    const said = violations(preview).map(({ level, policy, resource }) => `${level} ${policy} ${resource}`);
    expect(said.sort()).toEqual([
      "advisory require-enforce good",
      "mandatory key-pattern bad",
      "mandatory target-pattern bad",
    ]);
    expect(preview.stdout).toContain("the target does not match /^releases\\//");
    expect(preview.stdout + preview.stderr).not.toContain("hidden");
    expect((await stack.up(pack.with(config))).code).not.toBe(0);
    // The other link may be on its way before the engine learns that this one is refused.
    await expect(client.getSymlink("links", "old/b.tgz")).rejects.toMatchObject({ code: "NoSuchKey" });
    await stack.destroy([], DONE);
  });

  test("are put right where the level is remediate, and stay so", async () => {
    const { stack, program, client } = given;
    program(`
new Symlink("app", { bucket, key: "latest/a.tgz", target: "releases/1/a.tgz", metadata: { token: pulumi.secret("hidden") } });`);
    const config = {
      "acl-limit": { widest: "private", bucketDefault: false, enforcementLevel: "remediate" },
      "required-metadata": { names: ["owner"], defaults: { owner: "platform" }, enforcementLevel: "remediate" },
    };
    await stack.up(pack.with(config), DONE);
    const { metadata } = await client.getSymlink("links", "latest/a.tgz");
    expect(metadata).toEqual({ token: "hidden", owner: "platform" });
    expect(await client.getAcl("links", "latest/a.tgz")).toBe("private");
    expect(JSON.stringify(await stack.export())).not.toContain("hidden");
    await stack.preview([...pack.with(config), "--expect-no-changes"], DONE);
    await stack.destroy([], DONE);
  });
});
