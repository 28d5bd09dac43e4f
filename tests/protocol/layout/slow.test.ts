import { BUCKET, givenScene, type Resource, type Scene } from "../../support/plugin/given-scene";
import { flipped, givenLayout, manyLinks } from "./given-layout";

/** What a layout has seen a while ago is looked at again before anything is put over it. */
jest.setTimeout(60_000);

let scene: Scene;
let layout: Resource;
beforeEach(async () => {
  scene = await givenScene();
  layout = scene.layout();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await scene.close();
});

const links = manyLinks(200);
const last = `latest/${Object.keys(links).at(-1)}`;

/** From the first answer to `operation` on, it is a minute later. */
function aMinutePassesDuring(operation: string): void {
  const now = Date.now.bind(Date);
  const { oss } = scene.given;
  const before = oss.requests().length;
  const passed = () =>
    oss
      .requests()
      .slice(before)
      .some((request) => request.operation === operation);
  jest.spyOn(Date, "now").mockImplementation(() => now() + (passed() ? 60_000 : 0));
}

describe("an object that has come in a link's place", () => {
  it("while a long read was under way stays", async () => {
    await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    aMinutePassesDuring("ListObjectsV2");
    await layout.read();
    await scene.foreign.putObject(BUCKET, "latest/notes.txt", "content");
    await expect(layout.up(flipped())).rejects.toThrow(/links\["notes.txt"\]: the link cannot be updated/);
    expect(await scene.at("latest/notes.txt")).toBe("(object)");
  });

  it("while other links were being looked at stays", async () => {
    await layout.create(givenLayout());
    await scene.foreign.putSymlink(BUCKET, "latest/notes.txt", { target: "theirs" });
    layout = await scene.inNewProcess(layout);
    const { faults, requests } = scene.given.oss;
    const effect = { kind: "error", status: 503, code: "ServiceUnavailable" } as const;
    faults.add({ operation: "GetSymlink", key: "latest/notes.txt", effect });
    const deleted = layout.delete();
    while (!requests().some(({ status }) => status === 503)) await new Promise(setImmediate);
    await scene.foreign.putObject(BUCKET, "latest/app.tgz", "content");
    faults.clear();
    await deleted;
    expect(await scene.at("latest/app.tgz")).toBe("(object)");
    expect(await scene.at("latest/notes.txt")).toBe("theirs");
    expect(await scene.at("latest/docs/index.html")).toBe("(nothing)");
  });

  it("while many links were being written stays", async () => {
    await layout.create(givenLayout({ links }));
    layout = await scene.inNewProcess(layout);
    await layout.read();
    await scene.foreign.putObject(BUCKET, last, "content");
    aMinutePassesDuring("PutSymlink");
    await expect(layout.up(flipped({ links }))).rejects.toThrow(/the link cannot be updated/);
    expect(await scene.at(last)).toBe("(object)");
  });

  it("while others were deleted one by one, as names are that no XML carries, stays", async () => {
    const odd = { "\u0001": "a", "\u0002": "b" };
    await layout.create(givenLayout({ links: odd }));
    layout = await scene.inNewProcess(layout);
    const { faults, requests } = scene.given.oss;
    const effect = { kind: "error", status: 503, code: "ServiceUnavailable" } as const;
    faults.add({ operation: "DeleteObject", key: "latest/\u0001", effect });
    const deleted = layout.delete();
    while (!requests().some(({ status }) => status === 503)) await new Promise(setImmediate);
    await scene.foreign.putObject(BUCKET, "latest/\u0002", "content");
    const now = performance.now.bind(performance);
    jest.spyOn(performance, "now").mockImplementation(() => now() + 60_000);
    faults.clear();
    await deleted.catch(() => {});
    expect(await scene.at("latest/\u0002")).toBe("(object)");
  });
});

/** Each answer to `operation` takes so long. */
function eachTakes(operation: string, ms: number): void {
  const now = Date.now.bind(Date);
  const { oss } = scene.given;
  const before = oss.requests().length;
  const answers = () =>
    oss
      .requests()
      .slice(before)
      .filter((request) => request.operation === operation).length;
  jest.spyOn(Date, "now").mockImplementation(() => now() + answers() * ms);
}

describe("many links", () => {
  it("go however long it takes to look at each of them", async () => {
    await layout.create(givenLayout({ links }));
    layout = await scene.inNewProcess(layout);
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "ListObjectsV2", effect });
    eachTakes("GetSymlink", 1000);
    await layout.delete();
    expect(await scene.at(last)).toBe("(nothing)");
  });

  it("go however long it takes to list them", async () => {
    await layout.create(givenLayout({ links }));
    layout = await scene.inNewProcess(layout);
    eachTakes("ListObjectsV2", 60_000);
    await layout.up(givenLayout({ links: {} }));
    expect(await scene.at(last)).toBe("(nothing)");
  });
});
