import { describeOnEngine } from "../harness";
import { BUCKET, differing, type GivenLayouts, givenLayouts, layoutStep, manyLinks, messagesOf } from "./given-layouts";

jest.setTimeout(300_000);

let given: GivenLayouts;
beforeEach(async () => {
  given = await givenLayouts();
});
afterEach(() => given?.close());

const DONE = { expectSuccess: true };
const LINKS = { "app.tgz": "app.tgz", "docs/index.html": "docs/index.html", "notes.txt": "notes.txt" };
const release = (number: number, more = {}) => ({ targetPrefix: `releases/${number}/`, links: LINKS, ...more });

describeOnEngine("a layout in a YAML program", () => {
  it("goes up, stays, moves by one property, changes link by link, and goes down", async () => {
    const { stack, declare, at, remains } = given;
    declare(release(1));
    expect(layoutStep(await stack.preview([], DONE))?.op).toBe("create");
    expect(await remains()).toEqual([]);
    await stack.up([], DONE);
    expect(await at("latest/docs/index.html")).toBe("releases/1/docs/index.html");
    await stack.up(["--expect-no-changes"], DONE);

    declare(release(2));
    expect(differing(await stack.up([], DONE))).toEqual(["targetPrefix"]);
    expect(await at("latest/app.tgz")).toBe("releases/2/app.tgz");

    const { "notes.txt": _, ...kept } = LINKS;
    declare(release(2, { links: { ...kept, "app.tgz": "app.zip", "new.txt": "new.txt" } }));
    const preview = await stack.preview(["--diff"], DONE);
    expect(differing(preview)).toEqual(['links["app.tgz"]', 'links["new.txt"]', 'links["notes.txt"]']);
    expect(preview.stdout).toContain('"app.tgz" => "app.zip"');
    expect(preview.stdout).not.toContain("docs/index.html");
    await stack.up([], DONE);
    expect(await remains()).toEqual(["latest/app.tgz", "latest/docs/index.html", "latest/new.txt"]);
    expect(await at("latest/app.tgz")).toBe("releases/2/app.zip");
    await stack.up(["--expect-no-changes"], DONE);

    await stack.destroy([], DONE);
    expect(await remains()).toEqual([]);
  });

  it("shows and mends what drifted, without a flag where it is enforced", async () => {
    const { stack, declare, at, foreign } = given;
    declare(release(1, { enforce: true }));
    await stack.up([], DONE);
    await foreign.putSymlink(BUCKET, "latest/app.tgz", { target: "theirs" });
    await foreign.deleteObject(BUCKET, "latest/notes.txt");
    const preview = await stack.preview(["--diff"], DONE);
    expect(differing(preview)).toEqual(['links["app.tgz"]', 'links["notes.txt"]']);
    expect(preview.stdout).toContain('"theirs" => "app.tgz"');
    await stack.up([], DONE);
    expect(await at("latest/app.tgz")).toBe("releases/1/app.tgz");
    expect(await at("latest/notes.txt")).toBe("releases/1/notes.txt");
    await stack.preview(["--expect-no-changes"], DONE);
  });

  it("reports strays, and removes them when told so, but no link that a resource declares after it", async () => {
    const { stack, declare, at, foreign } = given;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how YAML programs refer to resources
    const options = { dependsOn: ["${latest}"] };
    const dependent = { dependent: { key: "latest/dependent", target: "t", options } };
    declare(release(1, { strays: "report", enforce: true }), dependent);
    await stack.up([], DONE);
    await foreign.putSymlink(BUCKET, "latest/stray", { target: "theirs" });
    await foreign.putObject(BUCKET, "latest/object", "content");
    expect(messagesOf(await stack.up([], DONE), "warning")).toContain("that nobody declares");
    expect(await at("latest/stray")).toBe("theirs");
    declare(release(1, { strays: "remove", enforce: true }), dependent);
    const refused = await stack.up();
    expect(messagesOf(refused, "error")).toContain("where the layout latest removes every link");
    expect(await at("latest/dependent")).toBe("t");
    expect(await at("latest/stray")).toBe("theirs");
    declare(release(1, { strays: "remove", enforce: true }));
    const preview = await stack.preview([], DONE);
    expect(messagesOf(preview, "warning")).toContain("latest/stray");
    await stack.up([], DONE);
    expect(await at("latest/stray")).toBe("(nothing)");
    expect(await at("latest/object")).toBe("(object)");
    await stack.preview(["--expect-no-changes"], DONE);
  });

  it("removes no stray that it has just named, though one process reads and another updates", async () => {
    const { stack, declare, at, foreign } = given;
    const next = async (retries: string) => {
      await stack.exec(["config", "set", "oss-symlink:maxRetries", retries], DONE);
      return await stack.up(["--refresh"], DONE);
    };
    declare(release(1, { strays: "remove" }));
    await next("3");
    await foreign.putSymlink(BUCKET, "latest/stray", { target: "theirs" });
    expect(messagesOf(await next("4"), "warning")).toContain("to be removed by the next deployment: latest/stray");
    expect(await at("latest/stray")).toBe("theirs");
    await next("5");
    expect(await at("latest/stray")).toBe("(nothing)");
  });

  it("gives up an entry to a link that it depends on, without deleting it, and takes it back", async () => {
    const { stack, declare, at, oss, remains } = given;
    declare(release(1));
    await stack.up([], DONE);
    const { "app.tgz": _, ...others } = LINKS;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how YAML programs refer to resources
    const options = { dependsOn: ["${app}"] };
    declare(release(1, { links: others, options }), { app: { key: "latest/app.tgz", target: "releases/2/app.tgz" } });
    await stack.up(["--refresh"], DONE);
    expect(await at("latest/app.tgz")).toBe("releases/2/app.tgz");
    declare(release(1));
    await stack.up(["--refresh"], DONE);
    expect(await at("latest/app.tgz")).toBe("releases/1/app.tgz");
    expect(oss.requests().filter(({ operation }) => operation.startsWith("Delete"))).toEqual([]);
    await stack.preview(["--expect-no-changes"], DONE);
    await stack.destroy([], DONE);
    expect(await remains()).toEqual([]);
  });

  it("makes all links but the one whose place is taken, and that one once it is free", async () => {
    const { stack, declare, at, foreign, remains } = given;
    await foreign.putObject(BUCKET, "latest/file-00123", "content");
    declare(release(1, { links: manyLinks(300) }));
    const preview = await stack.preview();
    expect(preview.code).not.toBe(0);
    expect(messagesOf(preview, "error")).toContain('links["file-00123"]');
    const failed = await stack.up();
    expect(failed.code).not.toBe(0);
    expect(messagesOf(failed, "error")).toContain("1 of 300 links were not dealt with");
    expect(await remains()).toHaveLength(300);
    expect(await at("latest/file-00123")).toBe("(object)");
    await foreign.deleteObject(BUCKET, "latest/file-00123");
    await stack.up([], DONE);
    expect(await at("latest/file-00123")).toBe("releases/1/file-00123");
    await stack.preview(["--expect-no-changes"], DONE);
    await stack.destroy([], DONE);
    expect(await remains()).toEqual([]);
  });

  it("goes to another prefix in part, and leaves the old one when all of it is there", async () => {
    const { stack, declare, foreign, remains } = given;
    const links = { a: "a", b: "b" };
    declare(release(1, { links }));
    await stack.up([], DONE);
    await foreign.putObject(BUCKET, "next/b", "content");
    declare(release(1, { links, prefix: "next/" }));
    const failed = await stack.up();
    expect(layoutStep(failed)?.op).toBe("create-replacement");
    const { resources = [] } = (await stack.export()).deployment;
    const recorded = resources.filter(({ type }) => type === "oss-symlink:index:AliasLayout");
    expect(recorded.map(({ id, delete: old, initErrors }) => ({ id, old, failed: initErrors !== undefined }))).toEqual([
      { id: `${BUCKET}/next/`, old: undefined, failed: true },
      { id: `${BUCKET}/latest/`, old: true, failed: false },
    ]);
    expect(await remains()).toEqual(["latest/a", "latest/b", "next/a", "next/b"]);
    await foreign.deleteObject(BUCKET, "next/b");
    expect(layoutStep(await stack.up([], DONE))?.op).toBe("update");
    expect(await remains()).toEqual(["next/a", "next/b"]);
  });

  it("takes links from Symlinks and gives them back, none of which is ever gone", async () => {
    const { stack, declare, at, oss } = given;
    const single = { app: { key: "latest/app.tgz", target: "releases/1/app.tgz" } };
    declare(undefined, single);
    await stack.up([], DONE);
    declare(release(2));
    await stack.up(["--refresh"], DONE);
    expect(await at("latest/app.tgz")).toBe("releases/2/app.tgz");
    const deletes = () => oss.requests().filter(({ operation }) => operation === "DeleteObject").length;
    expect(deletes()).toBe(0);
    const { "app.tgz": _, ...rest } = LINKS;
    declare(release(2, { links: rest }), { app: { key: "latest/app.tgz", target: "releases/3/app.tgz" } });
    await stack.up(["--refresh"], DONE);
    expect(await at("latest/app.tgz")).toBe("releases/3/app.tgz");
  });

  it("is imported by bucket and prefix, with nothing left to do", async () => {
    const { stack, declare, foreign } = given;
    for (const name of Object.keys(LINKS)) {
      await foreign.putSymlink(BUCKET, `latest/${name}`, { target: `releases/1/${name}` });
    }
    declare(undefined);
    await stack.import(["oss-symlink:index:AliasLayout", "latest", `${BUCKET}/latest/`, "--protect=false"], DONE);
    declare(release(1));
    expect(layoutStep(await stack.up([], DONE))?.op).toBe("same");
  });

  it("deletes nothing that an import has just found, and names it", async () => {
    const { stack, declare, foreign, at } = given;
    for (const name of [...Object.keys(LINKS), "theirs"]) {
      await foreign.putSymlink(BUCKET, `latest/${name}`, { target: `releases/1/${name}` });
    }
    declare(release(1, { options: { import: `${BUCKET}/latest/` } }));
    const first = await stack.up([], DONE);
    expect(messagesOf(first, "warning")).toContain("latest/theirs was found by the import and is not declared");
    expect(await at("latest/theirs")).toBe("releases/1/theirs");
    await stack.up([], DONE);
    expect(await at("latest/theirs")).toBe("(nothing)");
  });
});
