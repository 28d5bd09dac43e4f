import type { Plain } from "../../../provider/dynamic/protocol";
import { configRequest, type GivenHost, givenHost, kept } from "./given-host";

let given: GivenHost;
beforeAll(async () => {
  given = await givenHost();
});
beforeEach(() => given.oss.reset());
afterAll(() => given.close());

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const LATEST = { __provider: "the provider's code", bucket: "links", key: "latest", target: "releases/1" };

const operations = () => given.oss.requests().map(({ operation }) => operation);

describe("a link on the dynamic host", () => {
  test("is created, read, changed and removed", async () => {
    const host = given.host();
    const created = await host.create({ ...LATEST, metadata: { owner: "me" } });
    expect(created.id).toBe("links/latest");
    expect(created.outs).toMatchObject({
      target: "releases/1",
      declared: { bucket: "links", key: "latest", target: "releases/1", metadata: { owner: "me" } },
    });

    const state = kept(created.outs);
    const same = { ...LATEST, metadata: { owner: "me" } };
    expect(await host.diff(created.id, state, same)).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: true,
    });

    const moved = { ...LATEST, target: "releases/2" };
    expect(await host.diff(created.id, state, moved)).toMatchObject({ changes: true, replaces: [] });
    const updated = await host.update(created.id, state, moved);
    expect(updated.outs).toMatchObject({ target: "releases/2", declared: { target: "releases/2" } });
    expect(updated.outs).not.toHaveProperty("metadata");

    const read = await host.read(created.id, kept(updated.outs));
    expect(read).toMatchObject({ id: created.id, inputs: { target: "releases/2" }, props: { target: "releases/2" } });

    await host.delete(created.id, kept(updated.outs));
    expect(await host.read(created.id, kept(updated.outs))).toEqual({ id: "" });
    expect(operations().filter((name) => name === "DeleteObject")).toHaveLength(1);
  });

  test("is another link under another key", async () => {
    const host = given.host();
    const { id, outs } = await host.create(LATEST);
    const other = await host.diff(id, kept(outs), { ...LATEST, key: "other" });
    expect(other).toEqual({ changes: true, replaces: ["key"], deleteBeforeReplace: false });
  });

  test("is compared with what was declared, not only with what is there", async () => {
    const host = given.host();
    const { id, outs } = await host.create({ ...LATEST, contentType: "text/plain" });
    expect(await host.diff(id, kept(outs), LATEST)).toMatchObject({ changes: true });
  });

  test("that drifted reads as it is, in inputs as well", async () => {
    const host = given.host();
    const { id, outs } = await host.create(LATEST);
    const elsewhere = given.host();
    await elsewhere.update(id, kept(outs), { ...LATEST, target: "elsewhere" });
    const read = await host.read(id, kept(outs));
    expect(read).toMatchObject({ inputs: { target: "elsewhere" }, props: { declared: { target: "elsewhere" } } });
    expect(await host.diff(id, kept(read.props), LATEST)).toMatchObject({ changes: true });
  });

  test("keeps the ids of its versions", async () => {
    const host = given.host();
    const inputs = { ...LATEST, bucket: "versions" };
    const { id, outs } = await host.create(inputs);
    const next = await host.update(id, kept(outs), { ...inputs, target: "releases/2" });
    expect(outs.versionId).toEqual(expect.any(String));
    expect(next.outs.versionIds).toEqual([outs.versionId, next.outs.versionId]);
  });

  test("is overwritten, adopted and purged as declared: what is not an output stands in `declared`", async () => {
    const host = given.host();
    const inputs = { ...LATEST, bucket: "versions" };
    const theirs = await given.host().create({ ...inputs, target: "theirs" });
    const refused = host.create(inputs);
    await expect(refused).rejects.toThrow("onConflict: adopt");
    await expect(refused).rejects.not.toThrow("pulumi import");
    const { id, outs } = await host.create({ ...inputs, onConflict: "adopt", purgeOnDelete: true });
    expect(outs).toMatchObject({ target: "releases/1", declared: { onConflict: "adopt", purgeOnDelete: true } });
    expect(outs).not.toHaveProperty("purgeOnDelete");
    await given.host().delete(id, kept(outs));
    expect(operations()).toContain("DeleteMultipleObjects");
    expect(theirs.id).toBe(id);
  });

  test("is purged, or is not, as it was declared last, without being written for that", async () => {
    const inputs = { ...LATEST, bucket: "versions" };
    const purged = { ...inputs, purgeOnDelete: true };
    for (const [before, after] of [
      [inputs, purged],
      [purged, inputs],
    ] as const) {
      const { id, outs } = await given.host().create(before);
      given.oss.reset();
      const host = given.host();
      expect(await host.diff(id, kept(outs), after)).toMatchObject({ changes: true, replaces: [] });
      const updated = await host.update(id, kept(outs), after);
      expect(await host.diff(id, kept(updated.outs), after)).toMatchObject({ changes: false });
      expect(operations()).toEqual([]);
    }
  });

  test("that was renamed and changed at once is this stack's, if its old state was read before", async () => {
    const before = await given.host().create(LATEST);
    const host = given.host();
    await host.read(before.id, kept(before.outs));
    const renamed = await host.create({ ...LATEST, target: "releases/2" });
    await host.delete(before.id, kept(before.outs));
    expect(await host.read(renamed.id, kept(renamed.outs))).toMatchObject({ props: { target: "releases/2" } });
  });

  test("without a state of ours is read by its ID alone", async () => {
    const host = given.host();
    const { id } = await host.create({ ...LATEST, metadata: { owner: "me" } });
    const read = await host.read(id, { __provider: LATEST.__provider });
    expect(read).toMatchObject({ id, props: { target: "releases/1", metadata: { owner: "me" } } });
    const nothing = host.read("links/nothing", { __provider: LATEST.__provider });
    await expect(nothing).rejects.toThrow("there is no link links/nothing to get");
  });

  test("is only read by .get(), and not taken for one of this stack's after a refresh", async () => {
    const { id } = await given.host().create(LATEST);
    const got = await given.host().read(id, { __provider: LATEST.__provider });
    const refreshed = await given.host().read(id, kept(got.props));
    const host = given.host();
    await host.read(id, kept(refreshed.props));
    await expect(host.create({ ...LATEST, target: "releases/2" })).rejects.toThrow(/is a link to releases\/1/);
  });
});

describe("unknown values", () => {
  test("pass check as they are, and count as changes", async () => {
    const host = given.host();
    const news = { ...LATEST, target: UNKNOWN, metadata: { owner: UNKNOWN } };
    const { inputs, failures } = await host.check({}, news);
    expect(failures).toEqual([]);
    expect(inputs).toEqual({ bucket: "links", key: "latest", target: UNKNOWN, metadata: { owner: UNKNOWN } });

    const { id, outs } = await host.create(LATEST);
    expect(await host.diff(id, kept(outs), news)).toMatchObject({ changes: true, replaces: [] });
    const elsewhere = await host.diff(id, kept(outs), { ...LATEST, bucket: UNKNOWN });
    expect(elsewhere).toMatchObject({ changes: true, replaces: ["bucket"] });
  });

  test("of any type are no texts", async () => {
    const { inputs, failures } = await given
      .host()
      .check({}, { ...LATEST, tags: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff" });
    expect(failures).toEqual([]);
    expect(inputs.tags).toBe(UNKNOWN);
  });
});

describe("check", () => {
  test("names everything that is wrong, by its path", async () => {
    const news = { bucket: "links", key: "latest", target: "latest", metdata: {}, metadata: { "a b": "x", n: 1 } };
    const { failures } = await given.host().check({}, news);
    expect(failures).toEqual(
      expect.arrayContaining([
        { property: "metdata", reason: expect.stringContaining("is not a property of Symlink") },
        { property: "target", reason: "is the link itself" },
        { property: 'metadata["a b"]', reason: expect.any(String) },
        { property: 'metadata["n"]', reason: expect.stringContaining("put it in quotes") },
      ]),
    );
  });

  test("refuses what only the plugin can do", async () => {
    const host = given.host();
    const { failures } = await host.check({}, { ...LATEST, enforce: true });
    expect(failures).toEqual([{ property: "enforce", reason: expect.stringContaining("pulumi up --refresh") }]);
    expect((await host.check({}, { ...LATEST, enforce: false })).failures).toEqual([]);
  });

  test("is the same when done twice", async () => {
    const host = given.host();
    const once = await host.check({}, { ...LATEST, tags: { stage: "x" }, __secrets: ["tags"] });
    expect(await host.check({}, plainly(once.inputs))).toEqual(once);
  });
});

/** As the engine hands secrets to a dynamic provider: in clear. */
function plainly(value: unknown): Plain {
  const text = JSON.stringify(value, (_, entry) => (entry?.value !== undefined ? entry.value : entry));
  return JSON.parse(text) as Plain;
}

describe("secrets", () => {
  const SIGNATURE = "4dabf18193072939515e22adb298388d";
  const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
  const hidden = { ...LATEST, target: "hidden-target", metadata: { owner: "me" }, __secrets: ["target"] };

  test("go back to the engine marked, from every call, with all that was declared", async () => {
    const host = given.host();
    const { inputs } = await host.check({}, hidden);
    expect(inputs).toMatchObject({ target: secret("hidden-target"), metadata: { owner: "me" }, __secrets: ["target"] });
    const declared = secret(expect.objectContaining({ target: "hidden-target", __secrets: ["target"] }));
    const { id, outs } = await host.create(hidden);
    expect(outs).toMatchObject({ target: secret("hidden-target"), metadata: { owner: "me" }, declared });
    const read = await host.read(id, plainly(kept(outs)));
    expect(read.props).toEqual({ ...outs, lastModified: expect.any(String) });
    expect(read.inputs).toEqual(inputs);
    const updated = await host.update(id, plainly(kept(outs)), { ...hidden, contentType: "text/html" });
    expect(updated.outs).toMatchObject({ target: secret("hidden-target"), declared });
  });

  test("are no change by themselves, but a value that becomes one is written to state anew", async () => {
    const host = given.host();
    const { id, outs } = await host.create(hidden);
    expect(await host.diff(id, plainly(kept(outs)), hidden)).toMatchObject({ changes: false });
    const { __secrets: _, ...open } = hidden;
    const clear = await host.create({ ...open, key: "clear" });
    expect(await host.diff(clear.id, kept(clear.outs), { ...hidden, key: "clear" })).toMatchObject({ changes: true });
  });

  test("are not shown by failures and warnings", async () => {
    const host = given.host();
    const other = await host.create(hidden);
    const refused = host.create({ ...hidden, acl: "private", __secrets: ["target"] });
    await expect(refused).rejects.toThrow("[secret]");
    await expect(refused).rejects.not.toThrow("hidden-target");
    const theirs = given.host();
    await theirs.update(other.id, plainly(kept(other.outs)), { ...hidden, metadata: { by: "others" } });
    await host.delete(other.id, plainly(kept(other.outs)));
    expect(given.lines().at(-1)).toMatch(/^warning: links\/latest: left alone, .*\[secret\]/);
    expect(given.lines().join("")).not.toContain("hidden-target");
  });

  test("are in no property that a failure names, of which the engine prints the value", async () => {
    const { failures } = await given.host().check({}, { ...hidden, acl: "hidden-acl", __secrets: ["target", "acl"] });
    expect(failures).toEqual([{ property: "", reason: expect.stringMatching(/^acl must be one of/) }]);
  });

  test("in bucket or key are refused", async () => {
    const { failures } = await given.host().check({}, { ...LATEST, __secrets: ["key"] });
    expect(failures).toEqual([{ property: "", reason: expect.stringMatching(/^key must not be a secret/) }]);
  });
});

describe("configuration", () => {
  test("holds for every call, also for those that come while the first still waits for it", async () => {
    const host = given.unconfigured();
    const { endpoint } = given.oss;
    const config = configRequest({
      "oss-symlink:endpoint": endpoint,
      "oss-symlink:accessKeyId": "test",
      "oss-symlink:accessKeySecret": "test",
      "oss-symlink:region": "cn-hangzhou",
      "oss-symlink:maxRetries": "0",
    });
    const configured = host.configure(config);
    const created = Array.from({ length: 5 }, (_, n) => host.create({ ...LATEST, key: `link-${n}` }));
    await configured;
    expect((await Promise.all(created)).map(({ outs }) => outs.url)).toEqual(
      Array.from({ length: 5 }, (_, n) => `${endpoint}/links/link-${n}`),
    );
  });

  test("comes from the environment where none is set", async () => {
    const { endpoint, accessKeyId, accessKeySecret } = given.oss;
    const host = given.unconfigured({
      OSS_ENDPOINT: endpoint,
      OSS_REGION: "cn-hangzhou",
      OSS_ACCESS_KEY_ID: accessKeyId,
      OSS_ACCESS_KEY_SECRET: accessKeySecret,
    });
    await host.configure(configRequest({}));
    expect((await host.create(LATEST)).id).toBe("links/latest");
  });

  test("that asks for what only the plugin can do is warned of, once", async () => {
    for (const enforce of [true, "true"]) {
      const before = given.lines().length;
      const host = given.host({ "oss-symlink:region": "cn-hangzhou", "oss-symlink:enforce": enforce });
      await host.check({}, LATEST);
      expect((await host.check({}, LATEST)).failures).toEqual([]);
      expect(given.lines().slice(before)).toEqual([
        "warning: oss-symlink:enforce: has no effect on what the dynamic provider manages; pulumi up --refresh reads every link first\n",
      ]);
    }
    const before = given.lines().length;
    await given.host({ "oss-symlink:enforce": "false" }).check({}, LATEST);
    expect(given.lines().slice(before)).toEqual([]);
  });

  test("that is missing or wrong fails every call that needs it, with the way to mend it", async () => {
    const none = given.host({});
    expect((await none.check({}, LATEST)).failures).toEqual([]);
    for (const _ of ["first", "second"]) {
      await expect(none.create(LATEST)).rejects.toThrow(
        "neither a region nor an endpoint is configured, and OSS_REGION is not set; pulumi config set oss-symlink:region VALUE sets the region of the buckets",
      );
    }
    const wrong = given.host({ "oss-symlink:region": "cn-hangzhou", "oss-symlink:maxRetries": "many" });
    await expect(wrong.create(LATEST)).rejects.toThrow(
      "the stack's configuration is wrong: oss-symlink:maxRetries must be a number",
    );
  });
});

describe("a failure", () => {
  test("reads the same in the console line that the engine adds and in the error", async () => {
    const host = given.host();
    const failed: Error & { code?: number } = await host.create({ ...LATEST, bucket: "absent" }).then(
      () => new Error("succeeded"),
      (error) => error,
    );
    expect(`${failed}: ${failed.stack}`).toBe(`oss-symlink: ${failed.message}`);
    expect(failed.message).toMatch(/absent.*NoSuchBucket/);
    expect(failed.code).toBe(5);
  });

  test("half-way keeps what was done, and the provider's code with it", async () => {
    const host = given.host();
    const { id, outs } = await host.create({ ...LATEST, acl: "private" });
    given.oss.faults.add({ operation: "PutObjectACL", effect: { kind: "error", status: 403, code: "AccessDenied" } });
    const failed = await host.update(id, kept(outs), { ...LATEST, target: "releases/2" }).then(
      () => undefined,
      (error) => error,
    );
    expect(failed).toMatchObject({
      id,
      reasons: [expect.stringContaining("the link was written"), expect.any(String)],
    });
    expect(failed.properties).toMatchObject({
      target: "releases/2",
      declared: { target: "releases/1", acl: "private" },
      __provider: LATEST.__provider,
    });
  });
});
