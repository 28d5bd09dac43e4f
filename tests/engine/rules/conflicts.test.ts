import { describeOnEngine } from "../harness";
import { errorsOf, linkOps, warningsOf } from "../symlink/given-links";
import { BUCKETS, type Buckets, type Deployer, givenBuckets, inEach } from "./given-buckets";

jest.setTimeout(240_000);

let buckets: Buckets;
let deployer: Deployer;
beforeAll(async () => {
  buckets = await givenBuckets();
  deployer = await buckets.deployer();
});
afterAll(() => buckets?.close());

const DONE = { expectSuccess: true };
const THREE = (target: string) => [target, target, target];

async function putObjects(key: string): Promise<void> {
  for (const bucket of BUCKETS) await buckets.foreign.putObject(bucket, key, "precious");
}
async function putLinks(key: string, target: string): Promise<void> {
  for (const bucket of BUCKETS) await buckets.foreign.putSymlink(bucket, key, { target });
}

describeOnEngine("what is in the way of a new link", () => {
  it("stays as it is, and the preview says so already", async () => {
    await putObjects("object");
    await putLinks("foreign", "theirs");
    deployer.declare({
      ...inEach("a", { key: "object", target: "1" }),
      ...inEach("b", { key: "foreign", target: "1" }),
    });
    const preview = await deployer.stack.preview();
    expect(preview.code).not.toBe(0);
    expect(errorsOf(preview)).toMatch(/the link cannot be created: (plain|versioned|suspended)\/(object|foreign) is/);
    const up = await deployer.stack.up(["--continue-on-error"]);
    expect(up.code).not.toBe(0);
    expect(errorsOf(up)).toContain("onConflict: overwrite");
    expect(errorsOf(up)).toContain("pulumi import oss-symlink:index:Symlink b-plain plain/foreign");
    expect(await buckets.everywhere("object")).toEqual(THREE("(object)"));
    expect(await buckets.everywhere("foreign")).toEqual(THREE("theirs"));
  });

  it("is taken over by adopt if it is a link, by overwrite whatever it is; an identical link in any case", async () => {
    await putLinks("identical", "1");
    deployer.declare({
      ...inEach("b", { key: "foreign", target: "1", onConflict: "adopt" }),
      ...inEach("c", { key: "identical", target: "1" }),
    });
    const adopted = await deployer.stack.up([], DONE);
    expect(warningsOf(adopted).filter((text) => text.includes("dropped of it: target theirs"))).toHaveLength(3);
    expect(warningsOf(adopted).filter((text) => text.includes("existed already, exactly as declared"))).toHaveLength(3);
    deployer.declare({
      ...inEach("a", { key: "object", target: "1", onConflict: "overwrite" }),
      ...inEach("b", { key: "foreign", target: "1" }),
      ...inEach("c", { key: "identical", target: "1" }),
    });
    await deployer.stack.up([], DONE);
    for (const key of ["object", "foreign", "identical"]) expect(await buckets.everywhere(key)).toEqual(THREE("1"));
    await deployer.stack.preview(["--refresh", "--expect-no-changes"], DONE);
  });
});

describeOnEngine("what has come into a link's place", () => {
  it("is overwritten by an update if it is a link, and never if it is an object", async () => {
    await putObjects("object");
    await putLinks("foreign", "theirs");
    deployer.declare({
      ...inEach("a", { key: "object", target: "2" }),
      ...inEach("b", { key: "foreign", target: "2" }),
    });
    const up = await deployer.stack.up(["--continue-on-error"]);
    expect(up.code).not.toBe(0);
    expect(errorsOf(up)).toMatch(/cannot be updated: plain\/object is an ordinary object/);
    expect(warningsOf(up).join()).toContain("plain/foreign is a link to theirs");
    expect(await buckets.everywhere("object")).toEqual(THREE("(object)"));
    expect(await buckets.everywhere("foreign")).toEqual(THREE("2"));
  });

  it("is found gone with --refresh, and then refused", async () => {
    const refreshed = await deployer.stack.up(["--refresh", "--continue-on-error"]);
    expect(refreshed.code).not.toBe(0);
    expect(warningsOf(refreshed).join()).toContain("the link is gone: plain/object is an ordinary object");
    expect(await buckets.everywhere("object")).toEqual(THREE("(object)"));
  });

  it("is left by destroy, whatever it is", async () => {
    await putLinks("foreign", "theirs");
    deployer.declare({
      ...inEach("b", { key: "foreign", target: "2" }),
      ...inEach("c", { key: "identical", target: "1" }),
      ...inEach("d", { key: "different", target: "1" }),
    });
    await deployer.stack.up([], DONE);
    await putLinks("identical", "1");
    await putLinks("different", "theirs");
    await putObjects("foreign");
    const down = await deployer.stack.destroy([], DONE);
    expect(linkOps(down).sort()).toEqual(
      BUCKETS.flatMap((bucket) => ["b", "c", "d"].map((name) => `delete ${name}-${bucket}`)).sort(),
    );
    const left = warningsOf(down).filter((text) => text.startsWith("left alone"));
    expect(left).toHaveLength(9);
    expect(left.join()).toMatch(/plain\/different is a link to theirs [^;]*; to remove it all the same, declare it/);
    expect(await buckets.everywhere("identical")).toEqual(THREE("1"));
    expect(await buckets.everywhere("different")).toEqual(THREE("theirs"));
    expect(await buckets.everywhere("foreign")).toEqual(THREE("(object)"));
    expect((await deployer.stack.export()).deployment.resources ?? []).toEqual([]);
  });
});

describeOnEngine("the very same link that somebody else puts right after ours", () => {
  it("is not taken for ours: ours is put once more, is as declared, and goes with destroy", async () => {
    deployer.declare({ raced: { key: "raced", target: "1" } });
    const effect = { kind: "latency", ms: 3_000 } as const;
    const id = buckets.oss.faults.add({ operation: "GetSymlink", key: "raced", skip: 1, count: 1, effect });
    const running = deployer.stack.start(["up", "--yes", "--skip-preview"]);
    await buckets.untilHeld(running, id);
    const { etag: theirs } = await buckets.foreign.putSymlink("plain", "raced", { target: "1" });
    const { code, stdout } = await running.done;
    expect(code).toBe(0);
    expect(stdout).toContain("somebody else was there right after the link was written");
    expect((await buckets.foreign.getSymlink("plain", "raced")).etag).not.toBe(theirs);
    await deployer.stack.preview(["--refresh", "--expect-no-changes"], DONE);
    await deployer.stack.destroy([], DONE);
    expect(await buckets.at("plain", "raced")).toBe("(nothing)");
  });
});
