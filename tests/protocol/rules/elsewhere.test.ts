import type { PropertyMap } from "../../../provider/protocol/values";
import { BUCKET, givenScene, KEY, type Resource, type Scene } from "../../support/plugin/given-scene";
import { partialState } from "../../support/plugin/provider-client";

/** A state that was written at one endpoint, and is used at another: a laptop's against production, say. */
jest.setTimeout(60_000);

let scene: Scene;
let elsewhere: Scene;
beforeEach(async () => {
  [scene, elsewhere] = await Promise.all([givenScene(), givenScene()]);
});
afterEach(async () => {
  await scene.close();
  await elsewhere.close();
});

const REFUSED = /is a link to theirs.* this stack's was written at/;
const UNPROVEN =
  /cannot be deleted: links\/latest\/app\.tgz is .* and this stack's was written at .*pulumi state delete/;
const ABSENT = /links\/latest\/app\.tgz was written at .*configured for .*has no such link.*pulumi state delete/;

function moved(resource: Resource): Promise<Resource> {
  return scene.inNewProcess(resource, { ...scene.given.config, endpoint: elsewhere.given.oss.endpoint });
}

const LINK = { bucket: BUCKET, key: KEY, target: "1", targetCheck: "off" };
const LAYOUT = { bucket: BUCKET, prefix: "latest/", targetCheck: "off" };
const layoutOf = (links: PropertyMap, more: PropertyMap = {}): PropertyMap => ({ ...LAYOUT, links, ...more });

describe("a link of the same name at another endpoint", () => {
  it.each([
    ["the target", { target: "2" }],
    ["the ACL", { acl: "private" }],
    ["tags", { tags: { a: "1" } }],
  ])("is not touched by an update of %s, with a read before it and without", async (_, change) => {
    let link = scene.resource();
    await link.create(LINK);
    await elsewhere.foreign.putSymlink(BUCKET, KEY, { target: "theirs", acl: "public-read", tags: { who: "them" } });
    link = await moved(link);
    await expect(link.up({ ...LINK, ...change })).rejects.toThrow(REFUSED);
    await link.read();
    await expect(link.up({ ...LINK, ...change })).rejects.toThrow(REFUSED);
    await expect(link.up(LINK)).rejects.toThrow(REFUSED);
    await expect(link.delete()).rejects.toThrow(UNPROVEN);
    expect(await elsewhere.at()).toBe("theirs");
    expect(await elsewhere.foreign.getAcl(BUCKET, KEY)).toBe("public-read");
    expect(await elsewhere.foreign.getTagging(BUCKET, KEY)).toEqual({ who: "them" });
    expect(await scene.at()).toBe("1");
  });

  it("stays refused to a layout that has made other links there", async () => {
    let layout = scene.layout();
    await layout.create(layoutOf({ "app.tgz": "1", "notes.txt": "1" }));
    await elsewhere.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    layout = await moved(layout);
    const news = layoutOf({ "app.tgz": "1", "notes.txt": "2" });
    await layout.up(news);
    expect(await elsewhere.at("latest/notes.txt")).toBe("2");
    layout = await moved(layout);
    await expect(layout.up(layoutOf({ "app.tgz": "3", "notes.txt": "2" }))).rejects.toThrow(REFUSED);
    expect(await elsewhere.at()).toBe("theirs");
  });

  it("stays refused to a layout whose update was refused in part", async () => {
    let layout = scene.layout();
    await layout.create(layoutOf({ "app.tgz": "1", "notes.txt": "1" }));
    await elsewhere.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    for (const target of ["2", "3"]) {
      layout = await moved(layout);
      await failing(layout, layoutOf({ "app.tgz": target, "notes.txt": target }));
      expect(await elsewhere.at()).toBe("theirs");
      expect(await elsewhere.at("latest/notes.txt")).toBe(target);
    }
  });

  it("is no stray to be removed", async () => {
    let layout = scene.layout();
    const inputs = (target: string) => layoutOf({ "notes.txt": target }, { strays: "remove" });
    // One that has been named here is of no account there.
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "stray" });
    await layout.create(inputs("1"));
    expect(layout.known.outputs.strayLinks).toEqual([KEY]);
    await elsewhere.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    layout = await moved(layout);
    await expect(layout.read()).rejects.toThrow("has no such link");
    await layout.up(inputs("2"));
    expect(await elsewhere.at()).toBe("theirs");
    expect(elsewhere.given.oss.requests().some(({ operation }) => operation === "DeleteMultipleObjects")).toBe(false);
  });
});

describe("a stray at another endpoint", () => {
  it("is none of this stack's: what has its name at home is named there before it goes", async () => {
    const links = layoutOf({ "app.tgz": "1" }, { strays: "remove" });
    let layout = scene.layout();
    await layout.create(links);
    for (const key of [KEY, "latest/stray"]) await elsewhere.foreign.putSymlink(BUCKET, key, { target: "theirs" });
    layout = await moved(layout);
    expect(await layout.read()).toBe(true);
    expect(layout.known.outputs.strayLinks).toBeUndefined();
    await scene.foreign.putSymlink(BUCKET, "latest/stray", { target: "new here" });
    layout = await scene.inNewProcess(layout, scene.given.config);
    await layout.read();
    await layout.up(links);
    expect(await scene.at("latest/stray")).toBe("new here");
    layout = await scene.inNewProcess(layout, scene.given.config);
    await layout.read();
    await layout.up(links);
    expect(await scene.at("latest/stray")).toBe("(nothing)");
  });
});

describe("what is missing at another endpoint", () => {
  const FOREIGN: readonly (readonly [string, RegExp, () => Promise<unknown>])[] = [
    ["nothing", ABSENT, async () => undefined],
    ["an object", UNPROVEN, () => elsewhere.foreign.putObject(BUCKET, KEY, "theirs")],
    ["a foreign link", UNPROVEN, () => elsewhere.foreign.putSymlink(BUCKET, KEY, { target: "theirs" })],
  ];

  it.each(FOREIGN)("is not deleted where it was written, so a delete fails: %s is there", async (_, reason, put) => {
    let link = scene.resource();
    await link.create(LINK);
    await put();
    const before = await elsewhere.at();
    link = await moved(link);
    await expect(link.delete()).rejects.toThrow(reason);
    expect(await elsewhere.at()).toBe(before);
    link = await scene.inNewProcess(link);
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
  });

  it.each(FOREIGN.slice(0, 2))(
    "is not gone where it was written, so a read fails: %s is there",
    async (what, _, put) => {
      let link = scene.resource();
      await link.create(LINK);
      await put();
      link = await moved(link);
      await expect(link.read()).rejects.toThrow(
        what === "nothing" ? ABSENT : /is an ordinary object.*this stack's was written at/,
      );
    },
  );

  it.each(FOREIGN)("is not deleted with a layout, which keeps it in state: %s is there", async (_, reason, put) => {
    let layout = scene.layout();
    await layout.create(layoutOf({ "app.tgz": "1", "notes.txt": "1" }));
    await put();
    const before = await elsewhere.at();
    layout = await moved(layout);
    await expect(layout.delete()).rejects.toThrow(reason);
    await expect(layout.delete()).rejects.toThrow(/2 of 2 links were not removed/);
    expect(await elsewhere.at()).toBe(before);
  });

  it.each(FOREIGN.slice(0, 2))("is not gone from a layout: %s is there", async (what, _, put) => {
    let layout = scene.layout();
    await layout.create(layoutOf({ "app.tgz": "1", "notes.txt": "1" }));
    await put();
    layout = await moved(layout);
    await expect(layout.read()).rejects.toThrow(what === "nothing" ? ABSENT : /is an ordinary object|has no such link/);
  });

  const declaredBesides = (layout: Resource) =>
    Object.assign(scene.resource(), { provider: layout.provider }).check(LINK);

  it("stays in a layout's state when it was given up for another, which has yet to take it", async () => {
    let layout = scene.layout();
    await layout.create(layoutOf({ "app.tgz": "1" }));
    layout = await scene.inNewProcess(layout);
    await declaredBesides(layout);
    await layout.up(layoutOf({}));
    await elsewhere.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    layout = await moved(layout);
    await layout.read();
    await expect(layout.delete()).rejects.toThrow(UNPROVEN);
    layout = await scene.inNewProcess(layout);
    await layout.delete();
    expect(await scene.at()).toBe("(nothing)");
    expect(await elsewhere.at()).toBe("theirs");
  });

  it("stays in a layout's state when it is given up there, and others are written there", async () => {
    let layout = scene.layout();
    await layout.create(layoutOf({ "app.tgz": "1", "notes.txt": "1" }));
    layout = await moved(layout);
    await declaredBesides(layout);
    await layout.up(layoutOf({ "notes.txt": "2" }));
    expect(await elsewhere.at("latest/notes.txt")).toBe("2");
    layout = await moved(layout);
    await expect(layout.delete()).rejects.toThrow(ABSENT);
    layout = await scene.inNewProcess(layout);
    await layout.delete();
    expect(await scene.at()).toBe("(nothing)");
  });

  it.each(FOREIGN)("stays in a layout's state when its entry is taken out: %s is there", async (_, reason, put) => {
    let layout = scene.layout();
    await layout.create(layoutOf({ "app.tgz": "1", "notes.txt": "1" }));
    await put();
    layout = await moved(layout);
    await failing(layout, layoutOf({ "notes.txt": "2" }), reason);
    layout = await scene.inNewProcess(layout);
    await layout.delete();
    expect(await scene.at()).toBe("(nothing)");
  });
});

describe("another address of the same service", () => {
  const again = (resource: Resource): Promise<Resource> => {
    const endpoint = scene.given.oss.endpoint.replace("127.0.0.1", "localhost");
    return scene.inNewProcess(resource, { ...scene.given.config, endpoint });
  };

  it("deletes a link that is ours by its proof", async () => {
    let [link, layout] = [scene.resource(), scene.layout()];
    await link.create(LINK);
    await layout.create(layoutOf({ "notes.txt": "1", "more.txt": "2" }));
    [link, layout] = [await again(link), await again(layout)];
    await link.delete();
    await layout.delete();
    expect([await scene.at(), await scene.at("latest/notes.txt")]).toEqual(["(nothing)", "(nothing)"]);
  });

  it("is where a link is that has been taken from a layout since", async () => {
    let [link, layout] = [scene.resource(), scene.layout()];
    await layout.create(layoutOf({ "app.tgz": "1", "notes.txt": "1" }));
    layout = await scene.inNewProcess(layout);
    Object.assign(link, { provider: layout.provider });
    const inputs = await link.check(LINK);
    await layout.up(layoutOf({ "notes.txt": "1" }));
    await link.create(inputs);
    [link, layout] = [await again(link), await again(layout)];
    layout.provider = link.provider;
    await link.read();
    await layout.read();
    expect(Object.keys(layout.known.outputs.proofs as object)).toEqual(["notes.txt"]);
    expect(layout.known.outputs.url).toContain("localhost");
  });

  it("is where a link is once a read has found it there: from then on it can be gone", async () => {
    let [link, layout] = [scene.resource(), scene.layout()];
    await link.create(LINK);
    await layout.create(layoutOf({ "notes.txt": "1", "more.txt": "2" }));
    [link, layout] = [await again(link), await again(layout)];
    await link.read();
    await layout.read();
    for (const key of [KEY, "latest/notes.txt"]) await scene.foreign.deleteObject(BUCKET, key);
    expect(await link.read()).toBe(false);
    await layout.read();
    expect(Object.keys(layout.known.outputs.links as object)).toEqual(["more.txt"]);
    await layout.delete();
  });

  it.each([
    ["link", "DeleteObject"],
    ["layout", "DeleteMultipleObjects"],
  ] as const)("does not fail for what its own lost answer has deleted: %s", async (kind, operation) => {
    let one = kind === "link" ? scene.resource() : scene.layout();
    await one.create(kind === "link" ? LINK : layoutOf({ "app.tgz": "1" }));
    one = await again(one);
    scene.given.oss.faults.add({ operation, count: 1, effect: { kind: "reset-after" } });
    await one.delete();
    expect(await scene.at()).toBe("(nothing)");
  });
});

/** Keeps the state of what was done in part, as an engine does. */
async function failing(resource: Resource, news: PropertyMap, reason: RegExp = REFUSED): Promise<void> {
  const { id, inputs, outputs } = resource.known;
  const checked = await resource.check(news);
  const change = { id, urn: resource.urn, olds: outputs, oldInputs: inputs, news: checked };
  const error: unknown = await resource.provider.update(change).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: expect.stringMatching(reason) });
  const state = partialState(error);
  resource.state = { id: state.id, inputs: state.inputs, outputs: state.properties };
}

describe("the address that an update will change", () => {
  const links = (target: string) => layoutOf({ "app.tgz": target });
  it.each([
    ["a link", LINK, { ...LINK, target: "2" }, () => scene.resource()],
    ["a layout", links("1"), links("2"), () => scene.layout()],
  ] as const)("is not promised to stay, and not wrong in a preview: %s", async (_, before, after, given) => {
    let resource = given();
    await resource.create(before);
    expect((await resource.diff(after)).stables).toContain("url");
    expect((await resource.previewUpdate(after)).url).toBe(resource.known.outputs.url);

    resource = await moved(resource);
    expect((await resource.diff(after)).stables).not.toContain("url");
    const { url: previewed } = await resource.previewUpdate(after);
    await resource.up(after);
    expect(String(resource.known.outputs.url)).toContain(new URL(elsewhere.given.oss.endpoint).host);
    expect([undefined, resource.known.outputs.url]).toContain(previewed);
  });

  it("is that of the style of addressing by now", async () => {
    const local = scene.given.oss.endpoint.replace("127.0.0.1", "localhost");
    for (const [resource, before, after] of [
      [scene.resource(), LINK, { ...LINK, target: "2" }],
      [scene.layout(), links("1"), links("2")],
    ] as const) {
      const named = { ...scene.given.config, endpoint: local };
      let used = await scene.inNewProcess(resource, { ...named, addressing: "path" });
      await used.create(before);
      used = await scene.inNewProcess(used, { ...named, addressing: "virtual" });
      expect((await used.diff(after)).stables).not.toContain("url");
      expect((await used.previewUpdate(after)).url).toContain(local.replace("//", `//${BUCKET}.`));
    }
  });
});
