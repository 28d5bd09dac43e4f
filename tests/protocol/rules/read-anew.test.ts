import type { PropertyMap } from "../../../provider/protocol/values";
import { BUCKET, givenScene, ID, KEY, LINK, type Scene } from "../../support/plugin/given-scene";

/** The engine takes an ID in another spelling for another resource, and deletes the one that it knows. */
jest.setTimeout(60_000);

let scene: Scene;
beforeEach(async () => {
  scene = await givenScene({ versioning: "Enabled" });
});
afterEach(() => scene.close());

const PLACE = { bucket: BUCKET, prefix: "latest/", links: { "app.tgz": "releases/1" }, targetCheck: "off" };
const KINDS: readonly (readonly [string, string, PropertyMap])[] = [
  ["link", ID, LINK],
  ["layout", `${BUCKET}/latest/`, PLACE],
];

describe.each(KINDS)("a %s that its resource is told to read", (kind, id, inputs) => {
  it.each([
    ["import", undefined],
    [".get()", {}],
  ] as const)("by another spelling of its ID stays when its former state is deleted: %s", async (_, given) => {
    const made = kind === "link" ? scene.resource() : scene.layout();
    await made.create(inputs);
    const { provider, urn, known } = await scene.inNewProcess(made);
    const read = await provider.read(`oss://${id}`, given, given, urn);
    expect(read.id).toBe(id);
    await provider.delete(known.id, known.outputs, known.inputs, urn);
    expect(await scene.at(KEY)).toBe("releases/1");
    expect(scene.warnings()).toEqual([]);
  });

  it("stays as well where its former state knows the endpoint by another name", async () => {
    const made = kind === "link" ? scene.resource() : scene.layout();
    const { outputs, ...former } = await made.create(inputs);
    const renamed = { ...former, outputs: { ...outputs, url: `http://another-name.test/${id}` } };
    const next = await scene.inNewProcess(made);
    const { inputs: imported } = await next.import(`oss://${id}`);
    await next.delete(renamed);
    const last = await scene.inNewProcess(next);
    expect(await last.up(imported)).toEqual({});
    await last.delete(renamed);
    expect(await scene.at(KEY)).toBe("releases/1");
  });

  it("stays as well when that is deleted by a later deployment, as the first broke off", async () => {
    const made = kind === "link" ? scene.resource() : scene.layout();
    await made.create(inputs);
    const former = made.known;
    const next = await scene.inNewProcess(made);
    const { inputs: imported } = await next.import(`oss://${id}`);
    const last = await scene.inNewProcess(next);
    expect(await last.up(imported)).toEqual({});
    await last.delete(former);
    expect(await scene.at(KEY)).toBe("releases/1");
    const gone = await scene.inNewProcess(last);
    await gone.delete();
    expect(await scene.at(KEY)).toBe("(nothing)");
  });

  it("is deleted with a resource whose former state is about another one", async () => {
    const made = kind === "link" ? scene.resource() : scene.layout();
    await made.create(inputs);
    await scene.foreign.putSymlink(BUCKET, "next/app.tgz", { target: "releases/1" });
    const { provider, urn, known } = await scene.inNewProcess(made);
    await provider.read(id.replace("latest", "next"), undefined, undefined, urn);
    await provider.delete(known.id, known.outputs, known.inputs, urn);
    expect(await scene.at(KEY)).toBe("(nothing)");
    expect(await scene.at("next/app.tgz")).toBe("releases/1");
  });
});

describe.each(KINDS)("a %s that its resource has given up for another one", (kind, id, inputs) => {
  it("goes with the next deployment that reads first, as the one that gave it up broke off", async () => {
    const made = kind === "link" ? scene.resource() : scene.layout();
    await made.create(inputs);
    const former = made.known;
    const moved = { ...inputs, ...(kind === "link" ? { key: "next/app.tgz" } : { prefix: "next/" }) };
    const brokenOff = await scene.inNewProcess(made);
    await brokenOff.create(moved);
    const last = await scene.inNewProcess(brokenOff);
    // The engine's refresh reads what is yet to be deleted as well, and asks for differences.
    for (const state of [former, brokenOff.known]) {
      last.state = state;
      await last.read();
      await last.diff(state.inputs);
    }
    expect(await last.up(moved)).toEqual({});
    await last.delete(former);
    expect(await scene.at(KEY)).toBe("(nothing)");
    expect(await scene.at("next/app.tgz")).toBe("releases/1");
  });

  it("goes where the other one is imported by a deployment that reads first", async () => {
    const made = kind === "link" ? scene.resource() : scene.layout();
    await made.create(inputs);
    const former = made.known;
    await scene.foreign.putSymlink(BUCKET, "next/app.tgz", { target: "releases/1" });
    const next = await scene.inNewProcess(made);
    await next.read();
    const { inputs: imported } = await next.import(id.replace("latest", "next"));
    expect(await next.up(imported)).toEqual({});
    await next.delete(former);
    expect(await scene.at(KEY)).toBe("(nothing)");
    expect(await scene.at("next/app.tgz")).toBe("releases/1");
  });
});

it("a link that is imported by another spelling of its ID stays although an update of its ACL has to follow", async () => {
  const link = scene.resource();
  const former = await link.create(LINK);
  const next = await scene.inNewProcess(link);
  const { inputs } = await next.import(`oss://${ID}`);
  const news = { ...inputs, acl: "private" };
  expect(await next.up(news)).toEqual({ acl: "ADD+" });
  await next.delete(former);
  expect(await scene.at(KEY)).toBe("releases/1");
  expect(await next.up(news)).toEqual({});
});
