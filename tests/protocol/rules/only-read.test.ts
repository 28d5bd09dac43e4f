import { BUCKET, givenScene, ID, KEY, LINK, type Resource, type Scene } from "../../support/plugin/given-scene";

/** Links that a program looks at by `.get()`. The engine keeps a state of them, and refreshes it like any other. */
jest.setTimeout(60_000);

let scene: Scene;
beforeEach(async () => {
  scene = await givenScene();
  await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
});
afterEach(() => scene.close());

/** Read as `.get()` reads, and once more in another process, by a refresh. */
async function gotAndRefreshed(resource: Resource, id: string): Promise<Resource> {
  const { outputs } = await resource.import(id);
  resource.state = { id, inputs: {}, outputs };
  const again = await scene.inNewProcess(resource);
  await again.read();
  return again;
}

describe("a link that is only read", () => {
  it("is not this stack's own: a resource declared at its name is refused", async () => {
    const got = await gotAndRefreshed(scene.resource("got"), ID);
    await expect(got.create(LINK)).rejects.toThrow(/is a link to theirs/);
    expect(await scene.at()).toBe("theirs");
  });

  it("is not this stack's own either where a layout has been read", async () => {
    const got = await gotAndRefreshed(scene.layout("got"), `${BUCKET}/latest/`);
    const link = scene.resource();
    link.provider = got.provider;
    await expect(link.create(LINK)).rejects.toThrow(/is a link to theirs/);
    expect(await scene.at()).toBe("theirs");
  });

  it("goes with the resource of the same stack that manages it", async () => {
    const link = scene.resource();
    await link.create({ ...LINK, key: "own" });
    const { outputs } = await scene.resource("got").import(`${BUCKET}/own`);
    const again = await scene.inNewProcess(link);
    await again.read();
    await again.provider.read(`${BUCKET}/own`, {}, outputs, scene.resource("got").urn);
    await again.delete();
    expect(await scene.at("own")).toBe("(nothing)");
  });

  it("is no stray all the same", async () => {
    const { name, state } = await gotAndRefreshed(scene.resource("got"), ID);
    let layout = scene.layout();
    const inputs = { bucket: BUCKET, prefix: "latest/", links: { "x.tgz": "x.tgz" }, targetCheck: "off" };
    await layout.create({ ...inputs, strays: "remove" });
    layout = await scene.inNewProcess(layout);
    const got = scene.resource(name);
    [got.state, got.provider] = [state, layout.provider];
    await got.read();
    await layout.read();
    await layout.up({ ...inputs, strays: "remove", targetPrefix: "releases/" });
    expect(await scene.at()).toBe("theirs");
  });
});
