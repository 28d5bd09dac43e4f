import { setTimeout as pause } from "node:timers/promises";
import { describeOnEngine } from "../harness";
import { BUCKET, DONE, type GivenProject, givenProject, linkOps, said, TYPE } from "./given-project";

jest.setTimeout(600_000);

let given: GivenProject;
beforeAll(async () => {
  given = await givenProject();
});
afterEach(async () => {
  given.oss.faults.clear();
  await given.stack.destroy([], DONE);
  given.oss.reset();
});
afterAll(() => given?.close());

/** One link; `args` are further properties. */
function declare(args = "", options = "{}"): void {
  given.program(`const link = new Symlink("latest", { bucket, key: "latest", target: "releases/1", ${args} }, ${options});
exports.url = link.url;
exports.target = link.target;`);
}

/** A layout of one link. */
function declareLayout(targetPrefix: string, args = ""): void {
  given.program(`const { AliasLayout } = require("pulumi-oss-symlink");
new AliasLayout("latest", {
  bucket, prefix: "latest/", targetPrefix: "${targetPrefix}", links: { "app.tgz": "app.tgz" }, ${args}
});`);
}

/** Titles are the rows of the table in docs/dynamic-or-plugin.md; a unit test compares them. */
describeOnEngine("what the dynamic provider cannot do", () => {
  test("Looks in preview", async () => {
    const { stack, client, oss } = given;
    await client.putObject(BUCKET, "latest", "theirs");
    declare();
    const before = oss.requests().length;
    expect(linkOps(await stack.preview([], DONE))).toEqual(["create latest"]);
    expect(oss.requests()).toHaveLength(before);
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain("link cannot be created");
    await client.deleteObject(BUCKET, "latest");
  });

  test("Outputs in preview", async () => {
    declare();
    const preview = await given.stack.preview([], DONE);
    expect(preview.outputs.target).toBe("releases/1");
    expect(preview.stdout).toMatch(/url\s*: \[unknown\]/);
  });

  test("Drift", async () => {
    const { stack, client, targetOf } = given;
    declare();
    await stack.up([], DONE);
    await client.putSymlink(BUCKET, "latest", { target: "elsewhere" });
    await stack.preview(["--expect-no-changes"], DONE);
    expect(linkOps(await stack.up([], DONE))).toEqual(["same latest"]);
    expect(await targetOf("latest")).toBe("elsewhere");
    const seen = await stack.preview(["--refresh"], DONE);
    expect(linkOps(seen)).toContain("update latest");
    await stack.up(["--refresh"], DONE);
    expect(await targetOf("latest")).toBe("releases/1");
    declare("enforce: true");
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain("needs the plugin; here pulumi up --refresh reads every link first");
    declare();
    await stack.exec(["config", "set", "oss-symlink:enforce", "true"], DONE);
    const warned = await stack.preview([], DONE);
    await stack.exec(["config", "rm", "oss-symlink:enforce"], DONE);
    expect(said(warned)).toContain("warning: oss-symlink:enforce: has no effect on what the dynamic provider manages");
  });

  test("A look at the target", async () => {
    const { stack, client, targetOf } = given;
    declare('targetCheck: "require"');
    await stack.preview([], DONE);
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(await targetOf("latest")).toBeUndefined();
    await client.putObject(BUCKET, "releases/1", "content");
    await stack.up([], DONE);
    expect(await targetOf("latest")).toBe("releases/1");
    await client.deleteObject(BUCKET, "releases/1");
  });

  test("What a change shows", async () => {
    const { stack, client } = given;
    declare('metadata: { owner: "me", team: "ours" }');
    await stack.up([], DONE);
    await client.putSymlink(BUCKET, "latest", { target: "releases/1", metadata: { owner: "me", team: "ours" } });
    await stack.refresh([], DONE);
    const preview = await stack.preview([], DONE);
    const [step] = preview.steps.filter(({ type }) => type === TYPE);
    expect(step).toMatchObject({ op: "update", diffs: [], detailedDiff: {} });
    await stack.up([], DONE);
  });

  test("Warnings", async () => {
    const { stack, client, targetOf } = given;
    declare();
    await stack.up([], DONE);
    await client.putSymlink(BUCKET, "latest", { target: "theirs" });
    const destroyed = await stack.destroy([], DONE);
    const lines = destroyed.diagnostics.filter(({ message }) => message.includes("left alone"));
    expect(lines).toMatchObject([
      { severity: "info", message: expect.stringMatching(/^warning: links\/latest: left/) },
    ]);
    expect(lines[0]?.urn ?? "").not.toContain("Symlink");
    expect(await targetOf("latest")).toBe("theirs");
    await client.deleteObject(BUCKET, "latest");
  });

  test("Ctrl-C", async () => {
    const { stack, oss, targetOf } = given;
    declare();
    oss.faults.add({ operation: "GetSymlink", effect: { kind: "latency", ms: 3000 } });
    const running = stack.start(["up", "--yes", "--skip-preview"]);
    while (oss.faults.list()[0]?.hits === 0) await pause(20);
    running.kill("SIGINT");
    const { code } = await running.done;
    expect(code).not.toBe(0);
    oss.faults.clear();
    expect(await targetOf("latest")).toBe("releases/1");
    const { deployment } = await stack.export();
    expect(deployment.resources?.some(({ type }) => type === TYPE)).toBe(true);
  });

  test("Time limits", async () => {
    const { stack, oss, targetOf } = given;
    declare("", '{ customTimeouts: { create: "1s" } }');
    oss.faults.add({ operation: "GetSymlink", count: 1, effect: { kind: "latency", ms: 2000 } });
    await stack.up([], DONE);
    expect(await targetOf("latest")).toBe("releases/1");
  });

  test("ignoreChanges", async () => {
    const { stack, client, targetOf } = given;
    declare("", '{ ignoreChanges: ["target"] }');
    await stack.up([], DONE);
    await client.putSymlink(BUCKET, "latest", { target: "theirs" });
    declare('contentType: "text/html"', '{ ignoreChanges: ["target"] }');
    await stack.up([], DONE);
    expect(await targetOf("latest")).toBe("releases/1");
    await client.putSymlink(BUCKET, "latest", { target: "theirs", contentType: "text/html" });
    await stack.refresh([], DONE);
    await stack.up([], DONE);
    expect(await targetOf("latest")).toBe("theirs");
  });

  test("Import", async () => {
    const { stack, client } = given;
    await client.putSymlink(BUCKET, "latest", { target: "releases/1" });
    const refused = await stack.import([TYPE, "latest", "links/latest"]);
    expect(refused.code).not.toBe(0);
    // Not our words: the engine's dynamic provider fails before it knows whose resource that is.
    expect(said(refused)).toContain("toJavaScript");
    declare("", '{ import: "links/latest" }');
    const option = await stack.up();
    expect(option.code).not.toBe(0);
    declare();
    await stack.up([], DONE);
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
  });

  test("Strays", async () => {
    const { stack, client, targetOf } = given;
    declareLayout("releases/1/");
    await client.putSymlink(BUCKET, "latest/stray.tgz", { target: "releases/0/stray.tgz" });
    await stack.up([], DONE);
    expect(await targetOf("latest/app.tgz")).toBe("releases/1/app.tgz");
    declareLayout("releases/2/");
    await stack.up(["--refresh"], DONE);
    expect(await targetOf("latest/app.tgz")).toBe("releases/2/app.tgz");
    declareLayout("releases/2/", 'strays: "remove"');
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain("needs the plugin; here the links of other resources cannot be told from strays");
    await stack.destroy([], DONE);
    expect(await targetOf("latest/app.tgz")).toBeUndefined();
    expect(await targetOf("latest/stray.tgz")).toBe("releases/0/stray.tgz");
  });

  test("Misspelt configuration", async () => {
    const { stack } = given;
    declare();
    await stack.exec(["config", "set", "oss-symlink:regoin", "cn-hangzhou"], DONE);
    await stack.up([], DONE);
    await stack.exec(["config", "rm", "oss-symlink:regoin"], DONE);
  });
});
