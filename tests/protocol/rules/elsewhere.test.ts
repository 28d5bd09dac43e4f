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
    await link.delete();
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
    await layout.read();
    await layout.up(inputs("2"));
    expect(await elsewhere.at()).toBe("theirs");
    expect(elsewhere.given.oss.requests().some(({ operation }) => operation === "DeleteMultipleObjects")).toBe(false);
  });
});

/** Keeps the state of what was done in part, as an engine does. */
async function failing(resource: Resource, news: PropertyMap): Promise<void> {
  const { id, inputs, outputs } = resource.known;
  const checked = await resource.check(news);
  const change = { id, urn: resource.urn, olds: outputs, oldInputs: inputs, news: checked };
  const error: unknown = await resource.provider.update(change).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: expect.stringMatching(REFUSED) });
  const state = partialState(error);
  resource.state = { id: state.id, inputs: state.inputs, outputs: state.properties };
}
