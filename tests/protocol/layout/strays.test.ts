import { BUCKET, givenScene, type Resource, type Scene } from "../../support/plugin/given-scene";
import { flipped, givenLayout, manyLinks } from "./given-layout";

/** Links under a layout's prefix that nobody declares: what happens to them, and what never does. */
jest.setTimeout(60_000);

let scene: Scene;
let layout: Resource;
beforeEach(async () => {
  scene = await givenScene();
  layout = scene.layout();
});
afterEach(() => scene.close());

const REMOVE = { strays: "remove" };
const putStray = (key = "latest/stray") => scene.foreign.putSymlink(BUCKET, key, { target: "theirs" });

describe("strays", () => {
  it("are left alone unless told otherwise", async () => {
    await putStray();
    await layout.create(givenLayout());
    await layout.read();
    await layout.up(flipped());
    expect(await scene.at("latest/stray")).toBe("theirs");
    expect(scene.warnings()).toEqual([]);
    expect(layout.known.outputs.strayLinks).toBeUndefined();
  });

  it("are reported, and no difference", async () => {
    await layout.create(givenLayout({ strays: "report" }));
    await putStray();
    await layout.read();
    expect(layout.known.outputs).toMatchObject({ strayLinks: ["latest/stray"], strayCount: 1 });
    expect(scene.warnings()).toEqual(["a link that nobody declares under links/latest/: latest/stray"]);
    expect(await layout.up(givenLayout({ strays: "report" }))).toEqual({});
    expect(await scene.at("latest/stray")).toBe("theirs");
  });

  it("are removed once they have been read, and ordinary objects never", async () => {
    await layout.create(givenLayout(REMOVE));
    await putStray();
    await scene.foreign.putObject(BUCKET, "latest/object", "content");
    await layout.read();
    scene.sent();
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    // The read was a moment ago: nothing is listed but what is going to be deleted.
    expect(scene.sent()).toEqual(["GetBucketVersioning", "GetSymlink", "DeleteMultipleObjects"]);
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(await scene.at("latest/object")).toBe("(object)");
    expect(layout.known.outputs.strayLinks).toBeUndefined();
    expect(await layout.up(givenLayout(REMOVE))).toEqual({});
  });

  it("are reported by a create, and removed by the next update", async () => {
    await putStray();
    await layout.create(givenLayout(REMOVE));
    expect(await scene.at("latest/stray")).toBe("theirs");
    expect(layout.known.outputs).toMatchObject({ strayLinks: ["latest/stray"] });
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect(await scene.at("latest/stray")).toBe("(nothing)");
  });

  it("are looked for before the first put when the mode has just been turned on", async () => {
    await layout.create(givenLayout());
    await putStray();
    layout = await scene.inNewProcess(layout);
    scene.sent();
    expect(await layout.up(flipped(REMOVE))).toEqual({ targetPrefix: "UPDATE+", strays: "ADD+" });
    expect(scene.sent().slice(0, 2)).toEqual(["ListObjectsV2", "ListObjectsV2"]);
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(await scene.at("latest/app.tgz")).toBe("releases/2/app.tgz");
  });

  it("are named by the update that removes them, if no read has named them", async () => {
    // As with `--target`: of other resources, which the engine leaves out, nothing is known.
    await layout.create(givenLayout());
    await putStray();
    layout = await scene.inNewProcess(layout);
    await layout.up(flipped(REMOVE));
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(scene.warnings()).toEqual(["a link that nobody declares under links/latest/, to be removed: latest/stray"]);
    await putStray();
    layout = await scene.inNewProcess(layout);
    await layout.read();
    await layout.up(flipped(REMOVE));
    expect(scene.warnings().slice(1)).toEqual([expect.stringContaining("to be removed by the next update")]);
  });

  it("are told of in a preview that removes them, which touches nothing", async () => {
    await layout.create(givenLayout());
    await putStray();
    layout = await scene.inNewProcess(layout);
    const { id, inputs, outputs } = layout.known;
    const news = await layout.check(flipped(REMOVE));
    const change = { id, urn: layout.urn, olds: outputs, oldInputs: inputs, news };
    await layout.provider.update({ ...change, preview: true });
    expect(scene.warnings()).toEqual(["a link that nobody declares under links/latest/, to be removed: latest/stray"]);
    expect(await scene.at("latest/stray")).toBe("theirs");
    expect(await scene.at("latest/app.tgz")).toBe("releases/1/app.tgz");
  });

  it("stay when they have changed since they were listed", async () => {
    await layout.create(givenLayout(REMOVE));
    await putStray();
    await putStray("latest/stray-too");
    await layout.read();
    await scene.foreign.putSymlink(BUCKET, "latest/stray", { target: "newer" });
    await layout.up(givenLayout(REMOVE));
    expect(await scene.at("latest/stray")).toBe("newer");
    expect(await scene.at("latest/stray-too")).toBe("(nothing)");
    expect(scene.warnings().at(-1)).toContain("has changed since it was listed");
  });

  it("are never what another resource of the program declares, or has in its state", async () => {
    const declared = scene.resource("declared");
    await declared.create({ bucket: BUCKET, key: "latest/declared", target: "t", targetCheck: "off" });
    const known = scene.resource("known");
    await known.create({ bucket: BUCKET, key: "latest/known", target: "t", targetCheck: "off" });
    await layout.create(givenLayout(REMOVE));
    // Another deployment: the one is declared again, the other has only been read.
    layout = await scene.inNewProcess(layout);
    declared.provider = layout.provider;
    known.provider = layout.provider;
    await declared.check(declared.known.inputs);
    await known.read();
    await layout.read();
    expect(layout.known.outputs.strayLinks).toBeUndefined();
    await layout.up(flipped(REMOVE));
    expect(await scene.at("latest/declared")).toBe("t");
    expect(await scene.at("latest/known")).toBe("t");
  });

  it("that a resource read later turns out to have are no difference", async () => {
    const other = scene.resource("other");
    await other.create({ bucket: BUCKET, key: "latest/other", target: "t", targetCheck: "off" });
    await layout.create(givenLayout(REMOVE));
    layout = await scene.inNewProcess(layout);
    other.provider = layout.provider;
    // A refresh reads in the order in which the state has come to be.
    await layout.read();
    await other.read();
    expect(layout.known.outputs).toMatchObject({ strayLinks: ["latest/other"] });
    expect(await layout.up(givenLayout(REMOVE))).toEqual({});
    expect(await scene.at("latest/other")).toBe("t");
  });

  it("that are declared later in the same deployment are put again", async () => {
    const late = scene.resource("late");
    await late.create({ bucket: BUCKET, key: "latest/late", target: "t", targetCheck: "off" });
    await layout.create(givenLayout(REMOVE));
    layout = await scene.inNewProcess(layout);
    late.provider = layout.provider;
    await layout.read();
    await layout.up(givenLayout(REMOVE));
    expect(await scene.at("latest/late")).toBe("(nothing)");
    expect(await late.up(late.known.inputs)).toEqual({ etag: "UPDATE" });
    expect(await scene.at("latest/late")).toBe("t");
  });

  it("are put again even if the answer to their removal was lost", async () => {
    const late = scene.resource("late");
    await late.create({ bucket: BUCKET, key: "latest/late", target: "t", targetCheck: "off" });
    await layout.create(givenLayout(REMOVE));
    layout = await scene.inNewProcess(layout);
    late.provider = layout.provider;
    const effect = { kind: "reset-after" } as const;
    scene.given.oss.faults.add({ operation: "DeleteMultipleObjects", count: 1, effect });
    await layout.read();
    await layout.up(givenLayout(REMOVE));
    expect(await scene.at("latest/late")).toBe("(nothing)");
    expect(await late.up(late.known.inputs)).toEqual({ etag: "UPDATE" });
    expect(await scene.at("latest/late")).toBe("t");
  });

  it("are not what a resource still has in its state that is to be replaced", async () => {
    const moving = scene.resource("moving");
    await moving.create({ bucket: BUCKET, key: "latest/old", target: "t", targetCheck: "off" });
    await layout.create(givenLayout(REMOVE));
    layout = await scene.inNewProcess(layout);
    moving.provider = layout.provider;
    await moving.read();
    await layout.read();
    // The replacement may fail, and the program go back to the old key, of which the state says that it is there.
    await moving.check({ ...moving.known.inputs, key: "elsewhere/new" });
    await layout.up(flipped(REMOVE));
    expect(await scene.at("latest/old")).toBe("t");
  });

  it("are counted, and the first thousand kept", async () => {
    await Promise.all(Object.keys(manyLinks(1002)).map((name) => putStray(`latest/x-${name}`)));
    await layout.create(givenLayout({ strays: "report" }));
    const { strayLinks, strayCount } = layout.known.outputs;
    expect([(strayLinks as string[]).length, strayCount]).toEqual([1000, 1002]);
    expect(scene.warnings()).toEqual([expect.stringContaining("… and 982 more")]);
  });

  it("that are links of the layout are moved, not removed", async () => {
    await layout.create(givenLayout());
    await putStray("latest/new.txt");
    layout = await scene.inNewProcess(layout);
    const links = { "app.tgz": "app.tgz", "new.txt": "new.txt" };
    await layout.read();
    await layout.up(givenLayout({ links, ...REMOVE, onConflict: "adopt" }));
    expect(await scene.at("latest/new.txt")).toBe("releases/1/new.txt");
    expect(await scene.at("latest/notes.txt")).toBe("(nothing)");
  });

  it("are not looked for where listing is forbidden, which is said", async () => {
    await layout.create(givenLayout());
    await putStray();
    layout = await scene.inNewProcess(layout);
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "ListObjectsV2", effect });
    await layout.up(flipped(REMOVE));
    expect(await scene.at("latest/stray")).toBe("theirs");
    expect(await scene.at("latest/app.tgz")).toBe("releases/2/app.tgz");
    expect(scene.warnings()).toEqual([expect.stringContaining("strays are not looked for")]);
  });
});

describe("a layout that looks for strays", () => {
  const failures = async (urn: string, inputs: Parameters<typeof givenLayout>[0]) =>
    (await layout.provider.check(givenLayout(inputs), {}, urn)).failures;

  it("must not remove them without a prefix", async () => {
    expect(await failures(layout.urn, { ...REMOVE, prefix: "" })).toEqual({
      strays: expect.stringContaining("every link of the bucket"),
    });
    expect(await failures(layout.urn, { strays: "report", prefix: "" })).toEqual({});
  });

  it("must not overlap with another one, whichever of them looks", async () => {
    const other = scene.layout("other").urn;
    const links = { x: "x" };
    expect(await failures(layout.urn, {})).toEqual({});
    expect(await failures(other, { prefix: "latest/sub/", links })).toEqual({});
    expect(await failures(other, { prefix: "latest/sub/", links, ...REMOVE })).toEqual({
      prefix: expect.stringContaining('overlaps with the layout layout at "latest/"'),
    });
    expect(await failures(layout.urn, REMOVE)).toEqual({
      prefix: expect.stringContaining('overlaps with the layout other at "latest/sub/"'),
    });
  });
});
