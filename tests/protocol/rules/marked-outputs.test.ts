import { type PropertyMap, Secret } from "../../../provider/protocol/values";
import {
  BUCKET,
  BUCKET_KINDS,
  givenScene,
  KEY,
  LINK,
  type Resource,
  type Scene,
} from "../../support/plugin/given-scene";

/** A state as the engine keeps it where the resource option `additionalSecretOutputs` names outputs. */
let scene: Scene;
let elsewhere: Scene | undefined;
afterEach(async () => {
  await scene.close();
  await elsewhere?.close();
  elsewhere = undefined;
});

const LAYOUT = { bucket: BUCKET, prefix: "latest/", links: { "app.tgz": "releases/1" } };
const KINDS: readonly [string, (scene: Scene) => Resource, PropertyMap][] = [
  ["a link", () => scene.resource(), LINK],
  ["a layout", () => scene.layout(), LAYOUT],
];

/** Marks all outputs, as the engine does with whatever a provider answers. */
function mark(resource: Resource): void {
  const outputs: Record<string, PropertyMap[string]> = {};
  for (const [name, value] of Object.entries(resource.known.outputs)) {
    outputs[name] = value instanceof Secret ? value : new Secret(value);
  }
  resource.state = { ...resource.known, outputs };
}

describe.each(KINDS)("of %s whose outputs are marked as secrets", (_what, given, declared) => {
  it.each(BUCKET_KINDS)("the state proves what it proves without, in %s", async (_kind, bucket) => {
    scene = await givenScene(bucket);
    let resource = given(scene);
    await resource.create(declared);
    mark(resource);
    resource = await scene.inNewProcess(resource);
    expect(await resource.read()).toBe(true);
    mark(resource);
    expect(await resource.up(declared)).toEqual({});
    resource = await scene.inNewProcess(resource);
    await resource.delete();
    expect(await scene.at()).toBe("(nothing)");
    expect(scene.warnings().filter((warning) => !/^the target .* does not exist/.test(warning))).toEqual([]);
  });

  it("the state tells at another endpoint where it was written", async () => {
    scene = await givenScene();
    elsewhere = await givenScene();
    let resource = given(scene);
    await resource.create(declared);
    mark(resource);
    resource = await scene.inNewProcess(resource, { ...scene.given.config, endpoint: elsewhere.given.oss.endpoint });
    await expect(resource.read()).rejects.toThrow("was written at");
    await expect(resource.delete()).rejects.toThrow("was written at");
    expect(await scene.at(KEY)).toBe("releases/1");
  });
});
