import type { FaultRule } from "../../../emulator";
import { describeOnEngine, type RunningCommand } from "../harness";
import { type Buckets, type Declared, type Deployer, givenBuckets } from "./given-buckets";

jest.setTimeout(300_000);

let buckets: Buckets;
beforeAll(async () => {
  buckets = await givenBuckets();
});
afterAll(() => buckets?.close());

const DONE = { expectSuccess: true };
const HOUR_MS = 3_600_000;

/** A moment of a deployment, and how to hold it there: the request that comes next hangs. */
interface Moment {
  readonly name: string;
  readonly before: Declared | undefined;
  readonly after: Declared;
  readonly held: Pick<FaultRule, "operation" | "key" | "skip">;
  /** The request before that takes effect, and its answer never comes. */
  readonly unanswered?: Pick<FaultRule, "operation" | "key">;
}

const link = (key: string, more: Partial<Declared> = {}): Declared => ({ key, target: "1", ...more });

const MOMENTS: readonly Moment[] = [
  {
    name: "before the put is sent",
    before: undefined,
    after: link("unsent"),
    held: { operation: "GetSymlink", key: "unsent" },
  },
  {
    name: "before the put has its effect",
    before: undefined,
    after: link("ineffective"),
    held: { operation: "PutSymlink", key: "ineffective" },
  },
  {
    name: "after the put's effect, before its answer",
    before: undefined,
    after: link("effective"),
    held: { operation: "GetSymlink", key: "effective", skip: 1 },
    unanswered: { operation: "PutSymlink", key: "effective" },
  },
  {
    // The first put of a process is read back before its call is answered.
    name: "after the put's answer, before the plugin's reply",
    before: undefined,
    after: link("unanswered"),
    held: { operation: "GetSymlink", key: "unanswered", skip: 1 },
  },
  {
    name: "between the put and the ACL",
    before: link("half", { acl: "private" }),
    after: link("half", { target: "2" }),
    held: { operation: "PutObjectACL", key: "half" },
  },
  {
    name: "between the halves of a replacement",
    before: link("from"),
    after: link("to"),
    held: { operation: "DeleteObject", key: "from" },
  },
  {
    name: "after the old half's deletion, before its answer",
    before: link("old"),
    after: link("new"),
    held: { operation: "GetSymlink", key: "old", skip: 1 },
    unanswered: { operation: "DeleteObject", key: "old" },
  },
];

function killPlugins(running: RunningCommand): void {
  const plugins = running.processes().filter(({ command }) => command.includes("provider/main.js"));
  expect(plugins).not.toEqual([]);
  for (const { pid } of plugins) process.kill(pid, "SIGKILL");
}

/** Where the documented way back leads: what is declared is there, is ours, and goes with destroy. */
async function expectWayBack({ stack }: Deployer, { after, before }: Moment): Promise<void> {
  await stack.up(["--refresh"], DONE);
  expect(await buckets.at("plain", after.key)).toBe(after.target);
  expect(await buckets.foreign.getAcl("plain", after.key)).toBe("default");
  if (before !== undefined && before.key !== after.key) expect(await buckets.at("plain", before.key)).toBe("(nothing)");
  await stack.destroy([], DONE);
  expect(await buckets.remains()).toEqual([]);
}

async function hold(deployer: Deployer, { before, after, held, unanswered }: Moment): Promise<RunningCommand> {
  deployer.declare(before === undefined ? {} : { link: before });
  if (before !== undefined) await deployer.stack.up([], DONE);
  deployer.declare({ link: after });
  const fault = buckets.oss.faults.add({ ...held, effect: { kind: "latency", ms: HOUR_MS } });
  if (unanswered) buckets.oss.faults.add({ ...unanswered, count: 1, effect: { kind: "reset-after" } });
  const running = deployer.stack.start(["up", "--yes", "--skip-preview"]);
  await buckets.untilHeld(running, fault);
  return running;
}

describeOnEngine("kill -9 of the plugin", () => {
  let deployer: Deployer;
  beforeAll(async () => {
    deployer = await buckets.deployer();
  });
  afterEach(() => buckets.oss.faults.clear());

  test.each(MOMENTS)("$name is made good by the next up", async (moment) => {
    const running = await hold(deployer, moment);
    killPlugins(running);
    expect((await running.done).code).not.toBe(0);
    buckets.oss.faults.clear();
    await expectWayBack(deployer, moment);
  });
});

describeOnEngine("kill -9 of the engine", () => {
  let deployer: Deployer;
  beforeAll(async () => {
    deployer = await buckets.deployer();
  });
  afterEach(() => buckets.oss.faults.clear());

  test.each(MOMENTS)("$name is made good by pulumi cancel and up", async (moment) => {
    const running = await hold(deployer, moment);
    running.kill("SIGKILL");
    await running.done;
    buckets.oss.faults.clear();
    await deployer.stack.exec(["cancel", "--yes"], DONE);
    await expectWayBack(deployer, moment);
  });
});
