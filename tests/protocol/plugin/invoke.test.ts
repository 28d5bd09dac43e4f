import { status } from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { createClient, type OssClient } from "../../../provider/oss";
import { decodeProperties } from "../../../provider/protocol/codec";
import { type PropertyMap, reveal, Secret, UNKNOWN } from "../../../provider/protocol/values";
import { type GivenPlugin, givenPlugin } from "../../support/plugin/given-plugin";
import { message } from "../../support/plugin/provider-client";

let given: GivenPlugin;
let client: OssClient;
beforeAll(async () => {
  given = await givenPlugin({ buckets: ["links"] });
  const { endpoint, region, accessKeyId, accessKeySecret } = given.oss;
  client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  await client.putObject("links", "releases/1/app.tgz", "content");
  await client.putObject("links", "cold/app.tgz", "content", { storageClass: "Archive" });
  const targets = {
    "latest/app.tgz": "releases/1/app.tgz",
    "latest/app": "releases/1/app.tgz",
    "latest/cold.tgz": "cold/app.tgz",
    "latest/gone": "releases/0/gone",
    "latest/self": "latest/self",
    "latest/twice.tgz": "latest/app.tgz",
    "other/ü +%": "releases/1/app.tgz",
  };
  for (const [key, target] of Object.entries(targets)) {
    await client.putSymlink("links", key, { target, metadata: { owner: "me" }, contentType: "text/x-odd" });
  }
});
afterAll(async () => {
  client.close();
  await given.close();
});

async function invoke(name: string, args: PropertyMap): Promise<{ answer: PropertyMap; failures: string[] }> {
  const request = message(pb.InvokeRequest, { tok: `oss-symlink:index:${name}`, args });
  const response: pb.InvokeResponse = await given.provider.call("invoke", request);
  const failures = response.getFailuresList().map((one) => `${one.getProperty()} ${one.getReason()}`);
  return { answer: decodeProperties(response.getReturn()), failures };
}

describe("getSymlink", () => {
  it("shows where a link points to, and what is stored with it", async () => {
    const { answer } = await invoke("getSymlink", { bucket: "links", key: "other/ü +%" });
    expect(answer).toMatchObject({
      bucket: "links",
      key: "other/ü +%",
      target: "releases/1/app.tgz",
      metadata: { owner: "me" },
      contentType: "text/x-odd",
      etag: expect.stringMatching(/^[0-9A-F]{32}$/),
      lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      url: `${given.oss.endpoint}/links/other/%C3%BC%20%2B%25`,
    });
    expect(answer).not.toHaveProperty("versionId");
  });

  it("says of a link that the same program is about to create how to wait for it", async () => {
    const urn = "urn:pulumi:dev::test::oss-symlink:index:Symlink::soon";
    const link = { bucket: "links", key: "latest/soon.tgz", target: "releases/1/app.tgz" };
    await given.provider.check(link, undefined, urn);
    await expect(invoke("getSymlink", { bucket: "links", key: "latest/soon.tgz" })).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details:
        'links/latest/soon.tgz is not there yet, because "soon" of this program has not made it; to wait for that, give ' +
        'bucket or key by way of something that is known only then, such as the etag of "soon"',
    });
  });

  it("reads a version where one is asked for", async () => {
    await client.putVersioning("links", "Enabled");
    const { versionId } = await client.putSymlink("links", "versioned", { target: "one" });
    await client.putSymlink("links", "versioned", { target: "two" });
    const args = { bucket: "links", key: "versioned" };
    expect((await invoke("getSymlink", args)).answer.target).toBe("two");
    const { answer } = await invoke("getSymlink", { ...args, versionId: versionId as string });
    expect(answer).toMatchObject({ target: "one", versionId });
    await client.deleteObject("links", "versioned");
  });

  it.each([
    ["latest/nothing", status.NOT_FOUND, "GetSymlink of links/latest/nothing failed: The specified key does not exist"],
    ["releases/1/app.tgz", status.FAILED_PRECONDITION, "links/releases/1/app.tgz is an ordinary object"],
  ])("fails for %s, which is no link", async (key, code, details) => {
    const answer = invoke("getSymlink", { bucket: "links", key });
    await expect(answer).rejects.toMatchObject({ code, details: expect.stringContaining(details) });
  });
});

describe("getSymlinks", () => {
  it("lists the links below a prefix with their targets, and only links", async () => {
    const { answer } = await invoke("getSymlinks", { bucket: "links", prefix: "latest/" });
    const links = (answer.links as PropertyMap[]).map(({ key, target }) => `${key} -> ${target}`);
    expect(links).toEqual([
      "latest/app -> releases/1/app.tgz",
      "latest/app.tgz -> releases/1/app.tgz",
      "latest/cold.tgz -> cold/app.tgz",
      "latest/gone -> releases/0/gone",
      "latest/self -> latest/self",
      "latest/twice.tgz -> latest/app.tgz",
    ]);
    expect(answer).toMatchObject({ bucket: "links", prefix: "latest/" });
    expect((await invoke("getSymlinks", { bucket: "links", prefix: "nothing/" })).answer.links).toEqual([]);
  });

  it("fails rather than cut the list off", async () => {
    const args = { bucket: "links", prefix: "latest/" };
    expect((await invoke("getSymlinks", { ...args, limit: 6 })).answer.links).toHaveLength(6);
    await expect(invoke("getSymlinks", { ...args, limit: 5 })).rejects.toMatchObject({
      code: status.OUT_OF_RANGE,
      details: "there are more than 5 links below links/latest/; narrow the prefix, or raise limit",
    });
  });
});

describe("auditSymlinks", () => {
  it("tells what is wrong with which link, and counts", async () => {
    const { answer } = await invoke("auditSymlinks", { bucket: "links", prefix: "latest/" });
    expect(answer).toMatchObject({ links: 6, errors: 3, warnings: 2 });
    expect(answer.counts).toEqual({
      dangling: 1,
      chained: 1,
      "self-referring": 1,
      archived: 1,
      "extension-lost": 1,
    });
    const problems = (answer.problems as PropertyMap[]).map(({ key, kind, severity }) => [key, kind, severity]);
    expect(problems).toEqual([
      ["latest/app", "extension-lost", "warning"],
      ["latest/cold.tgz", "archived", "warning"],
      ["latest/gone", "dangling", "error"],
      ["latest/self", "self-referring", "error"],
      ["latest/twice.tgz", "chained", "error"],
    ]);
  });

  it("counts a link that must not be read as a problem, and goes on", async () => {
    const denied = { kind: "error", status: 403, code: "AccessDenied" } as const;
    const rules = [
      given.oss.faults.add({ operation: "GetSymlink", key: "latest/app", effect: denied }),
      given.oss.faults.add({ operation: "HeadObject", key: "releases/0/gone", effect: denied }),
    ];
    try {
      const { answer } = await invoke("auditSymlinks", { bucket: "links", prefix: "latest/" });
      const unreadable = (answer.problems as PropertyMap[]).filter(({ kind }) => kind === "unreadable");
      expect(unreadable.map(({ key, target }) => [key, target])).toEqual([
        ["latest/app", undefined],
        ["latest/gone", "releases/0/gone"],
      ]);
      expect(unreadable[0]?.message).toContain("grant oss:GetObject");
    } finally {
      for (const rule of rules) given.oss.faults.remove(rule);
    }
  });
});

describe("a call of a function", () => {
  it("is refused with everything that is wrong with it at once", async () => {
    const bad = await invoke("getSymlinks", { bucket: "UPPER", limit: 0 });
    expect(bad.failures).toEqual([
      expect.stringMatching(/^bucket must be 3 to 63 lower-case letters/),
      "limit must be a whole number from 1 to 1000000",
    ]);
    const odd = await invoke("getSymlink", { bukket: "links", key: 5 });
    expect(odd.failures.sort()).toEqual([
      expect.stringContaining("bucket is missing"),
      expect.stringContaining('bukket is not a property of getSymlink; did you mean "bucket"?'),
      expect.stringContaining("key must be text"),
    ]);
    const unknown = await invoke("getSymlink", { bucket: UNKNOWN, key: "k" });
    expect(unknown.failures).toEqual(["bucket is not known yet"]);
    expect(given.oss.requests().some(({ bucket }) => bucket === "UPPER")).toBe(false);
  });

  it("is answered with secrets where it was asked with one, and fails without telling it", async () => {
    const { answer } = await invoke("getSymlink", { bucket: "links", key: new Secret("latest/app.tgz") });
    expect(Object.values(answer).every((value) => value instanceof Secret)).toBe(true);
    expect(reveal(answer)).toMatchObject({ key: "latest/app.tgz", target: "releases/1/app.tgz" });
    const failed = invoke("getSymlink", { bucket: "links", key: new Secret("hidden/name") });
    await expect(failed).rejects.toMatchObject({ details: expect.stringContaining("[secret]") });
    await expect(failed).rejects.not.toMatchObject({ details: expect.stringContaining("hidden/name") });
  });

  it("names the functions there are where it asks for another", async () => {
    await expect(invoke("getSymlnk", {})).rejects.toMatchObject({
      code: status.UNIMPLEMENTED,
      details: expect.stringContaining("oss-symlink:index:getSymlink"),
    });
  });
});
