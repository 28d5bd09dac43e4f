import { describeOnEngine } from "../harness";
import { errorsOf, linkOps, warningsOf } from "../symlink/given-links";
import { BUCKETS, type Buckets, type Deployer, givenBuckets, inEach } from "./given-buckets";

jest.setTimeout(240_000);

let buckets: Buckets;
let one: Deployer;
let two: Deployer;
beforeAll(async () => {
  buckets = await givenBuckets();
  one = await buckets.deployer();
  two = await buckets.deployer();
});
afterAll(() => buckets?.close());

const DONE = { expectSuccess: true };
const THREE = (target: string) => [target, target, target];
const declare = ({ declare: write }: Deployer, target: string) => write(inEach("link", { key: "shared", target }));

describeOnEngine("two stacks that declare one key", () => {
  it("with different targets: the second is refused", async () => {
    declare(one, "1");
    await one.stack.up([], DONE);
    declare(two, "2");
    const refused = await two.stack.up(["--continue-on-error"]);
    expect(refused.code).not.toBe(0);
    expect(errorsOf(refused)).toContain("the link cannot be created");
    await two.stack.destroy([], DONE);
    expect(await buckets.everywhere("shared")).toEqual(THREE("1"));
  });

  it("with the same target: the second takes it, and the first leaves it when it goes", async () => {
    declare(two, "1");
    const taken = await two.stack.up([], DONE);
    expect(warningsOf(taken).filter((text) => text.includes("existed already"))).toHaveLength(3);
    const left = await one.stack.destroy([], DONE);
    expect(warningsOf(left).filter((text) => text.startsWith("left alone"))).toHaveLength(3);
    expect(await buckets.everywhere("shared")).toEqual(THREE("1"));
    await two.stack.destroy([], DONE);
    expect(await buckets.remains()).toEqual([]);
  });

  it("with the same target: when the second goes first, the first has it back by its next up that reads", async () => {
    await one.stack.up([], DONE);
    await two.stack.up([], DONE);
    await two.stack.destroy([], DONE);
    expect(linkOps(await one.stack.up(["--refresh"], DONE)).filter((op) => op.startsWith("create"))).toHaveLength(3);
    expect(await buckets.everywhere("shared")).toEqual(THREE("1"));
  });
});

describeOnEngine("two stacks that share one proof by import", () => {
  const adopt = async () => {
    const imported = BUCKETS.map((bucket) => [
      `link-${bucket}`,
      { properties: { bucket, key: "shared", target: "1" }, options: { import: `${bucket}/shared` } },
    ]);
    two.declare(Object.fromEntries(imported));
    const up = await two.stack.up([], DONE);
    expect(linkOps(up).sort()).toEqual(BUCKETS.map((bucket) => `import link-${bucket}`).sort());
    declare(two, "1");
    await two.stack.preview(["--expect-no-changes"], DONE);
  };

  it("lose the link with whichever goes first, and the other makes it again", async () => {
    for (const [first, second] of [
      [one, two],
      [two, one],
    ] as const) {
      declare(one, "1");
      await one.stack.up([], DONE);
      await adopt();
      await first.stack.destroy([], DONE);
      expect(await buckets.everywhere("shared")).toEqual(THREE("(nothing)"));
      await second.stack.up(["--refresh"], DONE);
      expect(await buckets.everywhere("shared")).toEqual(THREE("1"));
      await second.stack.destroy([], DONE);
      expect(await buckets.remains()).toEqual([]);
    }
  });
});

describeOnEngine("a state that was written at another endpoint", () => {
  it("is warned of, and neither a missing bucket nor a missing link there is taken for a link that is gone", async () => {
    declare(one, "1");
    await one.stack.up([], DONE);
    const elsewhere = await givenBuckets({ buckets: [] });
    const { endpoint } = elsewhere.oss;
    await one.stack.exec(["config", "set", "oss-symlink:endpoint", endpoint], DONE);
    const both = `written at ${new URL(buckets.oss.endpoint).host}, and the provider is configured for ${new URL(endpoint).host}`;
    const preview = await one.stack.preview([], DONE);
    expect(warningsOf(preview).filter((text) => text.includes(both))).toHaveLength(1);
    const refreshed = await one.stack.up(["--refresh", "--run-program"]);
    expect(refreshed.code).not.toBe(0);
    expect(errorsOf(refreshed)).toContain(both);
    for (const bucket of BUCKETS) await elsewhere.foreign.putBucket(bucket);
    const destroyed = await one.stack.destroy(["--run-program"]);
    expect(destroyed.code).not.toBe(0);
    expect(errorsOf(destroyed)).toContain("which has no such link");
    await one.stack.exec(["config", "set", "oss-symlink:endpoint", buckets.oss.endpoint], DONE);
    await one.stack.up([], DONE);
    await one.stack.destroy([], DONE);
    expect(await buckets.remains()).toEqual([]);
    await elsewhere.close();
  });
});
