import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, describeOnEngine } from "../harness";
import { BUCKET, type Declared, type GivenLinks, givenLinks } from "../symlink/given-links";
import { type GivenPack, givenPack, violations } from "./given-pack";

jest.setTimeout(180_000);

const PACK = `
const { PolicyPack } = require("@pulumi/policy");
const { linkPolicies } = require("pulumi-oss-symlink/policy");
new PolicyPack("house", { policies: linkPolicies });
`;

let pack: GivenPack;
let given: GivenLinks;
beforeAll(async () => {
  pack = await givenPack({ "index.js": PACK });
  given = await givenLinks({ versioning: "Enabled" });
});
afterAll(() => given?.close());

/** The version of a link that is about to be written is not known before. */
const FROM_VERSION = `releases/\${app.versionId}/next.tgz`;

const DONE = { expectSuccess: true };

const link = (key: string, target: string, more: Declared = {}): Declared => ({ bucket: BUCKET, key, target, ...more });

/** What was said, as `level policy resource`. */
function verdicts(result: CommandResult): string[] {
  return violations(result)
    .map(({ level, policy, resource }) => `${level} ${policy} ${resource}`)
    .sort();
}

function messagesOf(result: CommandResult, policy: string): string[] {
  return violations(result)
    .filter((violation) => violation.policy === policy)
    .map(({ message }) => message);
}

const puts = () => given.oss.requests().filter(({ operation }) => operation === "PutSymlink").length;

describeOnEngine("a pack of all rules", () => {
  test("refuses in the preview what breaks a mandatory rule, and tells of what breaks an advisory one", async () => {
    const { stack, declare } = given;
    declare({
      good: link("latest/good.tgz", "releases/1/good.tgz", { metadata: { owner: "me" } }),
      bad: link("old/bad.tgz", "tmp/bad.zip", { acl: "public-read-write" }),
    });
    const config = {
      "key-pattern": { pattern: "^latest/" },
      "target-pattern": { pattern: "^releases/", enforcementLevel: "advisory" },
      "same-prefix": { folders: 1, prefixes: ["old/"] },
      "required-metadata": { names: ["owner"] },
      "protected-prefixes": { prefixes: ["latest/"] },
      "require-enforce": { enforcementLevel: "advisory", required: true, buckets: [BUCKET] },
    };
    const preview = await stack.preview(pack.with(config));
    expect(preview.code).not.toBe(0);
    expect(verdicts(preview)).toEqual([
      "advisory keep-extension bad",
      "advisory require-enforce bad",
      "advisory require-enforce good",
      "advisory target-pattern bad",
      "mandatory acl-limit bad",
      "mandatory key-pattern bad",
      "mandatory protected-prefixes good",
      "mandatory required-metadata bad",
      "mandatory same-prefix bad",
    ]);
    expect(messagesOf(preview, "key-pattern")).toEqual([
      "The key of a link matches a pattern.\n" +
        `Symlink "bad" (${BUCKET}/old/bad.tgz): the key does not match /^latest\\//; choose one that does`,
    ]);
    // The engine names pack, level, rule and resource above that.
    expect(preview.stdout).toContain("- [mandatory]  key-pattern  (oss-symlink:index:Symlink: bad)");
    const up = await stack.up(pack.with(config));
    expect(up.code).not.toBe(0);
    expect(puts()).toBe(0);
  });

  test("lets a deployment pass whose links keep to the rules, or break advisory ones only", async () => {
    const { stack, declare, targetOf } = given;
    declare({ app: { properties: link("stable/app.tgz", "releases/1/app.tgz"), options: { protect: true } } });
    const config = { "protected-prefixes": { prefixes: ["stable/"] }, "key-pattern": { pattern: "^stable/" } };
    expect(verdicts(await stack.up(pack.with(config), DONE))).toEqual([]);
    expect(await targetOf("stable/app.tgz")).toBe("releases/1/app.tgz");

    declare({ app: link("stable/app.tgz", "releases/1/app.tgz") });
    const advised = await stack.up(pack.with({ all: "advisory", ...config }), DONE);
    expect(verdicts(advised)).toEqual(["advisory protected-prefixes app"]);
  });

  test("is asked about a state, without program and provider, by pulumi policy analyze", async () => {
    const { stack } = given;
    const kept = pack.with({ "key-pattern": { pattern: "^stable/" } });
    const broken = pack.with({
      "key-pattern": { pattern: "^latest/" },
      "protected-prefixes": { prefixes: ["stable/"] },
    });
    const analyze = (args: string[], of: string[]) => stack.exec(["policy", "analyze", ...args, ...of]);
    const file = join(stack.program, "exported.json");
    writeFileSync(file, JSON.stringify(await stack.export()));
    const asked = given.oss.requests().length;
    for (const of of [
      ["--stack", "dev"],
      ["--file", file],
    ]) {
      expect((await analyze(kept, of)).code).toBe(0);
      const failed = await analyze(broken, of);
      expect(failed.code).not.toBe(0);
      expect(failed.stdout).toContain(`(${BUCKET}/stable/app.tgz): the key does not match /^latest\\//`);
      expect(failed.stdout).toContain('Symlink "app": it is not protected from being deleted');
    }
    expect(given.oss.requests()).toHaveLength(asked);
  });

  test("says in the preview which rules had to wait for an unknown value, and holds to them in the deployment", async () => {
    const { stack, declare, targetOf } = given;
    declare({
      app: link("stable/app.tgz", "releases/2/app.tgz"),
      next: link("old/next.tgz", FROM_VERSION),
    });
    const config = { "key-pattern": { pattern: "^stable/" }, "target-pattern": { pattern: "^releases/\\d/" } };
    const preview = await stack.preview(pack.with(config));
    expect(verdicts(preview)).toEqual(
      expect.arrayContaining(["mandatory key-pattern next", "advisory target-pattern next"]),
    );
    const [waiting] = messagesOf(preview, "target-pattern");
    expect(waiting).toContain("string value at .target can't be known during preview");

    const up = await stack.up(pack.with({ ...config, "key-pattern": "disabled" }));
    expect(up.code).not.toBe(0);
    expect(verdicts(up)).toEqual(["mandatory target-pattern next"]);
    expect(await targetOf("old/next.tgz")).toBeUndefined();
    declare({});
    await stack.up([], DONE);
  });
});

describeOnEngine("links of a layout", () => {
  const declare = (prefix: string, more: Declared = {}) => {
    const links = { "app.tgz": "app.tgz", "notes.txt": "notes.txt" };
    const properties = { bucket: BUCKET, prefix, targetPrefix: "releases/1/", links, ...more };
    given.stack.write({
      "Main.yaml": JSON.stringify({ resources: { all: { type: "oss-symlink:AliasLayout", properties } } }),
    });
  };

  test("are judged one by one, and what they have in common once and put right", async () => {
    const { stack, client } = given;
    const config = {
      "key-pattern": { pattern: "^latest/.*\\.tgz$" },
      "required-metadata": { names: ["owner"], defaults: { owner: "platform" }, enforcementLevel: "remediate" },
    };
    declare("latest/");
    const preview = await stack.preview(pack.with(config));
    expect(preview.code).not.toBe(0);
    expect(verdicts(preview)).toEqual(["mandatory key-pattern all"]);
    expect(messagesOf(preview, "key-pattern").join()).toContain(
      `AliasLayout "all", links["notes.txt"] (${BUCKET}/latest/notes.txt): the key does not match`,
    );
    expect(messagesOf(preview, "key-pattern").join()).not.toContain("app.tgz");

    await stack.up(pack.with({ ...config, "key-pattern": { pattern: "^latest/" } }), DONE);
    expect((await client.getSymlink(BUCKET, "latest/notes.txt")).metadata).toEqual({ owner: "platform" });
    const analyzed = await stack.exec(["policy", "analyze", "--stack", "dev", ...pack.with(config)]);
    expect(analyzed.code).not.toBe(0);
    await stack.destroy([], DONE);
  });
});

describeOnEngine("rules about the whole stack", () => {
  /** Each provider instance is a process of its own, and sees its own links only. */
  const declareOn = (links: Readonly<Record<string, Declared>>) => {
    const { endpoint, region } = given.oss;
    const names = Object.keys(links);
    const providers = names.map((name) => [
      `provider-of-${name}`,
      { type: "pulumi:providers:oss-symlink", properties: { endpoint, region } },
    ]);
    const resources = names.map((name) => [
      name,
      { type: "oss-symlink:Symlink", properties: links[name], options: { provider: `\${provider-of-${name}}` } },
    ]);
    given.stack.write({ "Main.yaml": JSON.stringify({ resources: Object.fromEntries([...providers, ...resources]) }) });
  };

  test("find chains, circles and doubles across providers, in the preview", async () => {
    const { stack } = given;
    declareOn({
      a: link("chain/a", "chain/b"),
      b: link("chain/b", "releases/b"),
      c: link("circle/c", "circle/d"),
      d: link("circle/d", "circle/c"),
      e: link("chain/b", "releases/b"),
    });
    const before = puts();
    const preview = await stack.preview(pack.with());
    expect(preview.code).not.toBe(0);
    expect(verdicts(preview).slice(0, 3)).toEqual([
      "mandatory no-chains a",
      "mandatory no-chains c",
      "mandatory no-chains d",
    ]);
    expect(verdicts(preview).slice(3)).toEqual([expect.stringMatching(/^mandatory no-duplicates [be]$/)]);
    expect(messagesOf(preview, "no-chains").join("\n")).toContain("and from there in a circle");
    expect(puts()).toBe(before);
  });

  test("leave alone what is only read", async () => {
    const { stack, client } = given;
    await client.putSymlink(BUCKET, "seen", { target: "releases/b" });
    const seen = { type: "oss-symlink:Symlink", get: { id: `${BUCKET}/seen` } };
    stack.write({ "Main.yaml": JSON.stringify({ resources: { seen, again: seen } }) });
    expect(verdicts(await stack.up(pack.with(), DONE))).toEqual([]);
  });
});

describeOnEngine("the level remediate", () => {
  test("puts right what can be put right, and leaves secrets secret", async () => {
    const { stack, declare, client } = given;
    await stack.exec(["config", "set", "--secret", "token", "hidden"], DONE);
    const app = link("latest/app.tgz", "releases/1/app.tgz", {
      acl: "public-read-write",
      metadata: { token: `\${token}` },
    });
    declare({ app });
    const main = JSON.parse(readFileSync(join(stack.program, "Main.yaml"), "utf8"));
    stack.write({ "Main.yaml": JSON.stringify({ ...main, config: { token: { type: "string" } } }) });
    const config = {
      all: "remediate",
      "acl-limit": { widest: "private" },
      "require-enforce": { required: true },
      "required-metadata": { names: ["owner"], defaults: { owner: "platform" } },
      "key-pattern": { pattern: "^latest/" },
    };
    const preview = await stack.preview(pack.with(config), DONE);
    expect(verdicts(preview)).toEqual([]);
    for (const name of ["acl-limit", "require-enforce", "required-metadata"])
      expect(preview.stdout).toMatch(new RegExp(`\\[remediate\\] +${name}`));

    await stack.up(pack.with(config), DONE);
    const { metadata } = await client.getSymlink(BUCKET, "latest/app.tgz");
    expect(metadata).toEqual({ token: "hidden", owner: "platform" });
    expect(await client.getAcl(BUCKET, "latest/app.tgz")).toBe("private");
    const exported = await stack.export();
    expect(JSON.stringify(exported)).not.toContain("hidden");
    const [state] = exported.deployment.resources?.filter(({ urn }) => urn.endsWith("::app")) ?? [];
    expect(state?.inputs).toMatchObject({ enforce: true, acl: "private" });
    // What was put right is there; nothing is left to change.
    await stack.preview([...pack.with(config), "--expect-no-changes"], DONE);
  });

  test("refuses what it cannot put right", async () => {
    const { stack, declare } = given;
    declare({ app: link("old/app.tgz", "releases/1/app.tgz") });
    const preview = await stack.preview(
      pack.with({ "key-pattern": { pattern: "^latest/", enforcementLevel: "remediate" } }),
    );
    expect(preview.code).not.toBe(0);
    expect(verdicts(preview)).toEqual(["mandatory key-pattern app"]);
  });
});

describeOnEngine("a wrong configuration", () => {
  test("is refused by the engine where it has the wrong type, for all rules at once", async () => {
    const preview = await given.stack.preview(
      pack.with({ "key-pattern": { pattern: 7 }, "acl-limit": { widest: "all" } }),
    );
    expect(preview.code).not.toBe(0);
    const said = preview.stdout + preview.stderr;
    expect(said).toContain("key-pattern: pattern: Invalid type. Expected: string, given: integer");
    expect(said).toContain("acl-limit: widest: widest must be one of the following");
  });

  test("is refused by the rule otherwise, with its name, all that is wrong and no stack", async () => {
    const preview = await given.stack.preview(pack.with({ "key-pattern": { pattern: "(", patern: "^latest/" } }));
    expect(preview.code).not.toBe(0);
    const said = preview.stdout + preview.stderr;
    expect(said).toContain("the configuration of the rule key-pattern is wrong:");
    expect(said).toContain('- patern is not a setting of key-pattern; did you mean "pattern"?');
    expect(said).toContain(
      "- pattern is not a regular expression: Invalid regular expression: /(/: Unterminated group",
    );
    expect(said).not.toContain("resource-policy.js");
  });
});
