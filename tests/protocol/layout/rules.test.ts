import { Secret, UNKNOWN } from "../../../provider/protocol/values";
import { BUCKET, BUCKET_KINDS, givenScene, type Resource, type Scene } from "../../support/plugin/given-scene";
import { flipped, givenLayout, LINKS, manyLinks } from "./given-layout";

/** Each link of a layout is dealt with by the rules of a Symlink, and a layout beside others knows its own. */
jest.setTimeout(60_000);

let scene: Scene;
let layout: Resource;
async function begin(...given: Parameters<typeof givenScene>): Promise<void> {
  scene = await givenScene(...given);
  layout = scene.layout();
}
afterEach(() => scene.close());

const link = (key: string, more = {}) => ({
  bucket: BUCKET,
  key,
  target: "releases/1/app.tgz",
  targetCheck: "off",
  ...more,
});

describe("a new link of a layout", () => {
  beforeEach(() => begin());

  it("that exists exactly as declared is taken over, with a warning", async () => {
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "releases/1/app.tgz" });
    await layout.create(givenLayout());
    expect(scene.warnings()).toEqual([expect.stringContaining("existed already, exactly as declared")]);
  });

  it("is refused over another one, in the preview already, with ways out that suit a layout", async () => {
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs" });
    const preview = layout.preview(givenLayout());
    await expect(preview).rejects.toThrow(
      /1 of 3 links cannot be created\nlinks\["app.tgz"\]: [^\n]*is a link to theirs/,
    );
    await expect(preview).rejects.not.toThrow(/pulumi import/);
    expect(await scene.at("latest/app.tgz")).toBe("theirs");
  });

  it("adopts and overwrites where that is wanted, and resets what a put may leave", async () => {
    await scene.close();
    await begin({}, { service: { openQuestions: { putSymlinkKeepsTagsAndAcl: true } } });
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs", acl: "private", tags: { a: "1" } });
    await layout.create(givenLayout({ onConflict: "adopt" }));
    expect(await scene.foreign.getAcl(BUCKET, "latest/app.tgz")).toBe("default");
    expect(await scene.foreign.getTagging(BUCKET, "latest/app.tgz")).toEqual({});
    expect(scene.warnings()).toEqual([expect.stringContaining("it is taken over")]);
    expect(await layout.up(givenLayout({ onConflict: "adopt" }))).toEqual({});
  });

  it("warns of the first twenty only, and of how many more there are", async () => {
    const links = manyLinks(30);
    for (const name of Object.keys(links)) {
      await scene.foreign.putSymlink(BUCKET, `latest/${name}`, { target: `releases/1/${name}` });
    }
    await layout.create(givenLayout({ links }));
    expect(scene.warnings()).toHaveLength(21);
    expect(scene.warnings().at(-1)).toBe("… and 10 more warnings like these");
  });
});

describe("a link that moves", () => {
  beforeEach(() => begin());

  it("is overwritten whoever wrote it last, with a warning; an ordinary object is not", async () => {
    await layout.create(givenLayout());
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs", metadata: { owner: "them" } });
    await scene.foreign.putObject(BUCKET, "latest/notes.txt", "content");
    layout = await scene.inNewProcess(layout);
    await expect(layout.up(flipped())).rejects.toThrow(/links\["notes.txt"\]: the link cannot be updated/);
    expect(await scene.at("latest/app.tgz")).toBe("releases/2/app.tgz");
    expect(await scene.at("latest/docs/index.html")).toBe("releases/2/docs/index.html");
    expect(await scene.at("latest/notes.txt")).toBe("(object)");
    expect(scene.warnings()).toEqual([expect.stringMatching(/is a link to theirs.*did not write.*overwritten/)]);
  });

  it("takes back what has the same content but another writer, by one put", async () => {
    await layout.create(givenLayout());
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "releases/1/app.tgz" });
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(await layout.up(givenLayout())).toEqual({ 'drifted["app.tgz"]': "DELETE" });
    layout = await scene.inNewProcess(layout);
    await layout.delete();
    expect(await scene.at("latest/app.tgz")).toBe("(nothing)");
  });

  it("resets ACL and tags that were declared and are not any more", async () => {
    await scene.close();
    await begin({}, { service: { openQuestions: { putSymlinkKeepsTagsAndAcl: true } } });
    await layout.create(givenLayout({ acl: "private", tags: { a: "1" } }));
    await layout.up(givenLayout());
    expect(await scene.foreign.getAcl(BUCKET, "latest/app.tgz")).toBe("default");
    expect(await scene.foreign.getTagging(BUCKET, "latest/app.tgz")).toEqual({});
  });

  it.each([
    ["an ordinary object", () => scene.foreign.putObject(BUCKET, "latest/app.tgz", "content"), "(object)"],
    ["another link", () => scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs" }), "theirs"],
  ])("is left with a warning when it is to go and %s is in its place", async (_, write, expected) => {
    for (const end of [() => layout.delete(), () => layout.up(givenLayout({ links: { "notes.txt": "notes.txt" } }))]) {
      await layout.create(givenLayout());
      await write();
      layout = await scene.inNewProcess(layout);
      await end();
      expect(await scene.at("latest/app.tgz")).toBe(expected);
      expect(scene.warnings().pop()).toMatch(/^left alone, because this resource did not write what is there: links/);
      expect(await scene.at("latest/docs/index.html")).toBe("(nothing)");
      await scene.foreign.deleteObject(BUCKET, "latest/app.tgz");
    }
  });

  it.each(["*", 'links["*"]', "links[*]", "links.*", "links"])(
    "is left as others made it where %s is ignored",
    async (path) => {
      await layout.create(givenLayout());
      await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs" });
      layout = await scene.inNewProcess(layout);
      await layout.read();
      const { id, inputs, outputs } = layout.known;
      const change = { id, urn: layout.urn, olds: outputs, oldInputs: inputs, news: inputs };
      const difference = await layout.provider.diff({ ...change, ignorechangesList: [path] } as never);
      expect(difference.detailed).toEqual({});
      await layout.provider.update({ ...change, news: { ...inputs, enforce: true }, ignorechangesList: [path] });
      expect(await scene.at("latest/app.tgz")).toBe("theirs");
    },
  );

  it("keeps the target that is ignored when all links are written anew", async () => {
    await layout.create(givenLayout());
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs" });
    const ignored = ['links["app.tgz"]'];
    const { id, inputs, outputs } = layout.known;
    const change = {
      id,
      urn: layout.urn,
      olds: outputs,
      oldInputs: inputs,
      news: givenLayout({ metadata: { a: "1" } }),
    };
    const updated = await layout.provider.update({ ...change, ignorechangesList: ignored });
    expect(await scene.at("latest/app.tgz")).toBe("theirs");
    expect((await scene.foreign.getSymlink(BUCKET, "latest/app.tgz")).metadata).toEqual({ a: "1" });
    const settled = { ...change, olds: updated, oldInputs: change.news, ignoreChangesList: undefined };
    expect((await layout.provider.diff({ ...settled, ignorechangesList: ignored } as never)).changes).toBe("none");
  });
});

describe.each(BUCKET_KINDS)("in %s", (_, bucket) => {
  beforeEach(() => begin(bucket));

  it("a layout lives from its creation to its end, and nothing of it is left", async () => {
    await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(await layout.up(givenLayout())).toEqual({});
    await layout.up(flipped({ links: { "app.tgz": "app.tgz", "notes.txt": "notes.txt" } }));
    expect(await scene.at("latest/docs/index.html")).toBe("(nothing)");
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(await layout.up(flipped({ links: { "app.tgz": "app.tgz", "notes.txt": "notes.txt" } }))).toEqual({});
    layout = await scene.inNewProcess(layout);
    await layout.delete();
    for (const name of Object.keys(LINKS)) expect(await scene.at(`latest/${name}`)).toBe("(nothing)");
    expect(scene.warnings()).toEqual([]);
  });
});

describe("where versioning is suspended", () => {
  it("a link above somebody's version null is left, by a removal and as a stray", async () => {
    await begin();
    await scene.foreign.putObject(BUCKET, "latest/app.tgz", "content");
    await scene.foreign.putObject(BUCKET, "latest/stray", "content");
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    await layout.create(givenLayout({ onConflict: "overwrite", strays: "remove" }));
    await scene.foreign.putSymlink(BUCKET, "latest/stray", { target: "theirs" });
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    layout = await scene.inNewProcess(layout);
    await layout.read();
    await layout.up(givenLayout({ onConflict: "overwrite", strays: "remove" }));
    expect(await scene.at("latest/stray")).toBe("theirs");
    layout = await scene.inNewProcess(layout);
    await layout.delete();
    expect(await scene.at("latest/app.tgz")).toBe("releases/1/app.tgz");
    expect(await scene.at("latest/notes.txt")).toBe("(nothing)");
    const left = scene.warnings().filter((warning) => warning.includes("would destroy the version null"));
    expect(left).toHaveLength(2);
  });
});

describe("etags that differ between put and read", () => {
  it("make every put be read back, and refresh finds nothing changed", async () => {
    await begin({}, { service: { openQuestions: { etagOfPutDiffers: true } } });
    await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    scene.sent();
    await layout.read();
    expect(scene.sent()).toEqual(["ListObjectsV2"]);
    expect(await layout.up(givenLayout())).toEqual({});
  });
});

describe("a link that a layout and a Symlink declare", () => {
  beforeEach(() => begin());

  it("is refused, whichever of them comes first", async () => {
    await layout.check(givenLayout());
    expect((await scene.resource().provider.check(link("latest/app.tgz"))).failures).toEqual({
      key: expect.stringContaining("layout declares links/latest/app.tgz as well"),
    });
    await scene.resource("single").check(link("latest/other"));
    const links = { ...LINKS, other: "other", chain: "x" };
    const { failures } = await layout.provider.check(givenLayout({ links }), {}, layout.urn);
    expect(failures).toEqual({
      'links["other"]': expect.stringContaining("single declares links/latest/other as well"),
    });
  });

  it("moves from the one to the other in one deployment that reads first, and is kept", async () => {
    const single = scene.resource("single");
    await single.create(link("latest/app.tgz", { target: "old" }));
    layout = await scene.inNewProcess(layout);
    single.provider = layout.provider;
    await single.read();
    await layout.create(givenLayout());
    await single.delete();
    expect(await scene.at("latest/app.tgz")).toBe("releases/1/app.tgz");
    // And back again.
    layout = await scene.inNewProcess(layout);
    const back = scene.resource("back");
    back.provider = layout.provider;
    await layout.read();
    await back.create(link("latest/app.tgz", { target: "new" }));
    await layout.up(givenLayout({ links: { "notes.txt": "notes.txt" } }));
    expect(await scene.at("latest/app.tgz")).toBe("new");
    expect(await scene.at("latest/docs/index.html")).toBe("(nothing)");
    expect(scene.warnings()).toEqual([]);
  });

  it.each([{}, { lost: "reset-after" }] as const)(
    "is put again by the one if the other has removed it before: %j",
    async ({ lost }) => {
      await layout.create(givenLayout());
      const late = scene.resource("late");
      await late.import(`${BUCKET}/latest/app.tgz`);
      layout = await scene.inNewProcess(layout);
      late.provider = layout.provider;
      if (lost !== undefined)
        scene.given.oss.faults.add({ operation: "DeleteMultipleObjects", count: 1, effect: { kind: lost } });
      const { "app.tgz": _, ...others } = LINKS;
      await layout.up(givenLayout({ links: others }));
      expect(await scene.at("latest/app.tgz")).toBe("(nothing)");
      expect(await late.up(late.known.inputs)).toEqual({ etag: "UPDATE" });
      expect(await scene.at("latest/app.tgz")).toBe("releases/1/app.tgz");
    },
  );

  it("is no link to a link", async () => {
    await layout.check(givenLayout());
    expect((await layout.provider.check(link("x", { target: "latest/app.tgz" }))).failures).toEqual({
      target: expect.stringContaining("is a link itself, declared by layout"),
    });
  });
});

describe("values that are secret or not known yet", () => {
  beforeEach(() => begin());

  it("make the whole map of links secret, and stay out of warnings and digests", async () => {
    const links = { "app.tgz": new Secret("hidden-target"), "notes.txt": "notes.txt" };
    const { outputs } = await layout.create(givenLayout({ links }));
    expect(outputs.links).toEqual(new Secret({ "app.tgz": "hidden-target", "notes.txt": "notes.txt" }));
    expect(outputs.proofKey).toBeInstanceOf(Secret);
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "releases/1/hidden-target-2" });
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(layout.known.outputs.drifted).toBeInstanceOf(Secret);
    expect(await layout.up(flipped({ links }))).toMatchObject({ targetPrefix: "UPDATE+" });
    expect(scene.warnings().join()).not.toContain("hidden-target");
    expect(await layout.up(flipped({ links }))).toEqual({});
    // Nothing secret any more: nothing is sent, and the state is written in clear.
    scene.sent();
    const clear = { "app.tgz": "hidden-target", "notes.txt": "notes.txt" };
    await layout.update(await layout.check(flipped({ links: clear })));
    expect(scene.sent()).toEqual([]);
    expect(layout.known.outputs.proofKey).toBeUndefined();
    // And secret again, by a difference that sends nothing either.
    expect(await layout.up(flipped({ links }))).toEqual({ links: "UPDATE+" });
    expect(scene.sent()).toEqual([]);
    expect(layout.known.outputs.links).toBeInstanceOf(Secret);
  });

  it("are not looked at in a preview, and make outputs unknown", async () => {
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs" });
    const links = { ...LINKS, "app.tgz": UNKNOWN };
    const preview = await layout.preview(givenLayout({ links }));
    expect(preview.links).toBe(UNKNOWN);
    expect((await layout.preview(givenLayout({ prefix: UNKNOWN }))).prefix).toBe(UNKNOWN);
    expect(scene.sent()).toEqual(["PutSymlink"]);
  });

  it("count as changes", async () => {
    await layout.create(givenLayout());
    const diff = async (more: Parameters<typeof givenLayout>[0]) => (await layout.diff(givenLayout(more))).detailed;
    expect(await diff({ links: { ...LINKS, "app.tgz": UNKNOWN } })).toEqual({ 'links["app.tgz"]': "UPDATE+" });
    expect(await diff({ links: UNKNOWN })).toEqual({ links: "UPDATE+" });
    expect(await diff({ targetPrefix: UNKNOWN })).toEqual({ targetPrefix: "UPDATE+" });
    expect(await diff({ prefix: UNKNOWN })).toEqual({ prefix: "UPDATE_REPLACE+" });
  });
});
