import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { SIGNATURE, SIGNATURE_KEY } from "../../../provider/protocol/wire";
import { BUCKET, givenScene, type Resource, type Scene } from "../../support/plugin/given-scene";
import { message, TYPE } from "../../support/plugin/provider-client";
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
const NAMED = "a link that nobody declares under links/latest/";
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

  it("are named by the deployment that first reads them, removed by the next, and ordinary objects never", async () => {
    await layout.create(givenLayout(REMOVE));
    await putStray();
    await scene.foreign.putObject(BUCKET, "latest/object", "content");
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(scene.warnings()).toEqual([`${NAMED}, to be removed by the next deployment: latest/stray`]);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({});
    expect(layout.known.outputs).toMatchObject({ strayLinks: ["latest/stray"], strayCount: 1 });
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(scene.warnings().slice(1)).toEqual([`${NAMED}, to be removed: latest/stray`]);
    scene.sent();
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    // The read was a moment ago: nothing is listed but what is going to be deleted.
    expect(scene.sent()).toEqual(["GetSymlink", "DeleteMultipleObjects"]);
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(await scene.at("latest/object")).toBe("(object)");
    expect(layout.known.outputs.strayLinks).toBeUndefined();
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({});
  });

  it("are removed by a plain update after a refresh", async () => {
    await layout.create(givenLayout(REMOVE));
    await putStray();
    await layout.read();
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(await layout.up(givenLayout(REMOVE))).toEqual({});
  });

  it("stay if the deployment that first reads them updates the layout, however often it reads", async () => {
    await layout.create(givenLayout(REMOVE));
    await putStray();
    await layout.read();
    await layout.read();
    expect(await layout.up(flipped(REMOVE))).toEqual({ targetPrefix: "UPDATE+" });
    expect(await scene.at("latest/stray")).toBe("theirs");
    expect(layout.known.outputs.strayLinks).toEqual(["latest/stray"]);
  });

  it("stay if one process of the deployment first reads them and another updates the layout", async () => {
    await layout.create(givenLayout(REMOVE));
    await putStray();
    layout = await scene.inNewProcess(layout);
    await layout.read();
    layout = await scene.inSecondProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({});
    expect(await layout.up(flipped(REMOVE))).toEqual({ targetPrefix: "UPDATE+" });
    expect(await scene.at("latest/stray")).toBe("theirs");
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(flipped(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(layout.known.outputs).not.toHaveProperty("straysNamedBy");
  });

  it("go in a process that has not read them, once an earlier deployment has named them", async () => {
    await layout.create(givenLayout(REMOVE));
    await putStray();
    await layout.read();
    const named = layout.known.outputs;
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(layout.known.outputs).toEqual(named);
    layout = await scene.inSecondProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect(await scene.at("latest/stray")).toBe("(nothing)");
  });

  it("wait for those that are new, in a process that has not read them", async () => {
    await layout.create(givenLayout(REMOVE));
    await putStray();
    await layout.read();
    await putStray("latest/newer");
    layout = await scene.inNewProcess(layout);
    await layout.read();
    layout = await scene.inSecondProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({});
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect([await scene.at("latest/stray"), await scene.at("latest/newer")]).toEqual(["(nothing)", "(nothing)"]);
  });

  it("are told apart, those that go and those that are new", async () => {
    await layout.create(givenLayout(REMOVE));
    await putStray();
    await layout.read();
    await putStray("latest/newer");
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(await scene.at("latest/newer")).toBe("theirs");
    expect(scene.warnings().slice(1)).toEqual([
      `${NAMED}, to be removed: latest/stray`,
      `${NAMED}, to be removed by the next deployment: latest/newer`,
    ]);
    expect(layout.known.outputs).toMatchObject({ strayLinks: ["latest/newer"], strayCount: 1 });
  });

  it("are reported by a create, and removed by the next update", async () => {
    await putStray();
    await layout.create(givenLayout(REMOVE));
    expect(await scene.at("latest/stray")).toBe("theirs");
    expect(scene.warnings()).toEqual([`${NAMED}, to be removed by the next deployment: latest/stray`]);
    expect(layout.known.outputs).toMatchObject({ strayLinks: ["latest/stray"] });
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect(await scene.at("latest/stray")).toBe("(nothing)");
  });

  it.each(["ignore", "report"])("stay when the mode has just been turned on, after %s", async (strays) => {
    await putStray();
    await layout.create(givenLayout({ strays }));
    layout = await scene.inNewProcess(layout);
    scene.sent();
    expect(await layout.up(flipped(REMOVE))).toMatchObject({ targetPrefix: "UPDATE+", strays: "UPDATE+" });
    // They are looked for before the first put.
    expect(scene.sent().slice(0, 2)).toEqual(["ListObjectsV2", "GetBucketVersioning"]);
    expect(scene.warnings().at(-1)).toBe(`${NAMED}, to be removed by the next deployment: latest/stray`);
    expect(await scene.at("latest/stray")).toBe("theirs");
    expect(await scene.at("latest/app.tgz")).toBe("releases/2/app.tgz");
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(flipped(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(await layout.up(flipped(REMOVE))).toEqual({});
  });

  it("are named by the update that turns the mode on, whatever a read has said before", async () => {
    await putStray();
    await layout.create(givenLayout({ strays: "report" }));
    layout = await scene.inNewProcess(layout);
    await layout.read();
    await layout.up(givenLayout(REMOVE));
    expect(scene.warnings().slice(1)).toEqual([
      `${NAMED}: latest/stray`,
      `${NAMED}, to be removed by the next deployment: latest/stray`,
    ]);
  });

  it("are named by the update that removes them, if no read has named them", async () => {
    await putStray();
    await layout.create(givenLayout(REMOVE));
    layout = await scene.inNewProcess(layout);
    await layout.up(flipped(REMOVE));
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(scene.warnings().slice(1)).toEqual([`${NAMED}, to be removed: latest/stray`]);
  });

  it("are told of in a preview that removes them, which touches nothing", async () => {
    await putStray();
    await layout.create(givenLayout(REMOVE));
    await putStray("latest/newer");
    layout = await scene.inNewProcess(layout);
    const { id, inputs, outputs } = layout.known;
    const news = await layout.check(flipped(REMOVE));
    const change = { id, urn: layout.urn, olds: outputs, oldInputs: inputs, news };
    await layout.provider.update({ ...change, preview: true });
    expect(scene.warnings().slice(1)).toEqual([
      `${NAMED}, to be removed: latest/stray`,
      `${NAMED}, to be removed by the next deployment: latest/newer`,
    ]);
    expect(await scene.at("latest/stray")).toBe("theirs");
    expect(await scene.at("latest/app.tgz")).toBe("releases/1/app.tgz");
  });

  it("stay when they have changed since they were listed", async () => {
    await putStray();
    await putStray("latest/stray-too");
    await layout.create(givenLayout(REMOVE));
    layout = await scene.inNewProcess(layout);
    await layout.read();
    await scene.foreign.putSymlink(BUCKET, "latest/stray", { target: "newer" });
    await layout.up(givenLayout(REMOVE));
    expect(await scene.at("latest/stray")).toBe("newer");
    expect(await scene.at("latest/stray-too")).toBe("(nothing)");
    expect(scene.warnings().at(-1)).toContain("has changed since it was listed");
  });

  it("are never what another resource has in its state", async () => {
    const known = scene.resource("known");
    await known.create({ bucket: BUCKET, key: "latest/known", target: "t", targetCheck: "off" });
    layout = await scene.inNewProcess(layout);
    await layout.create(givenLayout(REMOVE));
    expect(layout.known.outputs).toMatchObject({ strayLinks: ["latest/known"] });
    layout = await scene.inNewProcess(layout);
    known.provider = layout.provider;
    await known.read();
    await layout.read();
    expect(layout.known.outputs.strayLinks).toBeUndefined();
    await layout.up(flipped(REMOVE));
    expect(await scene.at("latest/known")).toBe("t");
  });

  it("that a resource read later turns out to have are no difference", async () => {
    const other = scene.resource("other");
    await other.create({ bucket: BUCKET, key: "latest/other", target: "t", targetCheck: "off" });
    layout = await scene.inNewProcess(layout);
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

  it("that a resource declares which the deployment has yet to come to stay, and that one is refused", async () => {
    const dependent = scene.resource("dependent");
    const declaration = { bucket: BUCKET, key: "latest/dependent", target: "t", targetCheck: "off" };
    await dependent.create(declaration);
    await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    dependent.provider = layout.provider;
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strays: "ADD+" });
    await expect(dependent.check(declaration)).rejects.toThrow(
      'is below \\"latest/\\", where the layout layout removes',
    );
    expect(await scene.at("latest/dependent")).toBe("t");
  });

  it("that a resource declares are not lost, however often it is refused without a preview", async () => {
    const dependent = scene.resource("dependent");
    const declaration = { bucket: BUCKET, key: "latest/dependent", target: "t", targetCheck: "off" };
    await dependent.create(declaration);
    layout = await scene.inNewProcess(layout);
    await layout.create(givenLayout(REMOVE));
    expect(layout.known.outputs.strayLinks).toEqual(["latest/dependent"]);
    const named = layout.known;
    const next = async () => {
      layout = await scene.inNewProcess(Object.assign(scene.layout(), { state: named }));
      dependent.provider = layout.provider;
    };
    // Refused before the layout comes to remove it: it stays.
    await next();
    const inputs = await layout.check(givenLayout(REMOVE));
    await expect(dependent.check(declaration)).rejects.toThrow("where the layout layout removes");
    await layout.up(inputs);
    expect(await scene.at("latest/dependent")).toBe("t");
    // Removed before: it is made again.
    await next();
    await layout.up(givenLayout(REMOVE));
    expect(await scene.at("latest/dependent")).toBe("(nothing)");
    expect(await dependent.up(declaration)).toEqual({ etag: "UPDATE" });
    expect(await scene.at("latest/dependent")).toBe("t");
    expect(scene.warnings().at(-1)).toContain("links/latest/dependent was gone; it is made again");
  });

  it("that a layout declares are not lost either, however often it is refused without a preview", async () => {
    const inner = scene.layout("inner");
    const declaration = { bucket: BUCKET, prefix: "latest/sub/", links: { x: "x" }, targetCheck: "off" };
    await inner.create(declaration);
    layout = await scene.inNewProcess(layout);
    await layout.create(givenLayout(REMOVE));
    layout = await scene.inNewProcess(layout);
    inner.provider = layout.provider;
    await layout.up(givenLayout(REMOVE));
    expect(await scene.at("latest/sub/x")).toBe("(nothing)");
    expect(await inner.up(declaration)).toEqual({ 'links["x"]': "UPDATE" });
    expect(await scene.at("latest/sub/x")).toBe("x");
  });

  it("that a resource declares are made again by a replacement, too, which is checked twice", async () => {
    const dependent = scene.resource("dependent");
    const declaration = { bucket: BUCKET, key: "latest/dependent", target: "t", targetCheck: "off" };
    await dependent.create(declaration);
    layout = await scene.inNewProcess(layout);
    await layout.create(givenLayout(REMOVE));
    layout = await scene.inNewProcess(layout);
    dependent.provider = layout.provider;
    await layout.up(givenLayout(REMOVE));
    expect(await scene.at("latest/dependent")).toBe("(nothing)");
    await dependent.check(declaration);
    dependent.state = undefined;
    await dependent.create(declaration);
    expect(await scene.at("latest/dependent")).toBe("t");
  });

  it.each<[string, object]>([
    ["of a key that is none", { key: "/latest/dependent" }],
    ["of a value that cannot be carried", { metadata: { owner: { [SIGNATURE_KEY]: SIGNATURE.asset, text: "me" } } }],
  ])("that a resource has in its state stay if that is refused because %s", async (_, wrong) => {
    const dependent = scene.resource("dependent");
    const declaration = { bucket: BUCKET, key: "latest/dependent", target: "t", targetCheck: "off" };
    await dependent.create(declaration);
    layout = await scene.inNewProcess(layout);
    await layout.create(givenLayout(REMOVE));
    expect(layout.known.outputs.strayLinks).toEqual(["latest/dependent"]);
    layout = await scene.inNewProcess(layout);
    const news = Struct.fromJavaScript({ ...declaration, ...wrong });
    const check = message(pb.CheckRequest, { urn: dependent.urn, type: TYPE, olds: dependent.known.inputs, news });
    const refused: pb.CheckResponse = await layout.provider.call("check", check);
    expect(refused.getFailuresList()).toHaveLength(1);
    await layout.up(givenLayout(REMOVE));
    expect(await scene.at("latest/dependent")).toBe("t");
  });

  it("are counted, and the first thousand kept", async () => {
    await Promise.all(Object.keys(manyLinks(1002)).map((name) => putStray(`latest/x-${name}`)));
    await layout.create(givenLayout({ strays: "report" }));
    const { strayLinks, strayCount } = layout.known.outputs;
    expect([(strayLinks as string[]).length, strayCount]).toEqual([1000, 1002]);
    expect(scene.warnings()).toEqual([expect.stringContaining("… and 982 more")]);
  });

  it("go a thousand at a time", async () => {
    await Promise.all(Object.keys(manyLinks(1002)).map((name) => putStray(`latest/x-${name}`)));
    await layout.create(givenLayout(REMOVE));
    layout = await scene.inNewProcess(layout);
    await layout.up(givenLayout(REMOVE));
    expect(layout.known.outputs).toMatchObject({ strayLinks: ["latest/x-file-1000", "latest/x-file-1001"] });
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect(await layout.up(givenLayout(REMOVE))).toEqual({});
    expect(await scene.at("latest/x-file-1001")).toBe("(nothing)");
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

describe("where versioning is suspended, strays above a version null of somebody", () => {
  beforeEach(async () => {
    await scene.foreign.putObject(BUCKET, "latest/stray", "content");
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    await putStray();
    await scene.foreign.putVersioning(BUCKET, "Suspended");
  });

  const aboveNull = expect.stringContaining("would destroy the version null");

  it("stay, with a warning each time that they are read, and are no difference", async () => {
    await layout.create(givenLayout(REMOVE));
    expect(scene.warnings()).toEqual([aboveNull]);
    for (const round of [2, 3]) {
      layout = await scene.inNewProcess(layout);
      await layout.read();
      expect(scene.warnings()).toHaveLength(round);
      expect(await layout.up(givenLayout(REMOVE))).toEqual({});
      expect(layout.known.outputs.strayLinks).toBeUndefined();
    }
    layout = await scene.inNewProcess(layout);
    await layout.up(flipped(REMOVE));
    expect(scene.warnings().slice(3)).toEqual([aboveNull]);
    expect(await layout.up(flipped(REMOVE))).toEqual({});
    expect(await scene.at("latest/stray")).toBe("theirs");
  });

  it("go once nothing is beneath them any more", async () => {
    await layout.create(givenLayout(REMOVE));
    await scene.foreign.deleteObject(BUCKET, "latest/stray", { versionId: "null" });
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(layout.known.outputs.strayLinks).toEqual(["latest/stray"]);
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(givenLayout(REMOVE))).toEqual({ strayLinks: "DELETE" });
    expect(await scene.at("latest/stray")).toBe("(nothing)");
    expect(await layout.up(givenLayout(REMOVE))).toEqual({});
  });

  it.each(["GetBucketVersioning", "ListObjectVersions"])("are not known where %s is denied", async (operation) => {
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation, effect });
    await layout.create(givenLayout(REMOVE));
    expect(layout.known.outputs.strayLinks).toEqual(["latest/stray"]);
    layout = await scene.inNewProcess(layout);
    await expect(layout.up(givenLayout(REMOVE))).rejects.toThrow("AccessDenied");
    expect(await scene.at("latest/stray")).toBe("theirs");
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

  it("must not remove them where another resource of the program has a link, whichever of them comes first", async () => {
    const link = (name: string, key: string) => ({
      urn: scene.resource(name).urn,
      news: { bucket: BUCKET, key, target: "t" },
    });
    const checked = async ({ urn, news }: ReturnType<typeof link>) =>
      (await layout.provider.check(news, {}, urn)).failures;
    expect(await checked(link("first", "latest/first"))).toEqual({});
    expect(await failures(layout.urn, { strays: "report" })).toEqual({});
    expect(await failures(layout.urn, REMOVE)).toEqual({
      strays: expect.stringMatching(
        /must not be "remove": first declares links\/latest\/first, .* or set strays: report/,
      ),
    });
    layout = await scene.inNewProcess(scene.layout());
    expect(await failures(layout.urn, REMOVE)).toEqual({});
    expect(await checked(link("late", "latest/late"))).toEqual({
      key: expect.stringMatching(/is below "latest\/", where the layout layout removes .* or set strays: report/),
    });
    // What both declare is refused as such alone.
    expect(await checked(link("late", "latest/app.tgz"))).toEqual({ key: expect.stringMatching(/^is declared twice/) });
    expect(await checked(link("late", "latest"))).toEqual({});
    expect(await failures(layout.urn, REMOVE)).toEqual({});
  });
});

it("a link that an import has found, and nobody declares, is named by the update that follows it, and deleted by the next", async () => {
  await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "releases/1/app.tgz" });
  await scene.foreign.putSymlink(BUCKET, "latest/theirs.tgz", { target: "releases/1/theirs.tgz" });
  let layout = scene.layout();
  const { inputs } = await layout.import(`${BUCKET}/latest/`);
  const news = { ...inputs, links: { "app.tgz": "app.tgz" } };
  expect(await layout.up(news)).toEqual({ 'links["theirs.tgz"]': "DELETE+" });
  expect(await scene.at("latest/theirs.tgz")).toBe("releases/1/theirs.tgz");
  expect(scene.warnings()).toEqual([expect.stringContaining("was found by the import and is not declared")]);
  layout = await scene.inNewProcess(layout);
  expect(await layout.up(news)).toEqual({ 'links["theirs.tgz"]': "DELETE" });
  expect(await scene.at("latest/theirs.tgz")).toBe("(nothing)");
  expect(await layout.up(news)).toEqual({});
});
