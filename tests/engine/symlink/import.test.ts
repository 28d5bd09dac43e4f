import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeOnEngine } from "../harness";
import { BUCKET, errorsOf, type GivenLinks, givenLinks, linkOps } from "./given-links";

jest.setTimeout(120_000);

let given: GivenLinks;
beforeAll(async () => {
  given = await givenLinks();
});
afterAll(() => given?.close());

const DONE = { expectSuccess: true };
const TYPE = "oss-symlink:index:Symlink";

describeOnEngine("a link that exists already", () => {
  it.each(["links/", "oss://links/"])(
    "is imported as %s…, and the code that comes out previews clean",
    async (prefix) => {
      const { stack, client, targetOf } = given;
      await client.putSymlink(BUCKET, "old/link", {
        target: "releases/1",
        metadata: { owner: "me" },
        contentType: "text/html",
        acl: "private",
        tags: { stage: "live" },
      });
      const code = join(stack.program, "imported.yaml");
      await stack.import([TYPE, "taken", `${prefix}old/link`, "--protect=false", "--out", code], DONE);
      stack.write({ "Main.yaml": readFileSync(code, "utf8") });
      expect(readFileSync(code, "utf8")).toContain("oss-symlink:Symlink");
      await stack.preview(["--expect-no-changes"], DONE);
      await stack.preview(["--refresh", "--expect-no-changes"], DONE);
      const [resource] = (await stack.export()).deployment.resources?.filter(({ type }) => type === TYPE) ?? [];
      expect(resource?.id).toBe("links/old/link");
      expect(resource?.inputs).toMatchObject({ acl: "private", contentType: "text/html", tags: { stage: "live" } });
      await stack.destroy([], DONE);
      expect(await targetOf("old/link")).toBeUndefined();
    },
  );

  it("is imported by the resource option as well, and brought to what the program says", async () => {
    const { stack, client, declare, targetOf } = given;
    await client.putSymlink(BUCKET, "optional", { target: "releases/1" });
    declare({
      taken: { properties: { key: "optional", target: "releases/2" }, options: { import: "links/optional" } },
    });
    expect(linkOps(await stack.up([], DONE))).toEqual(["import taken", "update taken"]);
    expect(await targetOf("optional")).toBe("releases/2");
    await stack.destroy([], DONE);
  });

  it("stays where the resource that manages it is told to import it, or only to get it, by another spelling", async () => {
    const { stack, client, declare, targetOf } = given;
    const managed = { key: "managed", target: "releases/1" };
    declare({ taken: { properties: managed } });
    await stack.up([], DONE);
    const anew = { properties: managed, options: { import: "oss://links/managed" } };
    await client.putObject(BUCKET, "in-the-way", "content");
    declare({ taken: anew, refused: { properties: { key: "in-the-way", target: "releases/1" } } });
    const brokenOff = await stack.up();
    expect(brokenOff.code).not.toBe(0);
    expect(errorsOf(brokenOff)).toContain("in-the-way is an ordinary object");
    declare({ taken: anew });
    // What the first one has left to delete.
    expect(linkOps(await stack.up([], DONE))).toContain("delete-replaced taken");
    expect(await targetOf("managed")).toBe("releases/1");
    await stack.up(["--refresh", "--expect-no-changes"], DONE);
    const got = { type: TYPE, get: { id: "oss://links/managed" } };
    stack.write({ "Main.yaml": JSON.stringify({ resources: { taken: got } }) });
    await stack.up([], DONE);
    await stack.destroy([], DONE);
    expect(await targetOf("managed")).toBe("releases/1");
  });

  it("is not deleted where the resource option names it and the program declares another", async () => {
    const { stack, client, declare, targetOf } = given;
    await client.putSymlink(BUCKET, "theirs", { target: "releases/1" });
    const declareMine = (from: string) =>
      declare({ mine: { properties: { key: "mine", target: "releases/1" }, options: { import: from } } });
    declareMine("links/theirs");
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    expect(errorsOf(refused)).toContain("is not that of links/theirs, which the option import names");
    await client.putSymlink(BUCKET, "mine", { target: "releases/1" });
    declareMine("links/mine");
    expect(linkOps(await stack.up([], DONE))).toEqual(["import mine"]);
    await stack.destroy([], DONE);
    expect(await targetOf("theirs")).toBe("releases/1");
  });

  it("is not imported if it is an object, or not there, or no ID at all", async () => {
    const { stack, client } = given;
    await client.putObject(BUCKET, "object", "content");
    const object = await stack.import([TYPE, "taken", "links/object"]);
    expect(object.code).not.toBe(0);
    expect(errorsOf(object)).toContain("only a link can be read here, and links/object is an ordinary object");
    const odd = await stack.import([TYPE, "taken", "links"]);
    expect(errorsOf(odd)).toContain('"links" is no ID of a link; it looks like BUCKET/KEY');
    const missing = await stack.import([TYPE, "taken", "links/missing"]);
    expect(missing.code).not.toBe(0);
    expect(errorsOf(missing)).toContain("does not exist");
  });
});
