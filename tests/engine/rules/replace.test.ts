import { describeOnEngine } from "../harness";
import { errorsOf, linkOps, linkSteps, warningsOf } from "../symlink/given-links";
import {
  BUCKETS,
  type Buckets,
  type Declared,
  type Deployer,
  givenBuckets,
  inEach,
  type Link,
  urnOf,
} from "./given-buckets";

jest.setTimeout(240_000);

let buckets: Buckets;
let deployer: Deployer;
beforeAll(async () => {
  buckets = await givenBuckets();
  deployer = await buckets.deployer();
});
afterAll(() => buckets?.close());
afterEach(() => buckets?.oss.faults.clear());

const DONE = { expectSuccess: true };
const THREE = (target: string) => [target, target, target];
const WAYS = ["refuse", "adopt", "overwrite"];

async function destroyAll(): Promise<void> {
  await deployer.stack.destroy([], DONE);
  expect(await buckets.remains()).toEqual([]);
}

describeOnEngine("a link that is replaced under its own key", () => {
  const declareAll = (target: string, options = {}) => {
    const links = WAYS.map((way) => inEach(way, { key: way, target, onConflict: way }, options));
    const declared: Record<string, Link> = Object.assign({}, ...links);
    deployer.declare(declared);
    return Object.keys(declared);
  };

  it("by --replace, taint or replaceOnChanges stays, whatever onConflict says", async () => {
    const names = declareAll("1");
    await deployer.stack.up([], DONE);
    const replaced = await deployer.stack.up(
      names.flatMap((name) => ["--replace", urnOf(name)]),
      DONE,
    );
    expect(linkOps(replaced)).toContain("delete-replaced adopt-plain");
    for (const way of WAYS) expect(await buckets.everywhere(way)).toEqual(THREE("1"));

    await deployer.stack.exec(["state", "taint", "--yes", ...names.map(urnOf)], DONE);
    expect(linkOps(await deployer.stack.up([], DONE))).toContain("create-replacement refuse-versioned");
    for (const way of WAYS) expect(await buckets.everywhere(way)).toEqual(THREE("1"));

    declareAll("2", { replaceOnChanges: ["target"] });
    expect(linkOps(await deployer.stack.up([], DONE))).toContain("create-replacement overwrite-suspended");
    for (const way of WAYS) expect(await buckets.everywhere(way)).toEqual(THREE("2"));
    await deployer.stack.preview(["--refresh", "--expect-no-changes"], DONE);
    await destroyAll();
  });

  it("survives a deletion that was pending and comes late", async () => {
    const declareAt = (key: string) => {
      const links = WAYS.map((way) => inEach(way, { key: `${key} ${way}`, target: "1", onConflict: way }));
      deployer.declare(Object.assign({}, ...links));
    };
    const expectAt = async (key: string, expected: string) => {
      for (const way of WAYS) expect(await buckets.everywhere(`${key} ${way}`)).toEqual(THREE(expected));
    };
    declareAt("first");
    await deployer.stack.up([], DONE);
    const moveInPart = async () => {
      declareAt("second");
      const denied = { kind: "error", status: 403, code: "AccessDenied" } as const;
      buckets.oss.faults.add({ operation: "DeleteObject", effect: denied });
      expect((await deployer.stack.up(["--continue-on-error"])).code).not.toBe(0);
      buckets.oss.faults.clear();
    };
    await moveInPart();
    declareAt("first");
    await deployer.stack.up(["--refresh"], DONE);
    await expectAt("first", "1");
    await expectAt("second", "(nothing)");

    await moveInPart();
    expect(linkOps(await deployer.stack.up(["--refresh"], DONE))).toContain("delete-replaced refuse-plain");
    await expectAt("first", "(nothing)");
    await expectAt("second", "1");
    await destroyAll();
  });

  it("survives a move that is taken back in part, also where somebody deletes its newer version", async () => {
    const declareAt = (key: string) => deployer.declare({ link: { bucket: "versioned", key, target: "1" } });
    const moveInPart = async (key: string) => {
      declareAt(key);
      const denied = { kind: "error", status: 403, code: "AccessDenied" } as const;
      buckets.oss.faults.add({ operation: "DeleteObject", effect: denied });
      expect((await deployer.stack.up(["--continue-on-error"])).code).not.toBe(0);
      buckets.oss.faults.clear();
    };
    declareAt("back");
    await deployer.stack.up([], DONE);
    await moveInPart("elsewhere");
    await moveInPart("back");
    const { versionId } = await buckets.foreign.getSymlink("versioned", "back");
    await buckets.foreign.deleteObject("versioned", "back", { versionId: String(versionId) });
    expect(await buckets.at("versioned", "back")).toBe("1");
    expect(linkOps(await deployer.stack.up([], DONE))).toContain("delete-replaced link");
    expect(await buckets.at("versioned", "back")).toBe("1");
    await deployer.stack.up(["--refresh"], DONE);
    await deployer.stack.preview(["--refresh", "--expect-no-changes"], DONE);
    await destroyAll();
  });
});

describeOnEngine("a resource that is renamed", () => {
  const under = (name: string, target: string, more: Partial<Declared> = {}, options?: object) =>
    deployer.declare(inEach(name, { key: "renamed", target, ...more }, { ...options }));

  it("keeps its link, with aliases and without", async () => {
    under("old", "1");
    await deployer.stack.up([], DONE);
    under("new", "1");
    expect(linkOps(await deployer.stack.up([], DONE)).sort()).toEqual(
      BUCKETS.flatMap((bucket) => [`create new-${bucket}`, `delete old-${bucket}`]).sort(),
    );
    expect(await buckets.everywhere("renamed")).toEqual(THREE("1"));
    deployer.declare(
      Object.fromEntries(
        BUCKETS.map((bucket) => [
          `third-${bucket}`,
          {
            properties: { bucket, key: "renamed", target: "2" },
            options: { aliases: [{ name: `new-${bucket}` }] },
          },
        ]),
      ),
    );
    expect(linkOps(await deployer.stack.up([], DONE)).sort()).toEqual(
      BUCKETS.map((bucket) => `update third-${bucket}`).sort(),
    );
    expect(await buckets.everywhere("renamed")).toEqual(THREE("2"));
    await destroyAll();
  });

  it("and moved elsewhere under an alias leaves nothing behind", async () => {
    under("old", "1", { enforce: true });
    await deployer.stack.up([], DONE);
    deployer.declare(
      Object.fromEntries(
        BUCKETS.map((bucket) => [
          `new-${bucket}`,
          {
            properties: { bucket, key: "moved", target: "1", enforce: true },
            options: { aliases: [{ name: `old-${bucket}` }] },
          },
        ]),
      ),
    );
    await deployer.stack.up([], DONE);
    expect(await buckets.everywhere("moved")).toEqual(THREE("1"));
    expect(await buckets.everywhere("renamed")).toEqual(THREE("(nothing)"));
    await destroyAll();
  });

  it("with another target is refused, and goes through once it has read: with --refresh or enforce", async () => {
    under("old", "1");
    await deployer.stack.up([], DONE);
    under("new", "2");
    const refused = await deployer.stack.up();
    expect(refused.code).not.toBe(0);
    expect(errorsOf(refused)).toContain("pulumi up --refresh");
    expect(await buckets.everywhere("renamed")).toEqual(THREE("1"));
    await deployer.stack.up(["--refresh"], DONE);
    expect(await buckets.everywhere("renamed")).toEqual(THREE("2"));
    under("new", "2", { enforce: true });
    await deployer.stack.up([], DONE);
    under("third", "3", { enforce: true });
    const enforced = await deployer.stack.up([], DONE);
    expect(warningsOf(enforced)).toEqual([]);
    expect(await buckets.everywhere("renamed")).toEqual(THREE("3"));
    await deployer.stack.preview(["--expect-no-changes"], DONE);
    await destroyAll();
  });

  it("and reverted after half the way stays ours", async () => {
    under("old", "1");
    await deployer.stack.up([], DONE);
    under("new", "1");
    // The new one is there, the old one not yet gone: what a kill in between leaves behind.
    await deployer.stack.up(
      BUCKETS.flatMap((bucket) => ["--target", urnOf(`new-${bucket}`)]),
      DONE,
    );
    under("old", "1");
    await deployer.stack.up([], DONE);
    expect(await buckets.everywhere("renamed")).toEqual(THREE("1"));
    const taken = await deployer.stack.up(["--refresh"], DONE);
    expect(linkSteps(taken).flatMap(({ diffs, op }) => (op === "update" ? diffs : []))).toEqual(THREE("etag"));
    expect(warningsOf(taken).join()).toContain("an interrupted deployment of yours");
    await destroyAll();
  });
});

describeOnEngine("two links that swap their keys", () => {
  it("are swapped once they have been read", async () => {
    const declare = (left: string, right: string) =>
      deployer.declare({
        ...inEach("left", { key: left, target: "1" }),
        ...inEach("right", { key: right, target: "2" }),
      });
    declare("one", "two");
    await deployer.stack.up([], DONE);
    declare("two", "one");
    await deployer.stack.up(["--refresh"], DONE);
    expect(await buckets.everywhere("one")).toEqual(THREE("2"));
    expect(await buckets.everywhere("two")).toEqual(THREE("1"));
    await deployer.stack.preview(["--refresh", "--expect-no-changes"], DONE);
    await destroyAll();
  });
});
