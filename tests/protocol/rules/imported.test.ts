import type { PropertyMap } from "../../../provider/protocol/values";
import { BUCKET, givenScene, ID, KEY, LINK, type Resource, type Scene } from "../../support/plugin/given-scene";

/** The resource option `import`: the engine reads what it names, and only then asks what the program declares. */
jest.setTimeout(60_000);

let scene: Scene;
beforeEach(async () => {
  scene = await givenScene();
  await scene.foreign.putSymlink(BUCKET, KEY, { target: LINK.target });
});
afterEach(() => scene.close());

const LAYOUT = { bucket: BUCKET, prefix: "latest/", links: { "app.tgz": LINK.target } };

describe("an import by another name than the program declares", () => {
  it.each<[string, () => Resource, string, PropertyMap, PropertyMap]>([
    ["of a link", () => scene.resource(), ID, { ...LINK, key: "mine" }, LINK],
    ["of a link in another bucket", () => scene.resource(), `oss://${ID}`, { ...LINK, bucket: "mine" }, LINK],
    ["of a layout", () => scene.layout(), `${BUCKET}/latest/`, { ...LAYOUT, prefix: "mine/" }, LAYOUT],
  ])("is refused before it replaces, and deletes, what it names: %s", async (_, of, id, other, same) => {
    const imported = of();
    await imported.import(id);
    await expect(imported.check(other)).rejects.toThrow(/is not that of links\/latest.*pulumi state delete/);
    await imported.check(same);
  });

  it("does not bar a link from moving that was imported earlier", async () => {
    const link = scene.resource();
    await link.import(ID);
    await link.up(LINK);
    const later = await scene.inNewProcess(link);
    await later.read();
    await later.check({ ...LINK, key: "moved" });
  });
});
