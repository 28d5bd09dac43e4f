import { setTimeout } from "node:timers/promises";
import type { BucketSpec } from "../../../emulator";
import {
  BUCKET,
  BUCKET_KINDS,
  givenScene,
  ID,
  KEY,
  LINK,
  type Scene,
  type State,
} from "../../support/plugin/given-scene";

let scene: Scene;
async function begin(bucket: Omit<BucketSpec, "name">, options = {}): Promise<void> {
  scene = await givenScene(bucket, options);
}
afterEach(() => scene.close());

describe.each(BUCKET_KINDS)("a create in %s", (_kind, bucket) => {
  beforeEach(() => begin(bucket));

  it.each(["refuse", "adopt"])("leaves an ordinary object alone (onConflict: %s)", async (onConflict) => {
    await scene.foreign.putObject(BUCKET, KEY, "precious");
    const created = scene.resource().create({ ...LINK, onConflict });
    await expect(created).rejects.toThrow(
      /links\/latest\/app\.tgz is an ordinary object \(last modified .*onConflict: overwrite/s,
    );
    expect((await scene.foreign.getObject(BUCKET, KEY)).content.toString()).toBe("precious");
  });

  it("replaces an ordinary object only by overwrite, and says so", async () => {
    await scene.foreign.putObject(BUCKET, KEY, "worthless");
    await scene.resource().create({ ...LINK, onConflict: "overwrite" });
    expect(await scene.at()).toBe("releases/1");
    expect(scene.warnings()).toEqual([expect.stringContaining("the link replaces it, content and all")]);
  });

  it("refuses another link, with ways out that are ready to paste", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    const failure = await scene
      .resource("app")
      .create(LINK)
      .catch((error) => error.details);
    expect(failure).toContain(`${ID} is a link to theirs (last modified `);
    expect(failure).toContain("pulumi up --refresh");
    expect(failure).toContain("aliases");
    expect(failure).toContain(`pulumi import oss-symlink:index:Symlink app ${ID}`);
    expect(failure).toContain("onConflict: adopt");
    expect(await scene.at()).toBe("theirs");
  });

  it.each(["adopt", "overwrite"])("takes over another link by %s, and names what it drops", async (onConflict) => {
    const facets = { target: "theirs", metadata: { owner: "them" }, acl: "private" as const, tags: { team: "x" } };
    await scene.foreign.putSymlink(BUCKET, KEY, facets);
    const link = scene.resource();
    await link.create({ ...LINK, onConflict });
    expect(await scene.at()).toBe("releases/1");
    expect(scene.warnings()).toEqual([
      expect.stringContaining("dropped of it: target theirs; metadata owner; ACL private; tags team"),
    ]);
    expect(await scene.foreign.getAcl(BUCKET, KEY)).toBe("default");
    expect(await scene.foreign.getTagging(BUCKET, KEY)).toEqual({});
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
  });

  it("takes a link exactly as declared, and owns it then", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "releases/1", metadata: { a: "1" }, tags: { t: "1" } });
    const link = scene.resource();
    await link.create({ ...LINK, metadata: { A: "1" }, tags: { t: "1" } });
    expect(scene.warnings()).toEqual([expect.stringContaining("existed already, exactly as declared")]);
    const { etag } = await scene.foreign.getSymlink(BUCKET, KEY);
    expect(link.known.outputs).toMatchObject({ etag, writtenEtag: etag });
  });

  it.each([
    ["metadata", { metadata: { a: "1" } }],
    ["a header", { cacheControl: "no-cache" }],
    ["an ACL", { acl: "private" as const }],
    ["tags", { tags: { a: "1" } }],
  ])("does not take a link with undeclared %s for one exactly as declared", async (_what, more) => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "releases/1", ...more });
    await expect(scene.resource().create(LINK)).rejects.toThrow(/cannot be created/);
    await expect(scene.resource().preview(LINK)).rejects.toThrow(/cannot be created/);
  });

  it("knows a link of this stack by any state that it was shown", async () => {
    const old = scene.resource("old");
    await old.create({ ...LINK, metadata: { a: "1" } });
    const renamed = await scene.inNewProcess(scene.resource("new"));
    const before = await scene.inNewProcess(old);
    before.provider = renamed.provider;
    await before.read();
    await renamed.create({ ...LINK, target: "releases/2" });
    await before.delete();
    expect(await scene.at()).toBe("releases/2");
    expect(scene.warnings()).toEqual([]);
  });

  it("tells a conflict in the preview already", async () => {
    await scene.foreign.putObject(BUCKET, KEY, "precious");
    await expect(scene.resource().preview(LINK)).rejects.toThrow(/is an ordinary object/);
    expect(scene.sent()).not.toContain("PutSymlink");
  });

  it("is repeatable after its answer was lost", async () => {
    scene.given.oss.faults.add({ operation: "PutSymlink", count: 1, effect: { kind: "reset-after" } });
    const link = scene.resource();
    await link.create(LINK);
    const { etag } = await scene.foreign.getSymlink(BUCKET, KEY);
    expect(link.known.outputs).toMatchObject({ etag, writtenEtag: etag });
  });

  it("never overwrites what came while its answer was lost", async () => {
    await scene.resource("first").create({ ...LINK, key: "first" });
    scene.given.oss.faults.add({ operation: "PutSymlink", key: KEY, count: 1, effect: { kind: "reset-before" } });
    await scene.foreign.putObject(BUCKET, KEY, "precious");
    await expect(scene.resource().create(LINK)).rejects.toThrow(/ordinary object/);
    expect(await scene.at()).toBe("(object)");
  });

  it("says how to go on where retention forbids the put that takes a link", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "releases/1" });
    const effect = { kind: "error", status: 409, code: "FileImmutable" } as const;
    scene.given.oss.faults.add({ operation: "PutSymlink", effect });
    await expect(scene.resource().create(LINK)).rejects.toThrow(/FileImmutable.*pulumi import/);
  });
});

describe("a create by a guard that no longer holds", () => {
  beforeEach(() => begin({}));

  it("undoes itself over a foreign object, which is found beneath", async () => {
    await scene.resource("first").create({ ...LINK, key: "first" });
    await scene.foreign.putObject(BUCKET, KEY, "precious");
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    await expect(scene.resource().create(LINK)).rejects.toThrow(/ordinary object.*was removed again/s);
    expect((await scene.foreign.getObject(BUCKET, KEY)).content.toString()).toBe("precious");
    expect(await scene.versions()).toEqual(["null"]);
  });

  it.each([
    ["once", 1],
    ["as often as the request was repeated", 5],
  ])("finds the object also where its answer was lost %s, and says what hides it", async (_often, count) => {
    await scene.resource("first").create({ ...LINK, key: "first" });
    await scene.foreign.putObject(BUCKET, KEY, "precious");
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    scene.given.oss.faults.add({ operation: "PutSymlink", key: KEY, count, effect: { kind: "reset-after" } });
    const failure = await scene
      .resource()
      .create(LINK)
      .catch((error) => error.details);
    const left = await scene.versions();
    expect(failure).toMatch(/ordinary object.*was removed again/s);
    expect(failure).toContain(`version ${left.slice(0, -1).join(", ")}: if that is of an attempt of this deployment`);
    expect(left).toHaveLength(count + 1);
    expect((await scene.foreign.getObject(BUCKET, KEY, { versionId: "null" })).content.toString()).toBe("precious");
  });

  it("goes on over a delete marker, and over what may be taken", async () => {
    await scene.resource("first").create({ ...LINK, key: "first" });
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    await scene.resource().create({ ...LINK, onConflict: "adopt" });
    expect(await scene.at()).toBe("releases/1");
    expect(scene.warnings().join()).toContain("it is taken over, dropped of it: target theirs");
  });

  it("undoes itself over what it may not look at", async () => {
    await scene.resource("first").create({ ...LINK, key: "first" });
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "GetSymlink", key: KEY, effect });
    await expect(scene.resource().create(LINK)).rejects.toThrow(/AccessDenied/);
    scene.given.oss.faults.clear();
    expect(await scene.at()).toBe("theirs");
  });

  it("says that it cannot tell where versioning was suspended", async () => {
    await scene.resource("first").create({ ...LINK, key: "first" });
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    await scene.resource().create(LINK);
    expect(scene.warnings()).toEqual([expect.stringContaining("written as its version null")]);
  });

  it.each([
    ["Suspended", /ListObjectVersions/, ["null"]],
    ["Enabled", /ListObjectVersions.*written all the same, as version .* not be removed again: DeleteObject/s, []],
  ] as const)("says that it has written where it may not see over what: %s", async (versioning, said, warned) => {
    await scene.resource("first").create({ ...LINK, key: "first" });
    await scene.foreign.putObject(BUCKET, KEY, "precious");
    await scene.foreign.putVersioning(BUCKET, versioning);
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    for (const operation of ["ListObjectVersions", "DeleteObject"]) scene.given.oss.faults.add({ operation, effect });
    await expect(scene.resource().create(LINK)).rejects.toThrow(said);
    expect(scene.warnings()).toEqual(warned.map((id) => expect.stringContaining(`written as its version ${id};`)));
  });
});

describe("a create where a put shows another ETag than a read", () => {
  beforeEach(() => begin({}, { service: { openQuestions: { etagOfPutDiffers: true } } }));

  /** What the create has for its proof is found by Read, and removed by the next delete. */
  async function createAndRemove(key: string): Promise<void> {
    const link = scene.resource(key);
    await link.create({ ...LINK, key });
    expect(await link.read()).toBe(true);
    expect(await link.up({ ...LINK, key })).toEqual({});
    await (await scene.inNewProcess(link)).delete();
    expect(await scene.at(key)).toBe("(nothing)");
  }

  it("takes for its proof what it reads", async () => {
    for (const key of ["one", "two"]) await createAndRemove(key);
    expect(scene.warnings()).toEqual([]);
  });

  it("writes the first link of a bucket twice, and each after it once", async () => {
    await scene.resource("one").create({ ...LINK, key: "one" });
    expect(scene.sent()).toEqual(["GetSymlink 404", "PutSymlink", "GetSymlink", "PutSymlink", "GetSymlink"]);
    await scene.resource("two").create({ ...LINK, key: "two" });
    expect(scene.sent()).toEqual(["PutSymlink", "GetSymlink"]);
  });

  it("looks, and goes on, where the answer to the second put is lost", async () => {
    scene.given.oss.faults.add({ operation: "PutSymlink", skip: 1, count: 1, effect: { kind: "reset-after" } });
    await createAndRemove("one");
    expect(scene.warnings()).toEqual([expect.stringContaining("existed already, exactly as declared")]);
  });

  it.each([
    ["retention", "FileImmutable"],
    ["the bucket", "FileAlreadyExists"],
  ])("takes what it reads also where %s forbids the second put", async (_, code) => {
    const effect = { kind: "error", status: 409, code } as const;
    scene.given.oss.faults.add({ operation: "PutSymlink", skip: 1, effect });
    await createAndRemove("one");
    expect(scene.warnings()).toEqual([]);
  });
});

describe("a create that is overtaken right after its put", () => {
  it("sends neither ACL nor tags to what somebody else has put there", async () => {
    await begin({ versioning: "Enabled" });
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "old", acl: "private", tags: { a: "1" } });
    scene.given.oss.faults.add({ operation: "GetSymlink", skip: 1, count: 1, effect: { kind: "latency", ms: 300 } });
    const created = scene.resource().create({ ...LINK, onConflict: "adopt" });
    while (!scene.given.oss.faults.list().some(({ hits }) => hits > 0)) await setTimeout(5);
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs", acl: "private", tags: { b: "2" } });
    await created;
    expect(scene.warnings().at(-1)).toContain("somebody else was there right after the link was written");
    expect(await scene.foreign.getAcl(BUCKET, KEY)).toBe("private");
    expect(await scene.foreign.getTagging(BUCKET, KEY)).toEqual({ b: "2" });
  });
});

describe("a create whose very link somebody else puts right after it", () => {
  const SAME = { target: LINK.target };

  /** Creates the link, and has somebody put the same one before it is read back. */
  async function overtaken(): Promise<{ readonly state: State; readonly theirs: string | undefined }> {
    const { faults } = scene.given.oss;
    faults.add({ operation: "GetSymlink", skip: 1, count: 1, effect: { kind: "latency", ms: 300 } });
    const created = scene.resource().create({ ...LINK, onConflict: "adopt" });
    while (!faults.list().some(({ hits }) => hits > 0)) await setTimeout(5);
    const { etag: theirs } = await scene.foreign.putSymlink(BUCKET, KEY, SAME);
    return { state: await created, theirs };
  }

  it.each([["never versioned", {}] as const, ["suspended", { versioning: "Suspended" }] as const])(
    "writes it once more, and keeps a proof of that: %s",
    async (_, bucket) => {
      await begin(bucket);
      const { state, theirs } = await overtaken();
      const { etag } = await scene.foreign.getSymlink(BUCKET, KEY);
      expect(etag).not.toBe(theirs);
      expect(state.outputs).toMatchObject({ etag, writtenEtag: etag });
      expect(scene.warnings()).toEqual([
        expect.stringMatching(
          /somebody else was there right after the link was written: .*latest\/app\.tgz was put again/,
        ),
      ]);
    },
  );

  it("keeps a proof of its own put alone where it cannot write once more", async () => {
    await begin({});
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "PutSymlink", skip: 2, effect });
    const { state, theirs } = await overtaken();
    expect(state.outputs.writtenEtag).not.toBe(theirs);
    expect(scene.warnings()).toEqual([
      expect.stringMatching(/somebody else may have been there right after the link was written.*AccessDenied/),
    ]);
    scene.given.oss.faults.clear();
    const link = await scene.inNewProcess(scene.resource());
    link.state = state;
    await link.delete();
    expect(await scene.at()).toBe(LINK.target);
  });

  it("writes nothing twice where the version tells that it is ours", async () => {
    await begin({ versioning: "Enabled" }, { service: { openQuestions: { etagOfPutDiffers: true } } });
    await scene.resource().create(LINK);
    expect(await scene.versions()).toHaveLength(1);
  });
});
