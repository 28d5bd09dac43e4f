import { BUCKET, givenScene, type Resource, type Scene } from "../../support/plugin/given-scene";
import { BUSY, flipped, givenLayout, LINKS, manyLinks, REFUSED } from "./given-layout";

/** What is removed in part, and how it goes on. */
jest.setTimeout(60_000);

let scene: Scene;
let layout: Resource;
beforeEach(async () => {
  scene = await givenScene();
  layout = scene.layout();
});
afterEach(() => scene.close());

describe("a delete that fails for some of its links", () => {
  it("says which, and is made good by the next one", async () => {
    await layout.create(givenLayout());
    const state = layout.known;
    scene.given.oss.faults.add({ operation: "DeleteMultipleObjects", count: 1, effect: REFUSED });
    await expect(layout.delete()).rejects.toThrow(/3 of 3 links were not removed[\s\S]*links\["app.tgz"\]/);
    await layout.delete(state);
    for (const name of Object.keys(LINKS)) expect(await scene.at(`latest/${name}`)).toBe("(nothing)");
  });

  const GONE =
    /some links are gone, or may be, and the state does not say so: to keep the layout after all, run pulumi up --refresh/;

  /** The engine has kept the state whole. */
  async function isKeptAfterAll(): Promise<void> {
    scene.given.oss.faults.clear();
    layout = await scene.inNewProcess(layout);
    await layout.read();
    await layout.up(layout.known.inputs);
    for (const name of Object.keys(layout.known.inputs.links as object)) {
      expect(await scene.at(`latest/${name}`)).toBe(`releases/1/${name}`);
    }
  }

  it.each<[string, string, () => Promise<void>]>([
    [
      "one was refused",
      "1 of 3 links were not removed",
      async () => {
        await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs" });
        scene.given.oss.faults.add({ operation: "GetSymlink", effect: REFUSED });
      },
    ],
    [
      "an answer was lost and nothing can be listed",
      "3 of 3 links were not removed: ListObjectsV2 of bucket links failed",
      async () => {
        scene.given.oss.faults.add({ operation: "DeleteMultipleObjects", count: 1, effect: { kind: "reset-after" } });
        scene.given.oss.faults.add({ operation: "ListObjectsV2", skip: 1, effect: BUSY });
      },
    ],
  ])("says that some may be gone, of which no state tells, where %s", async (_, reason, given) => {
    await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    await given();
    const failing = layout.delete();
    await expect(failing).rejects.toThrow(reason);
    await expect(failing).rejects.toThrow(GONE);
    await isKeptAfterAll();
  });

  it("says so as well where it was cancelled", async () => {
    await layout.create(givenLayout({ links: manyLinks(1001) }));
    layout = await scene.inNewProcess(layout);
    scene.given.oss.faults.add({ operation: "GetSymlink", effect: { kind: "latency", ms: 60_000 } });
    const failing = layout.delete();
    failing.catch(() => {});
    const sent: string[] = [];
    while (!sent.includes("DeleteMultipleObjects")) {
      await new Promise((resolve) => setImmediate(resolve));
      sent.push(...scene.sent());
    }
    await layout.provider.cancel();
    await expect(failing).rejects.toThrow("cancelled by the engine: 1 of 1001 links were not removed\n");
    await expect(failing).rejects.toThrow(GONE);
  });

  it("looks again when its answer was lost", async () => {
    await layout.create(givenLayout());
    scene.given.oss.faults.add({ operation: "DeleteMultipleObjects", count: 1, effect: { kind: "reset-after" } });
    await layout.delete();
    expect(await scene.at("latest/app.tgz")).toBe("(nothing)");
    expect(scene.warnings()).toEqual([]);
  });

  it("looks again at each whose answer was lost, in whatever order they were tried", async () => {
    // Under suspended versioning links with versions of their own are tried after the others.
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    await layout.create(givenLayout({ links: { a: "a" } }));
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    layout = await scene.inNewProcess(layout);
    await layout.up(givenLayout({ links: { a: "a", b: "b" } }));
    layout = await scene.inNewProcess(layout);
    const effect = { kind: "error", status: 500, code: "InternalError" } as const;
    scene.given.oss.faults.add({ operation: "DeleteMultipleObjects", count: 2, effect });
    await layout.delete();
    for (const name of ["a", "b"]) expect(await scene.at(`latest/${name}`)).toBe("(nothing)");
    expect(scene.warnings()).toEqual([]);
  });
});

describe("a delete of what a layout was before a replacement that broke off", () => {
  it("leaves the links to the layout, which is as declared, without a word", async () => {
    const former = await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    await layout.read();
    await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(givenLayout())).toEqual({});
    scene.sent();
    await layout.delete(former);
    expect(scene.sent()).toEqual([]);
    expect(scene.warnings()).toEqual([]);
  });

  it("goes by what the state proves where that was written at another endpoint", async () => {
    const former = await layout.create(givenLayout());
    await layout.up(flipped());
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(flipped())).toEqual({});
    const url = `http://127.0.0.1:1/${former.id}`;
    const moved = layout.delete({ ...former, outputs: { ...former.outputs, url } });
    await expect(moved).rejects.toThrow(/3 of 3 links were not removed[\s\S]*configure the former endpoint/);
  });
});
