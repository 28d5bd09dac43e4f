import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installQuickly, packedPackage } from "../dynamic/packed";
import { describeOnEngine, type Stack, writeFiles } from "../harness";
import { BUCKET, type GivenLinks, givenLinks } from "../symlink/given-links";
import { type GivenPack, givenPack, violations } from "./given-pack";

jest.setTimeout(180_000);

const EXAMPLE = join(__dirname, "../../../examples/policy-pack");

function filesOf(folder: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

describeOnEngine("examples/policy-pack", () => {
  let pack: GivenPack;
  let given: GivenLinks;
  beforeAll(async () => {
    pack = await givenPack(filesOf(EXAMPLE, ["PulumiPolicy.yaml", "package.json", "index.js"]));
    given = await givenLinks();
  });
  afterAll(() => given?.close());

  const run = async (command: Stack["up"], args: readonly string[]) => {
    const result = await command([...args]);
    const said = violations(result).map(({ level, policy, resource }) => `${level} ${policy} ${resource}`);
    return { succeeded: result.code === 0, said: said.sort() };
  };

  test("runs as it is: lets through what keeps to its rules, and refuses the rest", async () => {
    const { stack, declare, targetOf } = given;
    const latest = { bucket: BUCKET, key: "latest/app.tgz", target: "releases/1.4.2/app.tgz" };
    const stable = { ...latest, key: "stable/app.tgz" };
    declare({ latest, stable, odd: { ...latest, key: "current.tgz", target: "app.tgz" } });
    expect(await run(stack.preview, pack.with())).toEqual({
      succeeded: false,
      said: [
        "mandatory key-pattern odd",
        "mandatory protected-prefixes stable",
        "mandatory required-metadata stable",
        "mandatory target-pattern odd",
      ],
    });
    const mended = { properties: { ...stable, metadata: { owner: "release-team" } }, options: { protect: true } };
    declare({ latest, stable: mended });
    expect(await run(stack.up, pack.with())).toEqual({ succeeded: true, said: [] });
    expect(await targetOf("stable/app.tgz")).toBe("releases/1.4.2/app.tgz");
  });

  test("is configured otherwise by a file", async () => {
    const { stack } = given;
    const config = { "key-pattern": { pattern: "^latest/", enforcementLevel: "advisory" } };
    expect(await run(stack.preview, pack.with(config))).toEqual({
      succeeded: true,
      said: ["advisory key-pattern stable"],
    });
  });

  test("refuses a rule that is misspelt in a file, rather than go on without it", async () => {
    const { code, stderr, stdout } = await given.stack.preview(
      pack.with({ "key-patern": "advisory", all: "advisory" }),
    );
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('there is no rule key-patern; did you mean "key-pattern"?');
  });
});

describeOnEngine("docs/policy.md", () => {
  const page = readFileSync(join(__dirname, "../../../docs/policy.md"), "utf8");
  const blocks = (language: string) =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);
  let given: GivenLinks;
  beforeAll(async () => {
    given = await givenLinks();
  });
  afterAll(() => given?.close());

  /** Runs a command of the page with this pack. */
  const run = (command: string, { executable }: GivenPack) => {
    const [, ...args] = command.replace("../link-rules", executable).split(" ");
    return given.stack.exec(args[0] === "up" ? [...args, "--yes", "--skip-preview"] : args);
  };

  test("has commands that run, a broken rule as it is shown, and a configuration that is taken", async () => {
    const { stack, declare, linkAt, client } = given;
    const [pack, lines] = [
      await givenPack({ "index.js": blocks("js")[0] ?? "" }),
      blocks("sh").join("").trim().split("\n"),
    ];
    const [preview = "", up = "", analyze = "", ...more] = lines;
    expect(more).toEqual([]);
    stack.write({ "strict.json": blocks("json").join("") });
    declare({ odd: { bucket: BUCKET, key: "current.tgz", target: "releases/1.4.2/app.tgz" } });
    const broken = await run(preview, pack);
    expect(broken.code).not.toBe(0);
    const shown = blocks("text").join("").trim().split("\n");
    const printed = broken.stdout.split("\n").map((line) => line.trim());
    for (const line of shown) expect(printed).toContain(line.trim());

    declare({ app: { bucket: BUCKET, key: "latest/app.tgz", target: "releases/1.4.2/app.tgz", acl: "private" } });
    expect(await run(up, pack)).toMatchObject({ code: 0 });
    expect((await linkAt("latest/app.tgz")).metadata).toEqual({});
    expect(await run(analyze, pack)).toMatchObject({ code: 0 });
    await client.deleteObject(BUCKET, "latest/app.tgz");
  });

  test("has a pack of one's own that runs", async () => {
    const own = await givenPack({ "index.js": blocks("js")[1] ?? "" });
    given.declare({ site: { bucket: "sites", key: "index.html", target: "v1/index.html" } });
    const preview = await given.stack.preview(own.with());
    expect(preview.code).not.toBe(0);
    expect(violations(preview).map(({ policy, resource }) => `${policy} ${resource}`)).toEqual(["site-keys site"]);
  });
});

/** Unused expectations of errors are errors, so this also fails where the types are not found and all is `any`. */
const TYPED_PACK = `import { PolicyPack } from "@pulumi/policy";
import { keyPattern, linkPolicies, type LinkPackConfig, startLinkPack } from "pulumi-oss-symlink/policy";
new PolicyPack("house", { policies: [...linkPolicies, { ...keyPattern, name: "site-keys" }] });
const config: LinkPackConfig = { all: "advisory", "key-pattern": { pattern: "x", buckets: ["a"] }, "no-chains": "disabled" };
startLinkPack("house", config);
// @ts-expect-error there is no such rule
startLinkPack("house", { "key-patern": "advisory" });
// @ts-expect-error there is no such setting
startLinkPack("house", { "key-pattern": { patern: "x" } });
// @ts-expect-error there is no such level
startLinkPack("house", { all: "strict" });
`;

describe("the types of a pack", () => {
  test.each([
    ["as Pulumi's templates resolve modules", "commonjs", "node10"],
    ["as Node.js resolves modules", "node16", "node16"],
  ])("are found %s", async (_, module, moduleResolution) => {
    const { folder } = await givenPack({ "pack.ts": TYPED_PACK });
    const compiler = require.resolve("typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--target", "es2022", "--skipLibCheck", "--module", module];
    const args = [compiler, ...options, "--moduleResolution", moduleResolution, "pack.ts"];
    expect(spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).stdout).toBe("");
  });
});

describe("the packed package", () => {
  let folder: string;
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink-no-policy-")));
    await installQuickly(folder, await packedPackage());
    writeFiles(folder, { "package.json": JSON.stringify({ name: "pack", version: "1.0.0" }) });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const node = (script: string) => spawnSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" });

  test("has the rules without @pulumi/policy, and only a pack misses it, in a sentence that says what to do", () => {
    const rules = node('console.log(require("pulumi-oss-symlink/policy").linkPolicies.length)');
    expect(rules).toMatchObject({ status: 0, stdout: "10\n" });
    const start = node('require("pulumi-oss-symlink/policy").startLinkPack("house")');
    expect(start.status).not.toBe(0);
    expect(start.stderr).toContain(
      `a policy pack needs the npm package @pulumi/policy, and it is not installed: run npm install @pulumi/policy in ${folder}`,
    );
  });
});
