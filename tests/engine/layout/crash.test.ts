import { setTimeout } from "node:timers/promises";
import { describeOnEngine, type RunningCommand } from "../harness";
import { type GivenLayouts, givenLayouts, manyLinks } from "./given-layouts";

jest.setTimeout(300_000);

let given: GivenLayouts;
beforeEach(async () => {
  given = await givenLayouts();
  given.declare(release(1));
  await given.stack.up([], DONE);
  given.declare(release(2));
});
afterEach(() => given?.close());

const DONE = { expectSuccess: true };
const COUNT = 200;
const links = manyLinks(COUNT);
const release = (number: number) => ({ targetPrefix: `releases/${number}/`, links });

/** An `up` whose flip hangs half-way: so many links have moved, and nothing more happens by itself. */
async function halfFlipped(): Promise<RunningCommand> {
  const effect = { kind: "latency", ms: 3_600_000 } as const;
  const fault = given.oss.faults.add({ operation: "PutSymlink", skip: COUNT / 2, effect });
  const running = given.stack.start(["up", "--yes", "--skip-preview"]);
  const ended = running.done.then(({ stdout }) => `ended before it was held:\n${stdout}`);
  while (!given.oss.faults.list().some(({ id, hits }) => id === fault && hits > 0)) {
    const early = await Promise.race([ended, setTimeout(20, undefined)]);
    if (early !== undefined) throw new Error(early);
  }
  return running;
}

function pluginsOf(running: RunningCommand): number[] {
  return running
    .processes()
    .filter(({ command }) => command.includes("provider/main.js"))
    .map(({ pid }) => pid);
}

async function isMadeGood(): Promise<void> {
  given.oss.faults.clear();
  await given.stack.up([], DONE);
  for (const name of Object.keys(links)) expect(await given.at(`latest/${name}`)).toBe(`releases/2/${name}`);
  await given.stack.preview(["--refresh", "--expect-no-changes"], DONE);
  await given.stack.destroy([], DONE);
  expect(await given.remains()).toEqual([]);
}

describeOnEngine("a flip that is cut off half-way", () => {
  it("because the plugin was killed, is made good by the next up", async () => {
    const running = await halfFlipped();
    const plugins = pluginsOf(running);
    expect(plugins).not.toEqual([]);
    for (const pid of plugins) process.kill(pid, "SIGKILL");
    expect((await running.done).code).not.toBe(0);
    await isMadeGood();
  });

  it("because the command was killed, is made good by pulumi cancel and up", async () => {
    const running = await halfFlipped();
    const plugins = pluginsOf(running);
    running.kill("SIGKILL");
    await running.done;
    // An engine's death ends its plugins, too, a moment later.
    while (plugins.some(isAlive)) await setTimeout(20);
    await given.stack.exec(["cancel", "--yes"], DONE);
    await isMadeGood();
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
