import { type CommandResult, describeOnEngine } from "../harness";
import { BUCKET, errorsOf, type GivenLinks, givenLinks, linkOps } from "./given-links";

jest.setTimeout(120_000);

let given: GivenLinks;
beforeAll(async () => {
  given = await givenLinks();
});
afterAll(() => given?.close());
afterEach(() => given?.oss.faults.clear());

const DONE = { expectSuccess: true };
const unavailable = { kind: "error", status: 503, code: "ServiceUnavailable" } as const;

// First: a request that was given up is counted only when its answer would have come.
describeOnEngine("what is wrong with a program", () => {
  it("is told at preview, all of it, and nothing is sent", async () => {
    const { stack, declare, oss } = given;
    declare({
      wrong: { bucket: "Bad_Bucket", key: "/k", target: "x\r\ny", cacheControl: "a\nb", tags: { "b!": "x" } },
    });
    const before = oss.requests().length;
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    const said = errorsOf(refused);
    for (const property of ["bucket", "key", "cacheControl", 'tags["b!"]']) expect(said).toContain(property);
    expect(oss.requests().length).toBe(before);
  });
});

describeOnEngine("an update that gets stuck half-way", () => {
  it("is recorded as far as it came, and finished by the next up", async () => {
    const { stack, declare, client, oss } = given;
    declare({ latest: { key: "half", target: "1" } });
    await stack.up([], DONE);
    declare({ latest: { key: "half", target: "1", acl: "private", tags: { a: "1" } } });
    oss.faults.add({ operation: "PutObjectTagging", effect: { kind: "error", status: 403, code: "AccessDenied" } });
    const failed = await stack.up();
    expect(failed.code).not.toBe(0);
    expect(errorsOf(failed)).toContain("the ACL was set, but not everything else");
    expect(await client.getAcl(BUCKET, "half")).toBe("private");
    const { resources = [] } = (await stack.export()).deployment;
    const recorded = resources.find(({ id }) => id === "links/half");
    expect(recorded?.outputs).toMatchObject({ acl: "private" });
    expect(recorded?.outputs).not.toHaveProperty("tags");
    expect(recorded?.initErrors).toHaveLength(2);

    oss.faults.clear();
    expect(linkOps(await stack.up([], DONE))).toEqual(["update latest"]);
    expect(await client.getTagging(BUCKET, "half")).toEqual({ a: "1" });
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
    await stack.destroy([], DONE);
  });
});

describeOnEngine("a service that is unavailable", () => {
  it("for a moment is not noticed", async () => {
    const { stack, declare, oss, targetOf } = given;
    oss.faults.add({ count: 2, effect: unavailable });
    declare({ latest: { key: "moment", target: "1" } });
    await stack.up([], DONE);
    expect(await targetOf("moment")).toBe("1");
    await stack.destroy([], DONE);
  });

  it("is not taken for a link that is gone", async () => {
    const { stack, declare, oss, targetOf } = given;
    declare({ latest: { key: "stays", target: "1" } });
    await stack.up([], DONE);
    oss.faults.add({ operation: "GetSymlink", effect: unavailable });
    const refreshed = await stack.refresh();
    expect(refreshed.code).not.toBe(0);
    expect(errorsOf(refreshed)).toMatch(/GetSymlink of links\/stays failed: .*HTTP 503/);
    oss.faults.clear();
    expect(linkOps(await stack.up([], DONE))).toEqual(["same latest"]);
    expect(await targetOf("stays")).toBe("1");
    await stack.destroy([], DONE);
  });

  it("does not hold up a resource beyond its customTimeouts", async () => {
    const { stack, declare, oss, targetOf } = given;
    const options = { customTimeouts: { create: "1s", update: "1s", delete: "1s" } };
    const becomesSlow = () => oss.faults.add({ operation: "GetSymlink", effect: { kind: "latency", ms: 30_000 } });
    const expectTimeUp = async (command: Promise<CommandResult>, target: string | undefined) => {
      const failed = await command;
      expect(failed.code).not.toBe(0);
      expect(errorsOf(failed)).toContain("not done within 1 s");
      oss.faults.clear();
      expect(await targetOf("slow")).toBe(target);
    };
    declare({ latest: { properties: { key: "slow", target: "1" }, options } });
    becomesSlow();
    await expectTimeUp(stack.up(), undefined);
    // A second is little for what has to be done on a busy machine; only the limits of update and delete matter now.
    declare({
      latest: {
        properties: { key: "slow", target: "1" },
        options: { customTimeouts: { ...options.customTimeouts, create: "60s" } },
      },
    });
    await stack.up([], DONE);
    declare({ latest: { properties: { key: "slow", target: "2" }, options } });
    becomesSlow();
    await expectTimeUp(stack.up(), "1");
    becomesSlow();
    await expectTimeUp(stack.destroy(), "1");
    declare({ latest: { key: "slow", target: "1" } });
    await stack.up([], DONE);
    await stack.destroy([], DONE);
    expect(await targetOf("slow")).toBeUndefined();
  });
});

describeOnEngine("an interrupted deployment", () => {
  it("ends at once in mid-create, and the next one takes what it left", async () => {
    const { stack, declare, oss, targetOf } = given;
    declare({ latest: { key: "cut", target: "1" } });
    oss.faults.add({ operation: "PutSymlink", effect: { kind: "latency", ms: 60_000 } });
    const running = stack.start(["up", "--yes", "--skip-preview"]);
    const begun = () => oss.requests().some(({ operation, key }) => operation === "GetSymlink" && key === "cut");
    while (!begun()) await new Promise((resolve) => setTimeout(resolve, 20));
    const interrupted = performance.now();
    running.kill("SIGINT");
    const { code } = await running.done;
    expect(code).not.toBe(0);
    expect(performance.now() - interrupted).toBeLessThan(15_000);
    oss.faults.clear();
    await stack.up([], DONE);
    expect(await targetOf("cut")).toBe("1");
    await stack.destroy([], DONE);
  });
});

describeOnEngine("a service that cannot be reached as configured", () => {
  it("says what is wrong with the credentials, and never what they are", async () => {
    const { stack, declare } = given;
    declare({ latest: { key: "latest", target: "1" } });
    const wrong = { env: { OSS_ACCESS_KEY_SECRET: "not-the-right-secret" } };
    const refused = await stack.up([], wrong);
    expect(refused.code).not.toBe(0);
    expect(errorsOf(refused)).toContain("SignatureDoesNotMatch");
    expect(refused.stdout + refused.stderr).not.toContain("not-the-right-secret");
    const none = await stack.up([], { env: { OSS_ACCESS_KEY_ID: "", OSS_ACCESS_KEY_SECRET: "" } });
    expect(errorsOf(none)).toContain("OSS_ACCESS_KEY_ID");
  });

  it("says that a bucket is missing", async () => {
    const { stack, declare } = given;
    declare({ latest: { bucket: "nowhere", key: "latest", target: "1" } });
    const preview = await stack.preview([], DONE);
    expect(linkOps(preview)).toEqual(["create latest"]);
    const refused = await stack.up();
    expect(errorsOf(refused)).toContain("NoSuchBucket");
    expect(errorsOf(refused)).toContain("nowhere");
  });

  it("says what configuration is missing", async () => {
    const { stack, declare, oss } = given;
    declare({ latest: { key: "latest", target: "1" } });
    for (const name of ["endpoint", "region"]) await stack.exec(["config", "rm", `oss-symlink:${name}`], DONE);
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(errorsOf(refused)).toContain("oss-symlink:region");
    await stack.exec(["config", "set", "oss-symlink:endpoint", oss.endpoint], DONE);
    await stack.exec(["config", "set", "oss-symlink:regoin", "x"], DONE);
    const misspelt = await stack.up();
    expect(errorsOf(misspelt)).toContain('did you mean "region"?');
  });
});
