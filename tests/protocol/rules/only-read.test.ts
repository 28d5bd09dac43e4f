import type { PropertyMap } from "../../../provider/protocol/values";
import { BUCKET, givenScene, ID, KEY, LINK, Resource, type Scene } from "../../support/plugin/given-scene";

/** Links that a program looks at by `.get()`. The engine keeps a state of them, and refreshes it like any other. */
jest.setTimeout(60_000);

let scene: Scene;
beforeEach(async () => {
  scene = await givenScene();
  await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
});
afterEach(() => scene.close());

/** Read as `.get()` reads, with what is passed besides the ID, and once more in another process, by a refresh. */
async function gotAndRefreshed(resource: Resource, id: string, given: PropertyMap = {}): Promise<Resource> {
  const { properties } = await resource.provider.read(id, given, given, resource.urn);
  resource.state = { id, inputs: given, outputs: properties ?? {} };
  const again = await scene.inNewProcess(resource);
  await again.read();
  return again;
}

describe("a link that is only read", () => {
  it.each([
    ["nothing", {}],
    ["its name and target", { bucket: BUCKET, key: KEY, target: "theirs" }],
    ["all that its state has", { bucket: BUCKET, key: KEY, target: "theirs", url: "there", writtenEtag: "x" }],
  ])("is not this stack's own, whatever is passed: %s", async (_, given) => {
    const got = await gotAndRefreshed(scene.resource("got"), ID, given);
    expect(got.known.outputs).toMatchObject({ target: "theirs", versionIds: [] });
    await expect(got.create(LINK)).rejects.toThrow(/is a link to theirs/);
    expect(await scene.at()).toBe("theirs");
  });

  it.each([
    ["nothing", {}],
    ["its place and links", { bucket: BUCKET, prefix: "latest/", links: { "app.tgz": "theirs" } }],
  ])("is not this stack's own either where a layout has been read with %s", async (_, given) => {
    const got = await gotAndRefreshed(scene.layout("got"), `${BUCKET}/latest/`, given);
    expect(got.known.outputs).toMatchObject({ links: { "app.tgz": "theirs" } });
    const link = scene.resource();
    link.provider = got.provider;
    await expect(link.create(LINK)).rejects.toThrow(/is a link to theirs/);
    expect(await scene.at()).toBe("theirs");
  });

  it("goes with the resource of the same stack that manages it", async () => {
    const link = scene.resource();
    await link.create({ ...LINK, key: "own" });
    const given = { bucket: BUCKET, key: "own", target: LINK.target };
    const got = await gotAndRefreshed(scene.resource("got"), `${BUCKET}/own`, given);
    const again = await scene.inNewProcess(link);
    got.provider = again.provider;
    await again.read();
    await got.read();
    await again.delete();
    expect(await scene.at("own")).toBe("(nothing)");
  });

  it.each(["link", "layout"])("is no stray all the same: %s", async (kind) => {
    const [looking, id] = kind === "link" ? [scene.resource("got"), ID] : [scene.layout("got"), `${BUCKET}/latest/`];
    const { name, state, type } = await gotAndRefreshed(looking, id);
    // By a deployment that does not know of it, it is named.
    let layout = await scene.inNewProcess(scene.layout());
    const inputs = { bucket: BUCKET, prefix: "latest/", links: { "x.tgz": "x.tgz" }, targetCheck: "off" };
    await layout.create({ ...inputs, strays: "remove" });
    expect(layout.known.outputs.strayLinks).toEqual([KEY]);
    layout = await scene.inNewProcess(layout);
    const got = new Resource(name, layout.provider, type);
    [got.state, got.provider] = [state, layout.provider];
    await got.read();
    await layout.read();
    await layout.up({ ...inputs, strays: "remove", targetPrefix: "releases/" });
    expect(await scene.at()).toBe("theirs");
  });

  it.each(["link", "layout"])("is no stray either in the deployment that first reads it: %s", async (kind) => {
    let layout = await scene.inNewProcess(scene.layout());
    const inputs = { bucket: BUCKET, prefix: "latest/", links: { "x.tgz": "x.tgz" }, targetCheck: "off" };
    await layout.create({ ...inputs, strays: "remove" });
    expect(layout.known.outputs.strayLinks).toEqual([KEY]);
    layout = await scene.inNewProcess(layout);
    const [{ urn }, id] = kind === "link" ? [scene.resource("got"), ID] : [scene.layout("got"), `${BUCKET}/latest/app`];
    await layout.provider.read(id, {}, {}, urn);
    expect(await layout.up({ ...inputs, strays: "remove" })).toEqual({});
    expect(await scene.at()).toBe("theirs");
  });
});
