import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PROGRAMS } from "../../scripts/engine/pins";
import { machine, runEngineScript, startEngineScript, writeGo } from "../faults/scripts/stand-ins";

jest.setTimeout(60_000);

let root: string;
let log: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink-engine-build-")));
  log = join(root, "builds");
});

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

const bin = () => join(root, "bin");
const builds = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
const folder = () => join(root, "cache", "engine");
const draft = () => (existsSync(folder()) ? readdirSync(folder()).filter((name) => name.includes(".draft-")) : []);
const written = () => draft().flatMap((name) => readdirSync(join(folder(), name)));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(5);
}

async function expectAnotherRunToFinish(): Promise<void> {
  writeGo(bin(), log);
  const { code, stdout } = await runEngineScript(machine(root));
  expect(code).toBe(0);
  expect(readdirSync(stdout.trim())).toEqual(expect.arrayContaining(PROGRAMS));
  expect(readdirSync(folder())).toEqual([stdout.trim().split("/").at(-1)]);
}

describe("an engine build that is killed", () => {
  test.each<[string, () => Promise<void>]>([
    ["before it begins", () => until(() => existsSync(folder()))],
    ["in the first step", () => until(() => builds().length === 1)],
    ["with the first program written", () => until(() => written().includes("pulumi"))],
    ["between the steps", () => until(() => builds().length === 2)],
    ["before the last program", () => until(() => written().includes("pulumi-language-python"))],
    ["after one second", () => wait(1000)],
    ["after two seconds", () => wait(2000)],
  ])("%s is done anew by the next run", async (_when, moment) => {
    writeGo(bin(), log, { pause: "sleep 0.3" });
    const { child, done } = startEngineScript(machine(root));
    await moment();
    child.kill("SIGKILL");
    child.stdout.destroy();
    child.stderr.destroy();
    await done;
    await expectAnotherRunToFinish();
  });

  test("is succeeded by one that waits for it", async () => {
    writeGo(bin(), log, { pause: "sleep 0.3" });
    const victim = startEngineScript(machine(root));
    await until(() => written().includes("pulumi"));
    const waiter = startEngineScript(machine(root));
    let said = "";
    waiter.child.stderr.on("data", (text) => {
      said += text;
    });
    await until(() => said.includes("waiting for another process"));
    victim.child.kill("SIGKILL");
    expect(await waiter.done).toMatchObject({ code: 0 });
    expect(builds().slice(-2)).toEqual(["cli", "hosts"]);
  });
});
