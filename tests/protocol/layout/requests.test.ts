import { BUCKET, givenScene, type Resource, type Scene } from "../../support/plugin/given-scene";
import { flipped, givenLayout, manyLinks, putObjects } from "./given-layout";

/** The budget of requests of a layout, counted at the server. */
jest.setTimeout(120_000);

let scene: Scene;
let layout: Resource;
beforeEach(async () => {
  scene = await givenScene();
  layout = scene.layout();
});
afterEach(() => scene.close());

async function nextDeployment(): Promise<void> {
  layout = await scene.inNewProcess(layout);
  scene.sent();
}

function counted(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const operation of scene.sent()) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

describe("10,000 links", () => {
  const links = manyLinks(10_000);

  it("are made, read, moved and removed within the budget", async () => {
    await layout.create(givenLayout({ links }));
    expect(counted()).toEqual({ "GetSymlink 404": 1, PutSymlink: 10_000, GetSymlink: 1 });
    await nextDeployment();
    await layout.read();
    expect(counted()).toEqual({ ListObjectsV2: 10 });
    expect(await layout.up(givenLayout({ links }))).toEqual({});
    expect(counted()).toEqual({});
    await nextDeployment();
    await layout.up(flipped({ links }));
    expect(counted()).toEqual({ ListObjectsV2: 10, PutSymlink: 10_000, GetSymlink: 1 });
    await nextDeployment();
    await layout.delete();
    expect(counted()).toEqual({ ListObjectsV2: 10, DeleteMultipleObjects: 10 });
  }, 300_000);
});

describe("a layout", () => {
  const links = manyLinks(30);

  it("is not listed right after it was read", async () => {
    await layout.create(givenLayout({ links }));
    await nextDeployment();
    await layout.read();
    await layout.up(flipped({ links }));
    expect(counted()).toEqual({ ListObjectsV2: 1, PutSymlink: 30, GetSymlink: 1 });
  });

  it("has only those read singly that are not as written", async () => {
    await layout.create(givenLayout({ links }));
    for (const name of ["file-03", "file-17"]) {
      await scene.foreign.putSymlink(BUCKET, `latest/${name}`, { target: "theirs" });
    }
    await nextDeployment();
    await layout.read();
    expect(counted()).toEqual({ ListObjectsV2: 1, GetSymlink: 2 });
  });

  it("is listed past what lies between its links, however much that is", async () => {
    const sparse = { "a/1": "1", "a/2": "2", "z/1": "3", "z/2": "4" };
    await layout.create(givenLayout({ links: sparse }));
    await putObjects(
      scene,
      Object.keys(manyLinks(2500)).map((name) => `latest/m/${name}`),
    );
    await nextDeployment();
    await layout.read();
    expect(counted()).toEqual({ ListObjectsV2: 2 });
  }, 60_000);

  it("is read singly where its links are too far apart", async () => {
    const far = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${10 + index}/link`, "x"]));
    await layout.create(givenLayout({ links: far }));
    const between = Object.keys(manyLinks(1000));
    await putObjects(
      scene,
      Object.keys(far).flatMap((folder) => between.map((name) => `latest/${folder}/${name}`)),
    );
    await nextDeployment();
    await layout.read();
    const { ListObjectsV2 = 0, GetSymlink = 0 } = counted();
    expect(ListObjectsV2).toBeLessThanOrEqual(3);
    expect(ListObjectsV2 + GetSymlink).toBeLessThanOrEqual(12);
  }, 120_000);

  it("is read singly where listing is forbidden, which is said once", async () => {
    await layout.create(givenLayout({ links }));
    await nextDeployment();
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "ListObjectsV2", effect });
    await layout.read();
    expect(counted()).toEqual({ "ListObjectsV2 403": 1, GetSymlink: 30 });
    await layout.up(flipped({ links }));
    expect(scene.warnings()).toEqual([expect.stringContaining("cannot be listed, so links are read one by one")]);
  });

  it("has its targets listed where that is fewer than asking for each", async () => {
    await putObjects(
      scene,
      Object.keys(links).map((name) => `releases/1/${name}`),
    );
    scene.sent();
    await layout.create(givenLayout({ links, targetCheck: "require" }));
    expect(counted()).toEqual({ ListObjectsV2: 1, "GetSymlink 404": 1, PutSymlink: 30, GetSymlink: 1 });
  });
});
