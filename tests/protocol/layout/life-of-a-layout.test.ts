import { BUCKET, givenScene, type Resource, type Scene } from "../../support/plugin/given-scene";
import { flipped, givenLayout, LINKS } from "./given-layout";

/** A layout from its creation to its end, with what each step shows and sends. */
let scene: Scene;
let layout: Resource;
beforeEach(async () => {
  scene = await givenScene();
  layout = scene.layout();
});
afterEach(() => scene.close());

describe("a layout", () => {
  it("makes its links, and says what it wrote", async () => {
    const { id, outputs } = await layout.create(givenLayout());
    expect(scene.sent()).toEqual(["GetSymlink 404", "PutSymlink", "GetSymlink", "PutSymlink", "PutSymlink"]);
    expect(id).toBe(`${BUCKET}/latest/`);
    expect(await scene.at("latest/app.tgz")).toBe("releases/1/app.tgz");
    expect(await scene.at("latest/docs/index.html")).toBe("releases/1/docs/index.html");
    expect(outputs).toMatchObject({ bucket: BUCKET, prefix: "latest/", targetPrefix: "releases/1/", links: LINKS });
    expect(Object.keys(outputs.proofs as object).sort()).toEqual(Object.keys(LINKS).sort());
  });

  it("moves all its links by one changed property", async () => {
    await layout.create(givenLayout());
    layout = await scene.inNewProcess(layout);
    scene.sent();
    expect(await layout.up(flipped())).toEqual({ targetPrefix: "UPDATE+" });
    expect(scene.sent()).toEqual(["ListObjectsV2", "PutSymlink", "GetSymlink", "PutSymlink", "PutSymlink"]);
    expect(await scene.at("latest/app.tgz")).toBe("releases/2/app.tgz");
    expect(await scene.at("latest/docs/index.html")).toBe("releases/2/docs/index.html");
    expect(await layout.up(flipped())).toEqual({});
  });

  it("adds, changes and removes single links, and names them", async () => {
    await layout.create(givenLayout());
    const links = { "app.tgz": "app.zip", "new.tgz": "new.tgz", "docs/index.html": "docs/index.html" };
    scene.sent();
    expect(await layout.up(givenLayout({ links }))).toEqual({
      'links["app.tgz"]': "UPDATE+",
      'links["new.tgz"]': "ADD+",
      'links["notes.txt"]': "DELETE+",
    });
    expect(scene.sent().sort()).toEqual(
      ["PutSymlink", "GetSymlink", "PutSymlink", "GetSymlink", "DeleteMultipleObjects"].sort(),
    );
    expect(await scene.at("latest/app.tgz")).toBe("releases/1/app.zip");
    expect(await scene.at("latest/new.tgz")).toBe("releases/1/new.tgz");
    expect(await scene.at("latest/notes.txt")).toBe("(nothing)");
    expect(layout.known.outputs).toMatchObject({ links });
  });

  it("sees single links that drifted or are gone, and puts them right", async () => {
    await layout.create(givenLayout());
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs" });
    await scene.foreign.deleteObject(BUCKET, "latest/notes.txt");
    layout = await scene.inNewProcess(layout);
    scene.sent();
    expect(await layout.read()).toBe(true);
    expect(scene.sent()).toEqual(["ListObjectsV2", "GetSymlink"]);
    expect(layout.known.outputs).toMatchObject({
      drifted: { "app.tgz": "theirs" },
      links: { "app.tgz": "theirs", "docs/index.html": "docs/index.html" },
    });
    expect(await layout.up(givenLayout())).toEqual({ 'links["app.tgz"]': "UPDATE", 'links["notes.txt"]': "ADD" });
    expect(await scene.at("latest/app.tgz")).toBe("releases/1/app.tgz");
    expect(await scene.at("latest/notes.txt")).toBe("releases/1/notes.txt");
    expect(layout.known.outputs).toMatchObject({ links: LINKS });
    expect(layout.known.outputs.drifted).toBeUndefined();
    expect(await layout.up(givenLayout())).toEqual({});
  });

  it("takes its links with it when it goes, and no others", async () => {
    await layout.create(givenLayout());
    await scene.foreign.putSymlink(BUCKET, "latest/other", { target: "theirs" });
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs" });
    layout = await scene.inNewProcess(layout);
    scene.sent();
    await layout.delete();
    expect(scene.sent()).toEqual(["ListObjectsV2", "DeleteMultipleObjects", "GetSymlink"]);
    expect(await scene.at("latest/app.tgz")).toBe("theirs");
    expect(await scene.at("latest/other")).toBe("theirs");
    expect(await scene.at("latest/notes.txt")).toBe("(nothing)");
    expect(scene.warnings()).toEqual([expect.stringContaining("left alone, because this resource did not write")]);
  });

  it("is imported by bucket and prefix", async () => {
    for (const name of Object.keys(LINKS)) {
      await scene.foreign.putSymlink(BUCKET, `latest/${name}`, { target: `releases/1/${name}`, metadata: { a: "1" } });
    }
    const { inputs } = await layout.import(`${BUCKET}/latest/`);
    expect(inputs).toEqual({
      ...givenLayout(),
      targetPrefix: "releases/1/",
      metadata: { a: "1" },
      targetCheck: undefined,
    });
    scene.sent();
    expect(await layout.up({ ...givenLayout(), metadata: { a: "1" } })).toEqual({});
    expect(scene.sent()).toEqual([]);
    layout = await scene.inNewProcess(layout);
    await layout.delete();
    expect(await scene.at("latest/app.tgz")).toBe("(nothing)");
  });

  it.each(["ignore", "report", "remove"])("is imported by a program that says strays: %s", async (strays) => {
    await scene.foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "releases/1/app.tgz" });
    const { inputs } = await layout.import(`${BUCKET}/latest/`);
    const news = { ...inputs, strays, targetCheck: "off" };
    expect(await layout.up(news)).toEqual({});
    await scene.foreign.putSymlink(BUCKET, "latest/stray", { target: "theirs" });
    layout = await scene.inNewProcess(layout);
    await layout.read();
    expect(await layout.up(news)).toEqual({});
    expect(await scene.at("latest/stray")).toBe("theirs");
    layout = await scene.inNewProcess(layout);
    await layout.up(news);
    expect(await scene.at("latest/stray")).toBe(strays === "remove" ? "(nothing)" : "theirs");
  });
});
