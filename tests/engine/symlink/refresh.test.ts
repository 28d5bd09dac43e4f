import { describeOnEngine } from "../harness";
import { BUCKET, type GivenLinks, givenLinks, linkOps, linkSteps, warningsOf } from "./given-links";

jest.setTimeout(120_000);

let given: GivenLinks;
beforeAll(async () => {
  given = await givenLinks();
});
afterAll(() => given?.close());

const DONE = { expectSuccess: true };
const LINK = {
  key: "latest",
  target: "releases/1",
  metadata: { Owner: "me" },
  cacheControl: "no-cache",
  acl: "private",
  tags: { stage: "live" },
};

describeOnEngine("a link that somebody changed by hand", () => {
  it("is seen by refresh, property by property, and restored by the next up", async () => {
    const { stack, declare, client } = given;
    declare({ latest: LINK });
    await stack.up([], DONE);
    await client.putSymlink(BUCKET, "latest", {
      target: "elsewhere",
      metadata: { owner: "you", extra: "x" },
      cacheControl: "max-age=1",
      acl: "public-read",
      tags: { stage: "test", more: "y" },
    });

    const [refreshed] = linkSteps(await stack.refresh([], DONE));
    expect(refreshed?.detailedDiff).toMatchObject({
      target: { kind: "update" },
      'metadata["Owner"]': { kind: "update" },
      'metadata["extra"]': { kind: "add" },
      cacheControl: { kind: "update" },
      acl: { kind: "update" },
      'tags["stage"]': { kind: "update" },
      'tags["more"]': { kind: "add" },
    });
    // What is in state now was found, but not written by this resource.
    expect(linkSteps(await stack.refresh([], DONE))[0]?.diffs).toEqual(["etag"]);

    const restored = await stack.up([], DONE);
    expect(linkOps(restored)).toEqual(["update latest"]);
    const link = await given.linkAt("latest");
    expect(link).toMatchObject({ target: "releases/1", metadata: { owner: "me" }, cacheControl: "no-cache" });
    expect(await client.getAcl(BUCKET, "latest")).toBe("private");
    expect(await client.getTagging(BUCKET, "latest")).toEqual({ stage: "live" });
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
  });

  it("is taken back by one put if only its proof is lost", async () => {
    const { stack, client } = given;
    await client.putSymlink(BUCKET, "latest", {
      target: "releases/1",
      metadata: { owner: "me" },
      cacheControl: "no-cache",
      acl: "private",
      tags: { stage: "live" },
    });
    const [step] = linkSteps(await stack.up(["--refresh"], DONE)).slice(-1);
    expect(step).toMatchObject({ op: "update", diffs: ["etag"] });
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
  });

  it("keeps its version when only ACL or tags are restored", async () => {
    const { stack, client } = given;
    const { etag } = await given.linkAt("latest");
    await client.putAcl(BUCKET, "latest", "public-read");
    await client.deleteTagging(BUCKET, "latest");
    await stack.up(["--refresh"], DONE);
    expect((await given.linkAt("latest")).etag).toBe(etag);
    expect(await client.getAcl(BUCKET, "latest")).toBe("private");
    expect(await client.getTagging(BUCKET, "latest")).toEqual({ stage: "live" });
  });

  it("is gone after it was deleted, and made again", async () => {
    const { stack, client, targetOf } = given;
    await client.deleteObject(BUCKET, "latest");
    expect(linkOps(await stack.refresh([], DONE))).toEqual(["delete latest"]);
    await stack.up([], DONE);
    expect(await targetOf("latest")).toBe("releases/1");
  });

  it("counts as gone when an object stands in its place, which is never touched", async () => {
    const { stack, client, targetOf } = given;
    await client.putObject(BUCKET, "latest", "content");
    const refreshed = await stack.refresh([], DONE);
    expect(linkOps(refreshed)).toEqual(["delete latest"]);
    expect(warningsOf(refreshed).join()).toContain("the link is gone: links/latest is an ordinary object");
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(await targetOf("latest")).toBe("(object)");
    await stack.destroy([], DONE);
    expect(await targetOf("latest")).toBe("(object)");
  });
});
