import type { BucketSpec } from "../../../emulator";
import type { PropertyMap } from "../../../provider/protocol/values";
import { SIGNATURE_KEY } from "../../../provider/protocol/wire";
import {
  BUCKET,
  BUCKET_KINDS,
  givenScene,
  KEY,
  LINK,
  type Resource,
  type Scene,
} from "../../support/plugin/given-scene";
import { partialState } from "../../support/plugin/provider-client";

let scene: Scene;
let link: Resource;
async function begin(bucket: Omit<BucketSpec, "name">, options = {}): Promise<void> {
  scene = await givenScene(bucket, options);
  link = scene.resource();
  await link.create(LINK);
  link = await scene.inNewProcess(link);
}
afterEach(() => scene.close());

const NEWS = { ...LINK, target: "releases/2" };

describe.each(BUCKET_KINDS)("an update in %s", (_kind, bucket) => {
  beforeEach(() => begin(bucket));

  it("overwrites the link of its state whoever put it last, and names what is lost", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs", metadata: { who: "them" } });
    await link.up(NEWS);
    expect(await scene.at()).toBe("releases/2");
    expect(scene.warnings()).toEqual([
      expect.stringMatching(/is a link to theirs.*dropped of it: target theirs; metadata who/),
    ]);
  });

  it("never touches an ordinary object in its place, but for overwrite", async () => {
    await scene.foreign.putObject(BUCKET, KEY, "precious");
    await expect(link.up(NEWS)).rejects.toThrow(/cannot be updated: .* is an ordinary object.*onConflict: overwrite/);
    await expect(link.up({ ...LINK, acl: "private" })).rejects.toThrow(/is an ordinary object/);
    await expect(link.up({ ...NEWS, onConflict: "adopt" })).rejects.toThrow(/is an ordinary object/);
    expect((await scene.foreign.getObject(BUCKET, KEY)).content.toString()).toBe("precious");
    await link.up({ ...NEWS, onConflict: "overwrite" });
    expect(await scene.at()).toBe("releases/2");
  });

  it("makes a link again that is gone", async () => {
    await scene.foreign.deleteObject(BUCKET, KEY);
    await link.up(NEWS);
    expect(await scene.at()).toBe("releases/2");
    expect(scene.warnings()).toEqual([expect.stringContaining("was gone; it is made again")]);
  });

  it("never sends ACL or tags alone to a link that is not its own", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "releases/1" });
    scene.sent();
    await link.up({ ...LINK, tags: { a: "1" } });
    expect(scene.sent()).toContain("PutSymlink");
    link = await scene.inNewProcess(link);
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
  });

  it("takes back an identical link by one put once it has read, and says so", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "releases/1" });
    expect(await link.up(LINK)).toEqual({});
    await link.read();
    expect(await link.up(LINK)).toEqual({ etag: "UPDATE" });
    expect(scene.warnings()).toEqual([expect.stringContaining("another stack that declares the same link")]);
    expect(await link.up(LINK)).toEqual({});
    link = await scene.inNewProcess(link);
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
  });

  it("never flips back a target that it is told to ignore", async () => {
    await link.read();
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "flipped" });
    await link.update({ ...LINK, metadata: { a: "1" } }, ["target"]);
    expect(await scene.at()).toBe("flipped");
    expect((await scene.foreign.getSymlink(BUCKET, KEY)).metadata).toEqual({ a: "1" });
  });

  it("flips nothing back where it is told to ignore all", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: LINK.target });
    await link.read();
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "flipped", metadata: { who: "them" } });
    await link.update(LINK, ["*"]);
    expect(await scene.foreign.getSymlink(BUCKET, KEY)).toMatchObject({ target: "flipped", metadata: { who: "them" } });
  });

  it("keeps what it ignores time and again, and takes it back once that is not ignored any more", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "flipped" });
    for (const cacheControl of ["no-cache", "no-store"]) {
      await link.up({ ...LINK, cacheControl }, ["target"]);
      expect(await scene.at()).toBe("flipped");
    }
    await link.read();
    expect(await link.up({ ...LINK, cacheControl: "no-store" })).toEqual({ target: "UPDATE" });
    expect(await scene.at()).toBe(LINK.target);
    expect(await link.up({ ...LINK, cacheControl: "no-store" })).toEqual({});
  });

  it("keeps ACL and tags that it is told to ignore, also where it writes the link anew", async () => {
    const declared = { ...LINK, acl: "private", tags: { a: "1" } };
    await link.up(declared);
    await scene.foreign.putAcl(BUCKET, KEY, "public-read");
    await scene.foreign.putTagging(BUCKET, KEY, { b: "2" });
    await link.up({ ...declared, target: "releases/2" }, ["acl", "tags"]);
    expect(await scene.at()).toBe("releases/2");
    expect(await scene.foreign.getAcl(BUCKET, KEY)).toBe("public-read");
    expect(await scene.foreign.getTagging(BUCKET, KEY)).toEqual({ b: "2" });
  });

  it("keeps ignored metadata of somebody else, which nobody has declared", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: LINK.target, metadata: { theirs: "1" } });
    await link.up({ ...LINK, cacheControl: "no-cache" }, ["metadata"]);
    const { metadata, cacheControl } = await scene.foreign.getSymlink(BUCKET, KEY);
    expect({ metadata, cacheControl }).toEqual({ metadata: { theirs: "1" }, cacheControl: "no-cache" });
  });

  it("looks at what it writes, whatever ID an edited state has that was read", async () => {
    await scene.foreign.putSymlink(BUCKET, "latest/other", { target: "other" });
    await scene.foreign.putObject(BUCKET, KEY, "precious");
    link.state = { ...link.known, id: `${BUCKET}/latest/other` };
    await link.read();
    await expect(link.up(NEWS)).rejects.toThrow(/is an ordinary object/);
    expect(await scene.at()).toBe("(object)");
    expect(await scene.at("latest/other")).toBe("other");
  });

  it("looks again after its answer was lost", async () => {
    scene.given.oss.faults.add({ operation: "PutSymlink", count: 1, effect: { kind: "reset-after" } });
    await link.up(NEWS);
    const { etag } = await scene.foreign.getSymlink(BUCKET, KEY);
    expect(link.known.outputs.writtenEtag).toBe(etag);
  });

  it("resets what was declared and is not any more", async () => {
    await link.up({ ...LINK, acl: "private", tags: { a: "1" } });
    await link.up(LINK);
    expect(await scene.foreign.getAcl(BUCKET, KEY)).toBe("default");
    expect(await scene.foreign.getTagging(BUCKET, KEY)).toEqual({});
  });
});

describe("a read", () => {
  beforeEach(() => begin({}));

  it("finds the link gone where an ordinary object stands, and says what does", async () => {
    await scene.foreign.putObject(BUCKET, KEY, "precious");
    expect(await link.read()).toBe(false);
    expect(scene.warnings()).toEqual([expect.stringContaining(`${BUCKET}/${KEY} is an ordinary object`)]);
    await expect(link.import(`${BUCKET}/${KEY}`)).rejects.toThrow(/is an ordinary object/);
  });

  it.each([
    ["GetObjectACL", { acl: "private" }, "acl"],
    ["GetObjectTagging", { tags: { a: "1" } }, "tags"],
  ])("without permission to %s keeps the state's value, and warns once", async (operation, facet, name) => {
    await link.up({ ...LINK, ...facet });
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation, effect });
    const before = link.known;
    expect(await link.read()).toBe(true);
    expect(await link.read()).toBe(true);
    expect(link.known.inputs).toEqual(before.inputs);
    expect(link.known.outputs[name]).toEqual(before.outputs[name]);
    expect(scene.warnings()).toEqual([expect.stringMatching(new RegExp(`^${name} cannot be read, .*oss:Get`))]);
  });

  it("without permission on the link itself is an error that names the ways to other credentials", async () => {
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "GetSymlink", effect });
    await expect(link.read()).rejects.toThrow(/oss:GetObject.*--run-program.*OSS_ACCESS_KEY_ID/);
    await expect(link.delete()).rejects.toThrow(/oss:GetObject.*--run-program.*OSS_ACCESS_KEY_ID/);
  });

  it("with credentials that are no good is such an error as well", async () => {
    link = await scene.inNewProcess(link, { ...scene.given.config, accessKeyId: "gone" });
    await expect(link.read()).rejects.toThrow(/InvalidAccessKeyId.*--run-program/);
  });
});

describe("an older version of ours that is back under suspended versioning", () => {
  beforeEach(async () => {
    await begin({ versioning: "Enabled" });
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    link = await scene.inNewProcess(link);
    await link.up(NEWS);
    await scene.foreign.deleteObject(BUCKET, KEY, { versionId: "null" });
    link = await scene.inNewProcess(link);
  });

  it("is not taken for the last one: a read shows what it is, and an update writes it anew", async () => {
    await link.read();
    expect(link.known.outputs.target).toBe(LINK.target);
    expect(await link.up(NEWS)).toEqual({ target: "UPDATE+" });
    expect(await scene.at()).toBe(NEWS.target);
    expect(scene.warnings()).toEqual([]);
  });

  it("is still ours, and goes with the resource", async () => {
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
    expect(scene.warnings()).toEqual([]);
  });
});

describe("an older version of ours that is back, and that no read tells from the last one", () => {
  async function back(more: PropertyMap): Promise<void> {
    await begin({ versioning: "Enabled" });
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    link = await scene.inNewProcess(link);
    await link.up({ ...LINK, ...more });
    await scene.foreign.deleteObject(BUCKET, KEY, { versionId: "null" });
    link = await scene.inNewProcess(link);
  }

  it.each([
    ["header", { cacheControl: "no-cache" }],
    ["storage class", { storageClass: "IA" }],
  ])("is written anew once that is read, and then is as declared: %s", async (_, more) => {
    await back(more);
    await link.read();
    expect(Object.values(await link.up({ ...LINK, ...more }))).toEqual(["ADD"]);
    expect(await scene.versions()).toContain("null");
    link = await scene.inNewProcess(link);
    await link.read();
    expect(await link.up({ ...LINK, ...more })).toEqual({});
  });

  it.each([
    ["storageClass", true],
    ["*", true],
    ['["storageClass"]', true],
    ["storageClass", false],
  ])("keeps its storage class where %s is ignored; read before: %s", async (ignored, isRead) => {
    await back({ storageClass: "IA" });
    if (isRead) await link.read();
    const { inputs } = link.known;
    expect(await link.up(inputs, [ignored])).toEqual({});
    expect(await scene.versions()).not.toContain("null");
  });
});

describe("the last version where reading shows another ETag than the put answered, and that was not read", () => {
  it("is no older one: nothing of it is written anew", async () => {
    await begin({ versioning: "Enabled" }, { service: { openQuestions: { etagOfPutDiffers: true } } });
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "GetSymlink", skip: 1, count: 1, effect });
    await link.up({ ...LINK, storageClass: "IA" });
    link = await scene.inNewProcess(link);
    await link.read();
    expect(link.known.outputs.etag).not.toBe(link.known.outputs.writtenEtag);
    expect(await link.up({ ...LINK, storageClass: "IA" })).toEqual({});
  });
});

describe("what a create could not reset", () => {
  it.each(["*", '["acl"]'])("is reset by the next update, also where %s is ignored", async (ignored) => {
    scene = await givenScene({}, { service: { openQuestions: { putSymlinkKeepsTagsAndAcl: true } } });
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs", acl: "public-read-write" });
    link = scene.resource();
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "PutObjectACL", count: 1, effect });
    const program = { ...LINK, onConflict: "adopt" };
    const { id, inputs, properties } = partialState(await link.create(program).catch((error: unknown) => error));
    link.state = { id, inputs, outputs: properties };
    link = await scene.inNewProcess(link);
    expect(await link.up(program, [ignored])).toEqual({ acl: "DELETE" });
    expect(await scene.foreign.getAcl(BUCKET, KEY)).toBe("default");
  });
});

describe("a link of ours that is back, once state has recorded what somebody else had put over it", () => {
  beforeEach(async () => {
    await begin({ versioning: "Enabled" });
    const { versionId } = await scene.foreign.putSymlink(BUCKET, KEY, { target: NEWS.target });
    await link.read();
    await scene.foreign.deleteObject(BUCKET, KEY, { versionId: String(versionId) });
    link = await scene.inNewProcess(link);
  });

  it("is not as declared if the program has followed the other one", async () => {
    await link.read();
    expect(link.known.outputs.target).toBe(LINK.target);
    expect(await link.up(NEWS)).toEqual({ target: "UPDATE+" });
    expect(await scene.at()).toBe(NEWS.target);
    expect(scene.warnings()).toEqual([]);
  });

  it.each([true, false])("keeps an ignored target as it is by now; read before: %s", async (isRead) => {
    if (isRead) await link.read();
    await link.up({ ...link.known.inputs, metadata: { a: "b" } }, ["target"]);
    expect(await scene.at()).toBe(LINK.target);
    expect(await scene.foreign.getSymlink(BUCKET, KEY)).toMatchObject({ metadata: { a: "b" } });
  });
});

describe("enforce", () => {
  beforeEach(() => begin({}));

  it("has the engine read first, and is carried by every answer", async () => {
    expect(await link.provider.read(link.known.id, link.known.inputs, link.known.outputs)).toMatchObject({
      readFirst: false,
    });
    expect(await link.up({ ...LINK, enforce: true })).toEqual({ enforce: "ADD+" });
    const { id, inputs, outputs } = link.known;
    expect(await link.provider.read(id, inputs, outputs)).toMatchObject({ readFirst: true });
    expect(outputs).not.toHaveProperty("enforce");
    const other = await link.provider.create({ ...LINK, key: "other", enforce: true });
    expect(other.readFirst).toBe(true);
  });

  it("sends nothing when it is switched", async () => {
    scene.sent();
    await link.up({ ...LINK, enforce: true });
    await link.up(LINK);
    expect(scene.sent()).toEqual([]);
  });

  it("has a default in the provider", async () => {
    const enforcing = await scene.inNewProcess(scene.resource("other"), { ...scene.given.config, enforce: "true" });
    await enforcing.create({ ...LINK, key: "other" });
    expect(enforcing.known.inputs.enforce).toBe(true);
    expect(await enforcing.up({ ...LINK, key: "other" })).toEqual({});
  });

  it("is in force after an import, which is no reason to change anything", async () => {
    const imported = await scene.inNewProcess(scene.resource("imported"));
    const answer = await imported.provider.read(`${BUCKET}/${KEY}`);
    expect(answer.readFirst).toBe(true);
    await imported.import(`${BUCKET}/${KEY}`);
    expect((await imported.diff({ ...imported.known.inputs, enforce: true })).changes).toBe("none");
  });
});

describe("targetCheck", () => {
  beforeEach(() => begin({}));

  it.each([
    ["missing", async () => {}, "does not exist"],
    ["a link", () => scene.foreign.putSymlink(BUCKET, "releases/2", { target: "object" }), "is a link itself"],
    [
      "a link that leads nowhere",
      () => scene.foreign.putSymlink(BUCKET, "releases/2", { target: "nowhere" }),
      "is a link itself, and one that leads nowhere",
    ],
    [
      "archived",
      () => scene.foreign.putObject(BUCKET, "releases/2", "x", { storageClass: "Archive" }),
      "is archived and not restored",
    ],
  ])("warns in the preview of a target that is %s, and require refuses it", async (_what, prepare, flaw) => {
    await scene.foreign.putObject(BUCKET, "object", "x");
    await prepare();
    const fresh = { ...NEWS, key: "fresh" };
    await scene.resource().preview(fresh);
    expect(scene.warnings()).toEqual([expect.stringContaining(`the target releases/2 of links/fresh ${flaw}`)]);
    expect(scene.warnings()[0]).toContain("unless this deployment creates it");
    await expect(scene.resource().create({ ...fresh, targetCheck: "require" })).rejects.toThrow(flaw);
    await expect(link.up({ ...NEWS, targetCheck: "require" })).rejects.toThrow(flaw);
    expect(await scene.at("fresh")).toBe("(nothing)");
    expect(await scene.at()).toBe("releases/1");
    await scene.resource().create({ ...fresh, targetCheck: "warn" });
    expect(await scene.at("fresh")).toBe("releases/2");
  });

  it("require warns when reading, and is content with a restored object", async () => {
    await scene.foreign.putObject(BUCKET, "releases/1", "x");
    await link.up({ ...LINK, targetCheck: "require" });
    await link.read();
    expect(scene.warnings()).toEqual([]);
    await scene.foreign.deleteObject(BUCKET, "releases/1");
    await link.read();
    expect(scene.warnings()).toEqual([expect.stringContaining("does not exist")]);
  });

  it("without permission counts targets as good, and warns once", async () => {
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "HeadObject", effect });
    await link.up({ ...NEWS, targetCheck: "require" });
    await link.read();
    expect(await scene.at()).toBe("releases/2");
    expect(scene.warnings()).toEqual([expect.stringContaining("targets count as good")]);
  });
});

describe("an update that ignores what nobody can carry, and is cut off half-way", () => {
  it("fails, and serves on", async () => {
    scene = await givenScene();
    link = scene.resource();
    await link.create({ ...LINK, acl: "private" });
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs", metadata: { [SIGNATURE_KEY]: "x" } });
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "PutObjectACL", effect });
    const update = link.update({ ...NEWS }, ["metadata"]);
    await expect(update).rejects.toThrow(
      /the link was written, but not everything else: .* the engine's reserved name$/s,
    );
    scene.given.oss.faults.clear();
    await link.update(NEWS);
    expect(await scene.at()).toBe("releases/2");
  });
});

describe("an update at another endpoint", () => {
  it.each(["link", "layout"] as const)("does not take the link there for that of the state: %s", async (kind) => {
    scene = await givenScene();
    const elsewhere = await givenScene();
    let one = kind === "link" ? scene.resource() : scene.layout();
    const place = { bucket: BUCKET, targetCheck: "off" };
    const inputs = (target: string) =>
      kind === "link" ? { ...place, key: KEY, target } : { ...place, prefix: "latest/", links: { "app.tgz": target } };
    await one.create(inputs("1"));
    await elsewhere.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    const { endpoint } = elsewhere.given.oss;
    one = await scene.inNewProcess(one, { ...scene.given.config, endpoint });
    try {
      await expect(one.up(inputs("2"))).rejects.toThrow(/is a link to theirs.* this stack's was written at/);
      expect(await elsewhere.at()).toBe("theirs");
      await one.up({ ...inputs("2"), onConflict: "adopt" });
      expect(await elsewhere.at()).toBe("2");
    } finally {
      await elsewhere.close();
    }
  });
});
