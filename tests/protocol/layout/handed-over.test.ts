import { type PropertyMap, Secret } from "../../../provider/protocol/values";
import { BUCKET, givenScene, type Resource, type Scene } from "../../support/plugin/given-scene";
import { partialState } from "../../support/plugin/provider-client";
import { givenLayout } from "./given-layout";

/** A link that a layout gives up because another resource declares it: one of the two has it at any time. */
jest.setTimeout(60_000);

const KEY = "latest/app.tgz";
const LINK = { bucket: BUCKET, key: KEY, target: "moved", targetCheck: "off" };
const OTHER = { bucket: BUCKET, prefix: "latest/app", links: { ".tgz": "moved" }, targetCheck: "off" };
const BOTH = givenLayout({ links: { "app.tgz": "app.tgz", "notes.txt": "notes.txt" } });
const REST = givenLayout({ links: { "notes.txt": "notes.txt" } });

let scene: Scene;
let layout: Resource;
let link: Resource;
beforeEach(async () => {
  scene = await givenScene();
  layout = scene.layout();
  link = scene.resource();
  await layout.create(BOTH);
  await nextDeployment();
});
afterEach(() => scene.close());

async function nextDeployment(): Promise<void> {
  layout = await scene.inNewProcess(layout);
  link = Object.assign(scene.resource(), { state: link.state, provider: layout.provider });
}

/** The layout is updated, and the link is not made, as when its target is required and missing. */
async function givenUp(): Promise<void> {
  await link.check(LINK);
  await layout.up(REST);
  expect(await scene.at(KEY)).toBe("releases/1/app.tgz");
  await nextDeployment();
}

describe("a link that another resource declares, and has not taken over yet", () => {
  it("is still recognised as this stack's by the next deployment that reads", async () => {
    await givenUp();
    await layout.read();
    await link.create(LINK);
    await layout.up(REST);
    await nextDeployment();
    await layout.read();
    expect(await layout.up(REST)).toEqual({});
    await layout.delete();
    expect(await scene.at(KEY)).toBe("moved");
    await link.delete();
    expect(await scene.at(KEY)).toBe("(nothing)");
    expect(scene.warnings()).toEqual([]);
  });

  it("stays if the layout is deleted, and says what to do should the other not get there", async () => {
    await link.check(LINK);
    await layout.delete();
    expect(await scene.at(KEY)).toBe("releases/1/app.tgz");
    expect(await scene.at("latest/notes.txt")).toBe("(nothing)");
    expect(scene.warnings()).toEqual([
      expect.stringMatching(/app\.tgz stays: link declares it, and has yet to take it; .* onConflict: adopt/),
    ]);
    await nextDeployment();
    await expect(link.create(LINK)).rejects.toThrow("the link cannot be created");
    await link.create({ ...LINK, onConflict: "adopt" });
    expect(await scene.at(KEY)).toBe("moved");
  });

  it("goes with the layout if nobody declares it any more, or by its next update that has read", async () => {
    await givenUp();
    const { known } = layout;
    await layout.read();
    expect(await layout.up(REST)).toEqual({ 'links["app.tgz"]': "DELETE" });
    expect(await scene.at(KEY)).toBe("(nothing)");
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    await nextDeployment();
    await layout.delete(known);
    expect(await scene.at(KEY)).toBe("theirs");
    expect(await scene.at("latest/notes.txt")).toBe("(nothing)");
  });

  it("stays while it is not known whether somebody has taken it", async () => {
    await givenUp();
    await link.import(`${BUCKET}/${KEY}`);
    const imported = link.known;
    await nextDeployment();
    await layout.up(givenLayout({ links: { "notes.txt": "other" } }));
    expect(await scene.at(KEY)).toBe("releases/1/app.tgz");
    link.state = imported;
    await link.delete();
  });

  it.each<[string, () => Resource, string, PropertyMap]>([
    ["link", () => link, KEY, LINK],
    ["layout", () => Object.assign(scene.layout("other"), { provider: layout.provider }), "latest/app", OTHER],
  ])(
    "is left to a %s that imports it and is to change it, as the engine has an update follow",
    async (_, of, key, news) => {
      const importer = of();
      await importer.import(`${BUCKET}/${key}`);
      const inputs = await importer.check(news);
      expect((await importer.diff(inputs)).changes).toBe("some");
      await layout.up(REST);
      expect(await scene.at(KEY)).toBe("releases/1/app.tgz");
      await importer.update(inputs);
      await nextDeployment();
      await layout.read();
      expect(await layout.up(REST)).toEqual({});
      await layout.delete();
      expect(await scene.at(KEY)).toBe("moved");
      expect(scene.warnings()).toEqual([]);
    },
  );

  const BAD = { ...LINK, metadata: { "no name": "x" } };
  it.each<[string, () => Promise<unknown>]>([
    ["that Check refuses", () => expect(link.check(BAD)).rejects.toThrow("metadata")],
    ["that has yet to be checked", async () => {}],
  ])("stays the layout's if it was to be taken by an import %s", async (_, goOn) => {
    await link.import(`${BUCKET}/${KEY}`);
    await goOn();
    await layout.up(REST);
    expect(await scene.at(KEY)).toBe("releases/1/app.tgz");
    await nextDeployment();
    await layout.delete();
    expect(await scene.at(KEY)).toBe("(nothing)");
  });

  it("is told from one that an update in vain has made", async () => {
    await scene.foreign.putObject(BUCKET, "latest/zoo", "content");
    const more = givenLayout({ links: { "app.tgz": "app.tgz", "notes.txt": "notes.txt", new: "new", zoo: "zoo" } });
    const failure = await layout.up(more).then(
      () => new Error("it succeeded"),
      (reason: unknown) => reason,
    );
    const { id, inputs, properties } = partialState(failure);
    layout.state = { id, inputs, outputs: properties };
    expect(await scene.at("latest/new")).toBe("releases/1/new");
    await nextDeployment();
    expect(await layout.up(BOTH)).toEqual({ 'links["new"]': "DELETE" });
    expect(await scene.at("latest/new")).toBe("(nothing)");
  });

  it("stays the layout's if that is refused", async () => {
    await expect(link.check({ ...LINK, metadata: { "no name": "x" } })).rejects.toThrow("metadata");
    await layout.up(REST);
    expect(await scene.at(KEY)).toBe("releases/1/app.tgz");
    await nextDeployment();
    await layout.read();
    await link.create(LINK);
    await layout.up(REST);
    await nextDeployment();
    await layout.delete();
    expect(await scene.at(KEY)).toBe("moved");
    expect(scene.warnings()).toEqual([]);
  });

  it("does not tell where it leads if that was a secret", async () => {
    await layout.up(givenLayout({ links: { "app.tgz": new Secret("hidden"), "notes.txt": "notes.txt" } }));
    await nextDeployment();
    await link.check(LINK);
    await layout.up(REST);
    await nextDeployment();
    await layout.read();
    expect(layout.known.outputs.drifted).toEqual(new Secret({ "app.tgz": "releases/1/hidden" }));
    expect(await layout.up(REST)).toEqual({ 'links["app.tgz"]': "DELETE" });
    expect(layout.known.outputs.links).toEqual({ "notes.txt": "notes.txt" });
  });

  it("goes with the layout", async () => {
    await givenUp();
    await layout.delete();
    expect(await scene.at(KEY)).toBe("(nothing)");
  });

  it("is none of the layout's once that has taken it, in whatever order", async () => {
    await link.check(LINK);
    await layout.up(REST);
    await link.create(LINK);
    await nextDeployment();
    expect(await layout.up(REST)).toEqual({});
    await layout.up(givenLayout({ links: { "notes.txt": "other" } }));
    await layout.delete();
    expect(await scene.at(KEY)).toBe("moved");
    await link.delete();
    expect(await scene.at(KEY)).toBe("(nothing)");
    expect(scene.warnings()).toEqual([]);
  });

  it("stays the layout's where one that had it before declares it again, and says so", async () => {
    await layout.up(REST);
    await link.create(LINK);
    await nextDeployment();
    await link.read();
    // Then the deployment fails, and does not come to delete the link's resource.
    await layout.up(BOTH);
    await nextDeployment();
    expect(await link.up(LINK)).toEqual({});
    await layout.up(REST);
    expect(await scene.at(KEY)).toBe("releases/1/app.tgz");
    expect(scene.warnings()).toEqual([expect.stringMatching(/app\.tgz stays: link has it as well, but may not have/)]);
    await nextDeployment();
    expect(await layout.up(REST)).toEqual({});
    await nextDeployment();
    await layout.read();
    await link.read();
    await link.up(LINK);
    await layout.up(REST);
    expect(await scene.at(KEY)).toBe("moved");
    await nextDeployment();
    await layout.delete();
    await link.delete();
    expect(await scene.at(KEY)).toBe("(nothing)");
  });

  it("is not left without a word to a layout that had it before", async () => {
    const other = Object.assign(scene.layout("other"), { provider: layout.provider });
    await layout.read();
    await other.create(OTHER);
    // Then the deployment fails, and does not come to update the layout.
    await nextDeployment();
    other.provider = layout.provider;
    expect(await layout.up(BOTH)).toEqual({});
    await other.delete();
    expect(await scene.at(KEY)).toBe("moved");
    expect(scene.warnings()).toEqual([expect.stringMatching(/stays: layout has it as well, but may not have written/)]);
  });

  it("does not tell where it leads by now if that is another's secret, shown or only declared", async () => {
    const secret = { ...LINK, target: new Secret("hidden") };
    const before = layout.known;
    await layout.read();
    await link.create(secret);
    // The layout is read right before its update where it enforces.
    await layout.read();
    expect(layout.known.outputs.drifted).toEqual(new Secret({ "app.tgz": "hidden" }));
    // Or that update is never reached, and all is read by the next deployment.
    layout.state = before;
    await nextDeployment();
    await link.read();
    await layout.read();
    expect(layout.known.outputs.drifted).toEqual(new Secret({ "app.tgz": "hidden" }));
    expect(layout.known.outputs.links).toBeInstanceOf(Secret);
    await layout.up(REST);
    expect(layout.known.outputs).not.toHaveProperty("drifted");
    expect(await scene.at(KEY)).toBe("hidden");
    expect(scene.warnings().join()).not.toContain("hidden");
  });

  it("is not overwritten with what comes there once that has taken and deleted it", async () => {
    await link.check(LINK);
    await layout.up(REST);
    await link.create(LINK);
    await nextDeployment();
    await layout.up(REST);
    await link.delete();
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    await nextDeployment();
    await expect(layout.up(BOTH)).rejects.toThrow(/links\["app.tgz"\]: the link cannot be created/);
    expect(await scene.at(KEY)).toBe("theirs");
  });
});
