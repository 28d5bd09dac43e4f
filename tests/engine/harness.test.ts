import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describeOnEngine, givenStack, type Stack } from "./harness";
import { processesWith } from "./harness/processes";

jest.setTimeout(120_000);

const PROBE = join(__dirname, "probe");

const things = (values: Record<string, unknown>) => ({
  "Main.yaml": JSON.stringify({
    resources: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { type: "probe:Thing", properties: { value } }]),
    ),
    outputs: Object.fromEntries(Object.keys(values).map((name) => [name, `\${${name}.value}`])),
  }),
});

const givenThings = (values: Record<string, unknown>) =>
  givenStack({ program: { runtime: "yaml", files: things(values) }, plugins: { probe: PROBE } });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(20);
}

describeOnEngine("what a command did", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await givenThings({ a: "one", b: { "fn::secret": "hidden" } });
  });

  test("is told as steps, outputs and diagnostics", async () => {
    const up = await stack.up();
    expect(up.code).toBe(0);
    expect(up.steps.map(({ op, name, progress }) => [op, name, progress]).sort()).toEqual([
      ["create", "a", "done"],
      ["create", "b", "done"],
      ["create", "default", "done"],
      ["create", "test-dev", "done"],
    ]);
    expect(up.steps.find(({ name }) => name === "a")).toMatchObject({
      old: undefined,
      new: { id: "thing/one", outputs: { value: "one" } },
    });
    expect(up.outputs).toEqual({ a: "one", b: "[secret]" });
    expect(await stack.outputs()).toEqual({ a: "one", b: "hidden" });
    expect(up.diagnostics).toContainEqual({
      severity: "warning",
      message: expect.stringContaining("it is only a probe"),
      urn: expect.stringMatching(/::a$/),
      ephemeral: false,
    });
  });

  test("includes the planned change of each property", async () => {
    stack.write(things({ a: "two", b: { "fn::secret": "hidden" } }));
    const preview = await stack.preview();
    expect(preview.steps.find(({ name }) => name === "a")).toMatchObject({
      op: "update",
      diffs: ["value"],
      detailedDiff: { value: { kind: "update", inputDiff: true } },
    });
    expect(preview.steps.find(({ name }) => name === "b")).toMatchObject({ op: "same", detailedDiff: {} });
  });

  test("includes the engine's calls and the plugin's answers", async () => {
    const { grpc } = await stack.preview();
    const diff = grpc().find(({ method, request }) => method.endsWith("/Diff") && String(request?.urn).endsWith("::a"));
    expect(diff).toMatchObject({ request: { news: { value: "two" } }, response: { changes: "DIFF_SOME" } });
  });

  test("is told of a failure without an exception, unless success was expected", async () => {
    stack.write(things({ a: "bad" }));
    const failed = await stack.up();
    expect(failed.code).not.toBe(0);
    expect(failed.diagnostics).toContainEqual(
      expect.objectContaining({ severity: "error", message: expect.stringContaining("is bad") }),
    );
    await expect(stack.up([], { expectSuccess: true })).rejects.toThrow(
      /^pulumi up .* ended with status \d+\n[\s\S]*is bad/,
    );
  });

  test("is told of an import", async () => {
    const imported = await stack.import(["probe:index:Thing", "c", "thing/three", "--generate-code=false"]);
    expect(imported.code).toBe(0);
    expect(imported.steps).toContainEqual(expect.objectContaining({ op: "import", name: "c" }));
    const { deployment } = await stack.export();
    expect(deployment.resources).toContainEqual(
      expect.objectContaining({ id: "thing/three", inputs: { value: "three" } }),
    );
  });
});

describeOnEngine("a stack", () => {
  let server: ChildProcess;
  afterEach(() => void server?.kill());

  test("uses a plugin that runs already", async () => {
    server = spawn(process.execPath, [join(PROBE, "server.js")], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = server.stdout ? await once(server.stdout, "data") : [];
    const program = { runtime: "yaml" as const, files: things({ a: "one" }) };
    const stack = await givenStack({ program, attach: { probe: Number(line) } });
    expect((await stack.up([], { expectSuccess: true })).outputs).toEqual({ a: "one" });
  });

  test("has its configuration, and nothing of the developer's environment", async () => {
    process.env.OSS_ACCESS_KEY_SECRET = "the developer's own";
    const program = {
      runtime: "nodejs" as const,
      files: {
        "index.ts": `import * as pulumi from "@pulumi/pulumi";
          export const seen = { config: new pulumi.Config("probe").require("size"), own: process.env.OWN, names: Object.keys(process.env) };`,
      },
    };
    const stack = await givenStack({ program, config: { "probe:size": "7" }, env: { OWN: "mine" } });
    const { outputs } = await stack.up([], { expectSuccess: true });
    delete process.env.OSS_ACCESS_KEY_SECRET;
    expect(outputs.seen).toMatchObject({ config: "7", own: "mine" });
    expect((outputs.seen as { names: string[] }).names).not.toContain("OSS_ACCESS_KEY_SECRET");
  });

  test.each([
    { env: { OSS_ENDPOINT: "https://oss-cn-hangzhou.aliyuncs.com" } },
    { env: { OSS_ENDPOINT: "oss-cn-hangzhou.aliyuncs.com" } },
    { config: { "oss-symlink:endpoint": "http://127.0.0.1.example.com:9000" } },
  ])("refuses any endpoint but loopback: %j", async (settings) => {
    const program = { runtime: "yaml" as const, files: {} };
    await expect(givenStack({ program, ...settings })).rejects.toThrow("engine tests talk to this machine only");
  });
});

/** A test process that is killed after it has registered a folder; it leaves a process that runs for that folder. */
const VICTIM = `
  const { spawn } = require("node:child_process");
  const [janitor, folder] = process.argv.slice(1);
  const sweeper = spawn(process.execPath, [janitor], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  sweeper.stdin.write(folder + "\\n");
  const env = { ...process.env, PULUMI_HOME: folder + "/home" };
  const orphan = spawn("sleep", ["1000"], { stdio: "ignore", detached: true, env });
  orphan.on("spawn", () => console.log("ready"));`;

test("what a killed test process left is ended and removed", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink-engine-")));
  const args = ["-e", VICTIM, join(__dirname, "harness", "janitor.js"), folder];
  const victim = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  if (victim.stdout) await once(victim.stdout, "data");
  expect(processesWith("PULUMI_HOME", join(folder, "home"))).toHaveLength(1);
  victim.kill("SIGKILL");
  await until(() => !existsSync(folder));
  expect(processesWith("PULUMI_HOME", join(folder, "home"))).toEqual([]);
});

describeOnEngine("an interrupted command", () => {
  const givenHanging = async () => {
    const stack = await givenThings({ a: "hang" });
    const running = stack.start(["up", "--yes", "--skip-preview"]);
    await until(() => running.grpc({ started: true }).some(({ method }) => method.endsWith("/Create")));
    return { stack, running };
  };
  const plugins = (running: { processes: () => { pid: number; command: string }[] }) =>
    running.processes().filter(({ command }) => command.includes("server.js"));

  test("reports the signal; what a killed engine left is ended with the stack", async () => {
    const { stack, running } = await givenHanging();
    expect(plugins(running).length).toBeGreaterThan(0);
    running.kill("SIGKILL");
    expect(await running.done).toMatchObject({ code: null, signal: "SIGKILL" });
    expect(plugins(running).length).toBeGreaterThan(0);
    expect((await stack.up()).stderr).toContain("currently locked");
    stack.close();
    expect(running.processes()).toEqual([]);
    expect(existsSync(stack.program)).toBe(false);
  });

  test("can go on without its plugin", async () => {
    const { running } = await givenHanging();
    for (const { pid } of plugins(running)) process.kill(pid, "SIGKILL");
    const result = await running.done;
    expect(result.code).not.toBe(0);
    expect(result.steps).toContainEqual(expect.objectContaining({ op: "create", name: "a", progress: "failed" }));
  });
});
