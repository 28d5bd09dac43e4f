import type { PropertyMap } from "../../../provider/protocol/values";
import { BUCKET, givenScene, KEY, type Resource, type Scene } from "../../support/plugin/given-scene";
import { partialState } from "../../support/plugin/provider-client";
import { BUSY, flipped, givenLayout, LINKS, manyLinks, REFUSED } from "./given-layout";

/** What is done in part, and how it goes on. */
jest.setTimeout(60_000);

let scene: Scene;
let layout: Resource;
beforeEach(async () => {
  scene = await givenScene();
  layout = scene.layout();
});
afterEach(() => scene.close());

/** Takes what a call that failed in part left, as an engine does. */
async function failsInPart(
  call: Promise<unknown>,
  resource = layout,
): Promise<{ reasons: string[]; properties: PropertyMap }> {
  const error: unknown = await call.then(
    () => new Error("it succeeded"),
    (reason) => reason,
  );
  const { id, reasons, properties, inputs } = partialState(error);
  expect(id).toBe(`${BUCKET}/latest/`);
  resource.state = { id, inputs, outputs: properties };
  return { reasons, properties };
}

describe("a replacement that is made in part", () => {
  const more = flipped({ links: { ...LINKS, new: "new" } });

  it("keeps the links that it could not make, until it has them", async () => {
    await layout.create(givenLayout());
    const replacement = scene.layout();
    await failsInPart(replacement.create(more), replacement);
    await expect(layout.delete()).rejects.toThrow(/3 of 3 links were not removed[\s\S]*could not make it/);
    expect(await scene.at()).toBe("releases/1/app.tgz");
    const old = await scene.inNewProcess(layout);
    const next = Object.assign(replacement, { provider: old.provider });
    await old.read();
    await next.read();
    await next.up(more);
    await old.delete();
    expect(await scene.at()).toBe("releases/2/app.tgz");
  });

  it("keeps the link that it could not make also where nothing had changed", async () => {
    const former = await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    expect(await layout.up(givenLayout())).toEqual({});
    scene.given.oss.faults.add({ operation: "PutSymlink", key: KEY, effect: REFUSED });
    await failsInPart(layout.create(givenLayout()));
    await expect(layout.delete(former)).rejects.toThrow(/1 of 1 links were not removed[\s\S]*could not make it/);
    scene.given.oss.faults.clear();
    layout = await scene.inNewProcess(layout);
    await layout.read();
    await layout.up(givenLayout());
    await layout.delete(former);
    layout = await scene.inNewProcess(layout);
    await layout.delete();
    expect(await scene.at()).toBe("(nothing)");
  });
});

describe("a create that fails for one of its links", () => {
  it("makes the others, says which one and why, and is made good by the next update", async () => {
    const links = manyLinks(300);
    await scene.foreign.putObject(BUCKET, "latest/file-123", "content");
    const { reasons, properties } = await failsInPart(layout.create(givenLayout({ links })));
    expect(reasons[0]).toBe("1 of 300 links were not dealt with");
    expect(reasons[1]).toMatch(
      /^links\["file-123"\]: the link cannot be created: links\/latest\/file-123 is an ordinary/,
    );
    expect(reasons.join("\n")).toContain("onConflict: overwrite");
    expect(Object.keys(properties.proofs as object)).toHaveLength(299);
    expect(await scene.at("latest/file-123")).toBe("(object)");
    await scene.foreign.deleteObject(BUCKET, "latest/file-123");
    scene.sent();
    expect(await layout.up(givenLayout({ links }))).toEqual({ 'links["file-123"]': "ADD" });
    expect(scene.sent()).toEqual(["PutSymlink"]);
    expect(await scene.at("latest/file-123")).toBe("releases/1/file-123");
  });

  it("fails plainly when nothing was made", async () => {
    scene.given.oss.faults.add({ operation: "PutSymlink", effect: REFUSED });
    await expect(layout.create(givenLayout())).rejects.toThrow(/3 of 3 links were not dealt with/);
  });

  it.each([
    [403, "AccessDenied", "oss:PutObject"],
    [500, "InternalError", "the link may be there all the same"],
  ])("gives up when every link is refused, and says so of the first twenty: %s", async (status, code, said) => {
    scene.given.oss.faults.add({ operation: "PutSymlink", effect: { kind: "error", status, code } });
    await expect(layout.create(givenLayout({ links: manyLinks(500) }))).rejects.toThrow(
      new RegExp(`500 of 500 links were not dealt with[^]*${said}[^]*… and \\d+ more`),
    );
    const puts = scene.sent().filter((operation) => operation === `PutSymlink ${status}`);
    expect(puts.length).toBeLessThan(300);
  });

  it("says that the bucket is missing once, not for every link", async () => {
    const elsewhere = givenLayout({ bucket: "elsewhere", links: manyLinks(500) });
    await expect(layout.create(elsewhere)).rejects.toThrow(/^5 NOT_FOUND: GetSymlink of elsewhere/);
    expect(scene.sent().length).toBeLessThan(3);
  });
});

describe("an update that fails for some of its links", () => {
  const links = manyLinks(40);

  it("records exactly what was done, and goes on from there", async () => {
    await layout.create(givenLayout({ links }));
    const fault = scene.given.oss.faults.add({ operation: "PutSymlink", skip: 10, count: 3, effect: REFUSED });
    const { reasons, properties } = await failsInPart(layout.up(flipped({ links })));
    scene.given.oss.faults.remove(fault);
    expect(reasons[0]).toBe("3 of 40 links were not dealt with");
    const undone = Object.keys(properties.drifted as object);
    expect(undone).toHaveLength(3);
    for (const name of Object.keys(links)) {
      const release = undone.includes(name) ? 1 : 2;
      expect(await scene.at(`latest/${name}`)).toBe(`releases/${release}/${name}`);
      if (release === 1) expect((properties.drifted as PropertyMap)[name]).toBe(`releases/1/${name}`);
    }
    layout = await scene.inNewProcess(layout);
    scene.sent();
    expect(Object.keys(await layout.up(flipped({ links })))).toEqual(
      expect.arrayContaining(["targetPrefix", ...undone.map((name) => `links["${name}"]`)]),
    );
    expect(scene.sent().filter((operation) => operation === "PutSymlink")).toHaveLength(3);
    for (const name of undone) expect(await scene.at(`latest/${name}`)).toBe(`releases/2/${name}`);
    expect(await layout.up(flipped({ links }))).toEqual({});
    expect(scene.warnings()).toEqual([]);
  });

  it("is read in between without losing any of it", async () => {
    await layout.create(givenLayout({ links }));
    const fault = scene.given.oss.faults.add({ operation: "PutSymlink", skip: 10, count: 3, effect: REFUSED });
    const { properties } = await failsInPart(layout.up(flipped({ links })));
    scene.given.oss.faults.remove(fault);
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(layout.known.outputs.drifted).toEqual(properties.drifted);
    expect(layout.known.outputs.targetPrefix).toBe("releases/2/");
    scene.sent();
    await layout.up(flipped({ links }));
    expect(scene.sent().filter((operation) => operation === "PutSymlink")).toHaveLength(3);
  });

  it("puts again what was put before its answer was lost", async () => {
    await layout.create(givenLayout({ links }));
    scene.given.oss.faults.add({ operation: "PutSymlink", skip: 5, count: 1, effect: { kind: "reset-after" } });
    await layout.up(flipped({ links }));
    for (const name of Object.keys(links)) expect(await scene.at(`latest/${name}`)).toBe(`releases/2/${name}`);
    expect(await layout.up(flipped({ links }))).toEqual({});
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(await layout.up(flipped({ links }))).toEqual({});
  });
});

describe("a cancelled update", () => {
  it("starts nothing more, lets what is under way end, and leaves state exact", async () => {
    const links = manyLinks(400);
    await layout.create(givenLayout({ links }));
    scene.given.oss.faults.add({ operation: "PutSymlink", effect: { kind: "latency", ms: 20 } });
    scene.sent();
    const failing = failsInPart(layout.up(flipped({ links })));
    let puts = 0;
    while (puts < 80) {
      await new Promise((resolve) => setImmediate(resolve));
      puts += scene.sent().filter((operation) => operation === "PutSymlink").length;
    }
    await layout.provider.cancel();
    const { reasons, properties } = await failing;
    expect(reasons[0]).toMatch(/^\d+ of 400 links were not dealt with: cancelled by the engine$/);
    scene.given.oss.faults.clear();
    const undone = Object.keys(properties.drifted as object);
    expect(undone.length).toBeGreaterThan(100);
    for (const name of Object.keys(links)) {
      const release = undone.includes(name) ? 1 : 2;
      expect(await scene.at(`latest/${name}`)).toBe(`releases/${release}/${name}`);
    }
    layout = await scene.inNewProcess(layout);
    scene.sent();
    await layout.up(flipped({ links }));
    expect(scene.sent().filter((operation) => operation === "PutSymlink")).toHaveLength(undone.length);
    expect(scene.warnings()).toEqual([]);
  });
});

describe("an update that was cut off and is then taken back", () => {
  const BOTH = givenLayout({ links: { "app.tgz": "app.tgz", "notes.txt": "notes.txt" } });
  const UNKNOWN = { kind: "reset-after" } as const;

  it.each<[string, PropertyMap, "PutSymlink" | "DeleteMultipleObjects", number]>([
    ["was put", givenLayout({ links: { "app.tgz": "other", "notes.txt": "notes.txt" } }), "PutSymlink", 1],
    ["was deleted", givenLayout({ links: {} }), "DeleteMultipleObjects", 0],
  ])("puts right what %s last, if nobody knows that", async (_, news, operation, looks) => {
    await layout.create(BOTH);
    layout = await scene.inNewProcess(layout);
    scene.given.oss.faults.add({ operation, count: 1, effect: UNKNOWN });
    scene.given.oss.faults.add({ operation: "ListObjectsV2", skip: 1, effect: REFUSED });
    scene.given.oss.faults.add({ operation: "GetSymlink", skip: looks, effect: REFUSED });
    await failsInPart(layout.up(news));
    scene.given.oss.faults.clear();
    expect(await scene.at("latest/app.tgz")).not.toBe("releases/1/app.tgz");
    layout = await scene.inNewProcess(layout);
    await layout.up(BOTH);
    expect(await scene.at("latest/app.tgz")).toBe("releases/1/app.tgz");
    expect(await scene.at("latest/notes.txt")).toBe("releases/1/notes.txt");
    expect(await layout.up(BOTH)).toEqual({});
  });

  it("tells of a link that may have been made, whatever else has failed since", async () => {
    await layout.create(BOTH);
    layout = await scene.inNewProcess(layout);
    scene.given.oss.faults.add({ operation: "PutSymlink", effect: UNKNOWN });
    scene.given.oss.faults.add({ operation: "GetSymlink", skip: 1, effect: REFUSED });
    scene.given.oss.faults.add({ operation: "ListObjectsV2", effect: BUSY });
    const failing = layout.up(givenLayout({ links: { new: "new" } }));
    await expect(failing).rejects.toThrow('links["new"]: ');
    await expect(failing).rejects.toThrow("no state knows of it yet");
    await expect(failing).rejects.toThrow("3 of 3 links were not dealt with: ListObjectsV2 of bucket links failed");
  });

  it("leaves nothing of the ACL and the tags that it has set", async () => {
    await scene.close();
    scene = await givenScene({}, { service: { openQuestions: { putSymlinkKeepsTagsAndAcl: true } } });
    layout = scene.layout();
    await layout.create(givenLayout());
    scene.given.oss.faults.add({ operation: "PutSymlink", key: "latest/notes.txt", effect: REFUSED });
    await failsInPart(layout.up(givenLayout({ acl: "public-read", tags: { a: "1" } })));
    expect(await scene.foreign.getAcl(BUCKET, "latest/app.tgz")).toBe("public-read");
    scene.given.oss.faults.clear();
    await layout.up(givenLayout());
    expect(await scene.foreign.getAcl(BUCKET, "latest/app.tgz")).toBe("default");
    expect(await scene.foreign.getTagging(BUCKET, "latest/app.tgz")).toEqual({});
    expect(await layout.up(givenLayout())).toEqual({});
  });
});
