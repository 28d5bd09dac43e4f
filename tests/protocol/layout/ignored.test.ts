import { BUCKET, givenScene, type Resource, type Scene } from "../../support/plugin/given-scene";
import { partialState } from "../../support/plugin/provider-client";
import { flipped, givenLayout, LINKS } from "./given-layout";

/** What all links of a layout have alike, and the program is told to leave to others. */
jest.setTimeout(60_000);

let scene: Scene;
let layout: Resource;
beforeEach(async () => {
  scene = await givenScene();
  layout = scene.layout();
});
afterEach(() => scene.close());

const COMMON = { metadata: { owner: "us" }, cacheControl: "no-cache", acl: "private", tags: { team: "us" } };
const KEY = "latest/app.tgz";
const THEIRS = { target: "theirs", metadata: { owner: "them" }, cacheControl: "no-store", tags: { team: "them" } };

async function facets() {
  const { target, metadata, cacheControl } = await scene.foreign.getSymlink(BUCKET, KEY);
  const [acl, tags] = await Promise.all([
    scene.foreign.getAcl(BUCKET, KEY),
    scene.foreign.getTagging(BUCKET, KEY),
  ] as const);
  return { target, metadata, cacheControl, acl, tags };
}

describe("what is ignored of all links", () => {
  it.each(["read", "not read"])("stays as others made it when links are written anew, %s before", async (read) => {
    await layout.create(givenLayout(COMMON));
    await scene.foreign.putSymlink(BUCKET, KEY, { ...THEIRS, acl: "public-read" });
    layout = await scene.inNewProcess(layout);
    if (read === "read") await layout.read();
    await layout.up(flipped(COMMON), ["metadata", "cacheControl", "acl", "tags"]);
    const { metadata, cacheControl, tags } = THEIRS;
    expect(await facets()).toEqual({ target: "releases/2/app.tgz", metadata, cacheControl, tags, acl: "public-read" });
  });

  it("is one entry of the metadata only, where no more is ignored", async () => {
    await layout.create(givenLayout(COMMON));
    await scene.foreign.putSymlink(BUCKET, KEY, { ...THEIRS, metadata: { owner: "them", more: "1" } });
    await layout.up(flipped(COMMON), ["metadata.owner"]);
    expect(await facets()).toMatchObject({ metadata: { owner: "them" }, cacheControl: "no-cache", acl: "private" });
  });

  it("makes no difference as long as it is ignored, and is written as declared after that", async () => {
    await layout.create(givenLayout(COMMON));
    await scene.foreign.putSymlink(BUCKET, KEY, THEIRS);
    await layout.up(flipped(COMMON), ["metadata"]);
    layout = await scene.inNewProcess(layout);
    await layout.read();
    const ignorechangesList = ["metadata"];
    const { id, inputs, outputs } = layout.known;
    const same = { id, urn: layout.urn, olds: outputs, oldInputs: inputs, news: inputs, ignorechangesList };
    expect((await layout.provider.diff(same)).detailed).toEqual({});
    scene.sent();
    await layout.update({ ...inputs, enforce: true }, ignorechangesList);
    expect(scene.sent()).toEqual([]);
    expect(await layout.up(flipped(COMMON))).toEqual({ enforce: "DELETE+", 'links["app.tgz"]': "UPDATE" });
    expect(await facets()).toMatchObject({ metadata: COMMON.metadata });
    expect(await layout.up(flipped(COMMON))).toEqual({});
  });
});

describe("a link that is ignored", () => {
  it.each(["read", "not read"])("is shown to lead where it does, once it is written anew, %s before", async (read) => {
    await layout.create(givenLayout());
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    layout = await scene.inNewProcess(layout);
    if (read === "read") await layout.read();
    await layout.up(givenLayout(COMMON), ["links"]);
    expect(await facets()).toMatchObject({ target: "theirs", metadata: COMMON.metadata });
    expect(layout.known.outputs.drifted).toEqual({ "app.tgz": "theirs" });
    expect(scene.warnings()).toEqual([expect.stringMatching(/ is a link to theirs .* nothing of it is lost$/)]);
    await layout.read();
    expect(await layout.up(givenLayout(COMMON))).toEqual({ 'links["app.tgz"]': "UPDATE" });
    expect((await facets()).target).toBe("releases/1/app.tgz");
  });

  it("is shown to lead where it does, also where it is not written anew", async () => {
    await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    await layout.up(flipped(), ['links["app.tgz"]']);
    expect(layout.known.outputs.drifted).toEqual({ "app.tgz": "releases/1/app.tgz" });
    expect(layout.known.outputs.links).toMatchObject({ "app.tgz": "releases/1/app.tgz", "notes.txt": "notes.txt" });
    await layout.read();
    const { id, inputs, outputs } = layout.known;
    const ignorechangesList = ['links["app.tgz"]'];
    const same = { id, urn: layout.urn, olds: outputs, oldInputs: inputs, news: inputs, ignorechangesList };
    expect((await layout.provider.diff(same)).detailed).toEqual({});
    expect(await layout.up(flipped())).toEqual({ 'links["app.tgz"]': "UPDATE" });
    expect((await facets()).target).toBe("releases/2/app.tgz");
    expect(layout.known.outputs).not.toHaveProperty("drifted");
  });

  it.each([
    ["releases/2/app.tgz", "releases/2/new.tgz"],
    ["releases/1/app.tgz", "releases/1/new.tgz"],
    ["theirs", "releases/1/new.tgz"],
  ])("leads to its entry that was edited, where only its prefix is ignored and it led to %s", async (live, then) => {
    await layout.create(givenLayout());
    if (live !== "releases/1/app.tgz") await scene.foreign.putSymlink(BUCKET, KEY, { target: live });
    layout = await scene.inNewProcess(layout);
    const edited = givenLayout({ links: { ...LINKS, "app.tgz": "new.tgz" } });
    await layout.up(edited, ["targetPrefix"]);
    expect((await facets()).target).toBe(then);
    const { id, inputs, outputs } = layout.known;
    const same = { id, urn: layout.urn, olds: outputs, oldInputs: inputs, news: inputs };
    expect((await layout.provider.diff({ ...same, ignorechangesList: ["targetPrefix"] })).detailed).toEqual({});
    expect(await scene.at("latest/notes.txt")).toBe("releases/1/notes.txt");
    await layout.up(edited);
    expect((await facets()).target).toBe("releases/1/new.tgz");
  });

  const LIVE = "releases/2/";
  const EDITS = [
    ["app.tgz", "new.tgz"],
    ["app.tgz", "v2/app.tgz"],
    ["v1/app.tgz", "app.tgz"],
  ] as const;
  it.each(EDITS)(
    "keeps the prefix that it has, if its entry %s becomes %s and no answer says so",
    async (old, entry) => {
      await layout.create(givenLayout({ links: { ...LINKS, "app.tgz": old } }));
      await scene.foreign.putSymlink(BUCKET, KEY, { target: LIVE + old });
      layout = await scene.inNewProcess(layout);
      scene.given.oss.faults.add({ operation: "PutSymlink", effect: { kind: "reset-after" }, count: 1 });
      await layout.up(givenLayout({ links: { ...LINKS, "app.tgz": entry } }), ["targetPrefix"]);
      expect((await facets()).target).toBe(LIVE + entry);
    },
  );

  it.each(EDITS)(
    "keeps the prefix that it has, if its entry %s becomes %s and another link fails",
    async (old, entry) => {
      await layout.create(givenLayout({ links: { ...LINKS, "app.tgz": old } }));
      await scene.foreign.putSymlink(BUCKET, KEY, { target: LIVE + old });
      await scene.foreign.putObject(BUCKET, "latest/taken", "content");
      layout = await scene.inNewProcess(layout);
      const edited = givenLayout({ links: { ...LINKS, "app.tgz": entry, taken: "taken" } });
      for (let time = 1; time <= 2; time++) {
        const { id, properties, inputs } = partialState(
          await layout.up(edited, ["targetPrefix"]).catch((error) => error),
        );
        expect((await facets()).target).toBe(LIVE + entry);
        layout.state = { id, inputs, outputs: properties };
        layout = await scene.inNewProcess(layout);
      }
      await scene.foreign.deleteObject(BUCKET, "latest/taken");
      await layout.up(edited, ["targetPrefix"]);
      expect((await facets()).target).toBe(LIVE + entry);
    },
  );
});
