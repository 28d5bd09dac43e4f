import { type Emulator, startEmulator } from "../../../emulator";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, givenStack, type Stack } from "../harness";
import { errorsOf, linkOps } from "./given-links";

jest.setTimeout(120_000);

const DONE = { expectSuccess: true };

let here: Emulator;
let there: Emulator;
beforeAll(async () => {
  here = await startEmulator({ buckets: ["links"], accessKeyId: "key-here", accessKeySecret: "secret-here" });
  there = await startEmulator({
    buckets: ["links"],
    region: "us-west-1",
    accessKeyId: "key-there",
    accessKeySecret: "secret-there",
  });
});
afterAll(async () => {
  await here?.close();
  await there?.close();
});

const LINK = { bucket: "links", key: "latest", target: "releases/1" };

function givenProgram(config: Record<string, string> = {}): Promise<Stack> {
  const program = { runtime: "yaml" as const, files: { "Main.yaml": "{}" } };
  return givenStack({ program, plugins: { "oss-symlink": builtPackage() }, config });
}

function declare(stack: Stack, resources: Record<string, unknown>): void {
  stack.write({ "Main.yaml": JSON.stringify({ resources }) });
}

/** Options as a program gives them, numbers and booleans as such, the secret as a secret. */
function provider({ endpoint, region, accessKeyId, accessKeySecret }: Emulator, more: object = {}) {
  const properties = { endpoint, region, accessKeyId, accessKeySecret: { "fn::secret": accessKeySecret }, ...more };
  return { type: "pulumi:providers:oss-symlink", properties };
}

const linkBy = (name: string) => ({
  type: "oss-symlink:Symlink",
  properties: LINK,
  options: { provider: `\${${name}}` },
});

/** What the service has been asked to write, and how it answered. */
function writes(oss: Emulator): string[] {
  const changes = oss.requests().filter(({ operation }) => /^(Put|Delete)/.test(operation));
  return changes.map(({ operation, key, status }) => `${operation} ${key} ${status}`);
}

describeOnEngine("explicit providers", () => {
  it("reach each its own service from one program, and change without touching a link", async () => {
    const stack = await givenProgram();
    const givenProviders = (more: object) => ({
      here: provider(here, more),
      there: provider(there, { addressing: "path", ...more }),
      first: linkBy("here"),
      second: linkBy("there"),
    });
    declare(stack, givenProviders({ maxRetries: 1, requestPayer: false }));
    await stack.up([], DONE);
    expect([writes(here), writes(there)]).toEqual([["PutSymlink latest 200"], ["PutSymlink latest 200"]]);
    const exported = JSON.stringify(await stack.export());
    for (const secret of ["secret-here", "secret-there"]) expect(exported).not.toContain(secret);

    declare(stack, givenProviders({ maxRetries: 2, timeoutSeconds: 30, requestPayer: true }));
    const changed = await stack.up([], DONE);
    const providers = changed.steps.filter(
      ({ type, name }) => type === "pulumi:providers:oss-symlink" && name.endsWith("here"),
    );
    expect(providers.map(({ op }) => op)).toEqual(["update", "update"]);
    expect(linkOps(changed).sort()).toEqual(["same first", "same second"]);
    expect([writes(here), writes(there)]).toEqual([["PutSymlink latest 200"], ["PutSymlink latest 200"]]);

    await stack.destroy([], DONE);
    expect([writes(here).at(-1), writes(there).at(-1)]).toEqual(["DeleteObject latest 204", "DeleteObject latest 204"]);
    here.reset();
    there.reset();
  });

  it("take a link over from the default one in place", async () => {
    const { endpoint, region, accessKeyId } = here;
    const stack = await givenProgram({
      "oss-symlink:endpoint": endpoint,
      "oss-symlink:region": region,
      "oss-symlink:accessKeyId": accessKeyId,
      "oss-symlink:maxRetries": "3",
      "oss-symlink:requestPayer": "false",
    });
    const args = ["config", "set", "--secret", "oss-symlink:accessKeySecret", here.accessKeySecret];
    await stack.exec(args, DONE);
    declare(stack, { first: { type: "oss-symlink:Symlink", properties: LINK } });
    await stack.up([], DONE);
    expect(JSON.stringify(await stack.export())).not.toContain("secret-here");

    declare(stack, { here: provider(here), first: linkBy("here") });
    expect(linkOps(await stack.up([], DONE))).toEqual(["same first"]);
    expect(writes(here)).toEqual(["PutSymlink latest 200"]);
    await stack.preview(["--expect-no-changes"], DONE);
    await stack.destroy([], DONE);
    here.reset();
  });

  it("of another region, or with options that are none, are told what to do, and send no write", async () => {
    const stack = await givenProgram();
    declare(stack, { here: provider(here, { region: "us-west-1" }), first: linkBy("here") });
    const elsewhere = await stack.up();
    expect(elsewhere.code).not.toBe(0);
    expect(errorsOf(elsewhere)).toContain("set region to the one the bucket is in");
    declare(stack, { here: provider(here, { maxRetries: 1000, timeoutSeconds: 0 }), first: linkBy("here") });
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    for (const name of ["maxRetries", "timeoutSeconds"]) expect(errorsOf(refused)).toContain(name);
    expect(refused.stdout + refused.stderr).not.toContain("secret-here");
    expect(writes(here).filter((write) => write.endsWith(" 200"))).toEqual([]);
  });
});
