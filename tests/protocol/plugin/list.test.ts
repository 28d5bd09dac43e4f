import { status } from "@grpc/grpc-js";
import { createClient, type OssClient } from "../../../provider/oss";
import { type GivenPlugin, givenPlugin } from "../../support/plugin/given-plugin";

let given: GivenPlugin;
let client: OssClient;
beforeAll(async () => {
  given = await givenPlugin();
  const { endpoint, region, accessKeyId, accessKeySecret } = given.oss;
  client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  for (const key of ["a/1", "a/2", "a//3 +%", "b/世界"]) await client.putSymlink("links", key, { target: "t" });
  await client.putObject("links", "a/object", "content");
});
afterAll(async () => {
  client.close();
  await given.close();
});

describe("List", () => {
  it("finds the links of a bucket, and only links, each by an ID that can be imported", async () => {
    const { ids, names, next } = await given.provider.list({ query: { bucket: "links" } });
    expect(ids).toEqual(["links/a//3 +%", "links/a/1", "links/a/2", "links/b/世界"]);
    expect(names).toEqual(["a//3 +%", "a/1", "a/2", "b/世界"]);
    expect(next).toBeUndefined();
    for (const id of ids) expect((await given.provider.read(id)).id).toBe(id);
  });

  it("keeps to a prefix and a limit", async () => {
    expect((await given.provider.list({ query: { bucket: "links", prefix: "b/" } })).ids).toEqual(["links/b/世界"]);
    const limited = await given.provider.list({ query: { bucket: "links" }, limit: 2 });
    expect(limited).toMatchObject({ names: ["a//3 +%", "a/1"], next: undefined });
  });

  it("goes on where a page ended", async () => {
    const names: string[] = [];
    let token = "";
    for (let page = 0; page < 10; page++) {
      const answer = await given.provider.list({ query: { bucket: "links" }, pageSize: 1, continuationToken: token });
      expect(answer.names.length).toBeLessThanOrEqual(1);
      names.push(...answer.names);
      if (answer.next === undefined) break;
      token = answer.next;
    }
    expect(names).toEqual(["a//3 +%", "a/1", "a/2", "b/世界"]);
  });

  it.each([
    [{}, "bucket is missing"],
    [{ bucket: "links", prefx: "a" }, 'did you mean "prefix"?'],
    [{ bucket: 5 }, "bucket must be text"],
  ])("refuses the query %j", async (query, reason) => {
    await expect(given.provider.list({ query })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining(reason),
    });
  });

  it("fails as a whole where there is no such bucket", async () => {
    await expect(given.provider.list({ query: { bucket: "nowhere" } })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });
});
