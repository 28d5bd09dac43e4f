import type { BucketSpec } from "../../../emulator";
import {
  BUCKET,
  BUCKET_KINDS,
  givenScene,
  ID,
  KEY,
  LINK,
  type Resource,
  type Scene,
  type State,
} from "../../support/plugin/given-scene";

let scene: Scene;
let link: Resource;
async function begin(bucket: Omit<BucketSpec, "name">): Promise<void> {
  scene = await givenScene(bucket);
  link = scene.resource();
  await link.create(LINK);
}
afterEach(async () => {
  jest.restoreAllMocks();
  await scene.close();
});

/** The next deployment: nothing of what was learnt is left. */
async function nextDeployment(): Promise<void> {
  link = await scene.inNewProcess(link);
}

describe.each(BUCKET_KINDS)("a delete in %s", (_kind, bucket) => {
  beforeEach(() => begin(bucket));

  it("removes the link that its state proves to be its own", async () => {
    await nextDeployment();
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
    expect(scene.warnings()).toEqual([]);
  });

  it.each([
    ["an ordinary object", () => scene.foreign.putObject(BUCKET, KEY, "precious"), "(object)"],
    ["another link", () => scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" }), "theirs"],
    ["an identical link", () => scene.foreign.putSymlink(BUCKET, KEY, { target: "releases/1" }), "releases/1"],
  ])("leaves %s alone, and says so", async (_what, write, expected) => {
    await nextDeployment();
    await write();
    await link.delete();
    expect(await scene.at()).toBe(expected);
    expect(scene.warnings()).toEqual([expect.stringMatching(/^left alone, because this resource did not write/)]);
  });

  it("is done where nothing is left, or no bucket", async () => {
    await nextDeployment();
    await scene.foreign.deleteObject(BUCKET, KEY);
    await link.delete();
    link.state = undefined;
    expect(scene.sent().filter((operation) => operation === "DeleteObject")).toHaveLength(1);
  });

  it.each(["--replace and taint", "a rename"])(
    "after a create of the same key leaves the new link (%s)",
    async (flow) => {
      await nextDeployment();
      const old = link.known;
      const successor = flow === "a rename" ? scene.resource("renamed") : link;
      successor.provider = link.provider;
      await successor.create(LINK);
      await scene.inNewProcess(link);
      await link.delete(old);
      expect(await scene.at()).toBe("releases/1");
      await successor.delete();
      expect(await scene.at()).toBe("(nothing)");
      expect(scene.warnings()).toEqual([expect.stringContaining("existed already, exactly as declared")]);
    },
  );

  it("after a create of the same key leaves the new link, in whatever process", async () => {
    const old = link.known;
    await (await scene.inNewProcess(link)).create(LINK);
    await nextDeployment();
    await link.delete(old);
    expect(await scene.at()).toBe("releases/1");
  });

  it("leaves what another resource of the program declares, although both states prove it", async () => {
    await nextDeployment();
    const twin = scene.resource("twin");
    twin.provider = link.provider;
    const { inputs } = await twin.import(ID);
    expect((await twin.diff(await twin.check(inputs))).changes).toBe("none");
    await link.delete();
    expect(await scene.at()).toBe("releases/1");
    expect(scene.warnings()).toEqual([]);
  });

  it("leaves what another resource declares in vain, also if it has been refused itself", async () => {
    await nextDeployment();
    const inVain = { ...LINK, metadata: { "no name": "x" } };
    const other = Object.assign(scene.resource("other"), { provider: link.provider });
    await expect(other.check(inVain)).rejects.toThrow("metadata");
    await expect(link.check(inVain)).rejects.toThrow("metadata");
    await link.delete();
    expect(await scene.at()).toBe("releases/1");
    expect(scene.warnings()).toEqual([expect.stringContaining("stays: other declares it")]);
  });

  it("says of a link whose import has yet to succeed that it may be left to nobody", async () => {
    await nextDeployment();
    const twin = Object.assign(scene.resource("twin"), { provider: link.provider });
    await twin.import(ID);
    await link.delete();
    expect(await scene.at()).toBe("releases/1");
    expect(scene.warnings()).toEqual([
      expect.stringMatching(/app\.tgz stays: twin declares it, and has yet to take it/),
    ]);
  });

  it("of two states that share one proof removes the link with the last", async () => {
    await nextDeployment();
    const twin = scene.resource("twin");
    twin.provider = link.provider;
    await twin.import(ID);
    await nextDeployment();
    twin.provider = link.provider;
    await twin.read();
    await link.read();
    await link.delete();
    expect(await scene.at()).toBe("releases/1");
    await twin.delete();
    expect(await scene.at()).toBe("(nothing)");
  });

  it("leaves what another resource declares that did not write it, and says how that gets it", async () => {
    await nextDeployment();
    const owner = scene.resource("owner");
    owner.provider = link.provider;
    await owner.create({ ...LINK, onConflict: "adopt", target: "releases/2" });
    await nextDeployment();
    owner.provider = link.provider;
    await link.check(LINK);
    expect((await link.diff(LINK)).changes).toBe("none");
    await owner.delete();
    expect(await scene.at()).toBe("releases/2");
    expect(scene.warnings().at(-1)).toMatch(
      /stays: link has it as well, but may not have written what is there; pulumi up --r/,
    );
    await link.read();
    await link.up(LINK);
    await nextDeployment();
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
  });

  it("leaves what another resource is about to take, and says what to do should it not get there", async () => {
    await nextDeployment();
    const heir = scene.resource("heir");
    heir.provider = link.provider;
    await heir.check({ ...LINK, target: "releases/2" });
    await link.delete();
    expect(await scene.at()).toBe("releases/1");
    expect(scene.warnings().at(-1)).toMatch(
      /stays: heir declares it, and has yet to take it; should that fail, onConflict: adopt/,
    );
    await nextDeployment();
    heir.provider = link.provider;
    await expect(heir.create({ ...LINK, target: "releases/2" })).rejects.toThrow("the link cannot be created");
    await heir.create({ ...LINK, target: "releases/2", onConflict: "adopt" });
    expect(await scene.at()).toBe("releases/2");
  });

  it("of two states of one key removes the link in the name of the one that proves it", async () => {
    await nextDeployment();
    const heir = scene.resource("heir");
    heir.provider = link.provider;
    await heir.create(LINK);
    await nextDeployment();
    heir.provider = link.provider;
    await link.read();
    await heir.read();
    await heir.delete();
    expect(await scene.at()).toBe("(nothing)");
    await link.delete();
  });

  it("of two states that prove the same link removes it with the one that comes last, also at once", async () => {
    const twin = scene.resource("twin");
    await twin.import(ID);
    await nextDeployment();
    twin.provider = link.provider;
    await link.read();
    await twin.read();
    await Promise.all([link.delete(), twin.delete()]);
    expect(await scene.at()).toBe("(nothing)");
  });

  it.each(["old", "new"])("of a resource renamed by an alias and moved is done, under its %s name", async (urn) => {
    await nextDeployment();
    const old = link.known;
    await link.read();
    const renamed = scene.resource("renamed");
    renamed.provider = link.provider;
    renamed.state = link.known;
    const moved = { ...LINK, key: "elsewhere" };
    await renamed.check(moved);
    expect(await renamed.diff(moved)).toMatchObject({ replaces: ["key"] });
    await renamed.create(moved);
    await (urn === "old" ? link : renamed).delete(old);
    expect(await scene.at()).toBe("(nothing)");
    expect(await scene.at("elsewhere")).toBe("releases/1");
  });

  it("looks again after its answer was lost", async () => {
    await nextDeployment();
    const { faults } = scene.given.oss;
    faults.add({ operation: "DeleteObject", count: 1, effect: { kind: "reset-after" } });
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
    expect((await scene.versions()).filter((version) => version.startsWith("["))).toHaveLength(
      bucket.versioning === undefined ? 0 : 1,
    );
  });

  it("whose answer was lost is known to whoever declares the same link later, and it is put again", async () => {
    await nextDeployment();
    const twin = scene.resource("twin");
    [twin.provider, twin.state] = [link.provider, link.known];
    scene.given.oss.faults.add({ operation: "DeleteObject", count: 1, effect: { kind: "reset-after" } });
    await link.delete();
    expect(await twin.up(LINK)).toEqual({ etag: "UPDATE" });
    expect(await scene.at()).toBe("releases/1");
  });

  it("names the ways out where retention holds the link", async () => {
    await nextDeployment();
    const effect = { kind: "error", status: 409, code: "FileImmutable" } as const;
    scene.given.oss.faults.add({ operation: "DeleteObject", effect });
    await expect(link.delete()).rejects.toThrow(/under retention.*retainOnDelete.*pulumi state delete/);
  });
});

describe("a delete where versioning is suspended", () => {
  it("leaves a link with a version of its own on top of a version null of somebody else", async () => {
    scene = await givenScene({});
    await scene.foreign.putObject(BUCKET, KEY, "old and precious");
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    link = scene.resource();
    await link.create({ ...LINK, onConflict: "overwrite" });
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    await nextDeployment();
    await link.delete();
    expect(await scene.at()).toBe("releases/1");
    expect(await scene.versions()).toContain("null");
    expect(scene.warnings().at(-1)).toContain("a delete would destroy the version null beneath the link");
  });

  it("leaves it also where that was done long after the state of versioning was asked for", async () => {
    scene = await givenScene({});
    await scene.foreign.putObject(BUCKET, KEY, "old and precious");
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    link = scene.resource();
    const first = scene.resource("first");
    await link.create({ ...LINK, onConflict: "overwrite" });
    await first.create({ ...LINK, key: "first" });
    await nextDeployment();
    first.provider = link.provider;
    await first.delete();
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    const now = Date.now.bind(Date);
    jest.spyOn(Date, "now").mockImplementation(() => now() + 31_000);
    await link.delete();
    expect(await scene.at()).toBe("releases/1");
    expect(await scene.versions()).toContain("null");
  });

  it("goes on where nothing of that kind lies beneath", async () => {
    await begin({ versioning: "Enabled" });
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    await nextDeployment();
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
  });
});

describe("a delete of what a resource was before a replacement that broke off", () => {
  let former: State;
  beforeEach(async () => {
    await begin({ versioning: "Enabled" });
    former = link.known;
    await nextDeployment();
    await link.read();
    await link.create(LINK);
    await nextDeployment();
  });

  it("leaves the link to the resource, which is as declared, without a word", async () => {
    expect(await link.up(LINK)).toEqual({});
    await link.delete(former);
    expect(await scene.at()).toBe(LINK.target);
    expect(scene.warnings()).toEqual([]);
  });

  it("leaves it also where somebody has deleted the newer version, and it is what the former state proves", async () => {
    await scene.foreign.deleteObject(BUCKET, KEY, { versionId: String(link.known.outputs.versionId) });
    expect(await link.up(LINK)).toEqual({});
    await link.delete(former);
    expect(await scene.at()).toBe(LINK.target);
    await nextDeployment();
    await link.read();
    await link.up(LINK);
    await nextDeployment();
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
  });

  it("says which of its versions no purge will delete, as they are what is there", async () => {
    const { versionId } = former.outputs;
    await scene.foreign.deleteObject(BUCKET, KEY, { versionId: String(link.known.outputs.versionId) });
    expect(await link.up({ ...LINK, purgeOnDelete: true })).toEqual({});
    await link.delete({ ...former, inputs: { ...former.inputs, purgeOnDelete: true } });
    expect(await scene.versions()).toEqual([versionId]);
    expect(scene.warnings().at(-1)).toMatch(
      new RegExp(`^a version of ${ID} stays, .* no purge will delete.*: ${versionId}$`),
    );
  });

  it("goes by what the state proves also where the other one was written at another endpoint", async () => {
    const { outputs } = link.known;
    link.state = { ...link.known, outputs: { ...outputs, url: `http://127.0.0.1:1/${ID}` } };
    await scene.foreign.deleteObject(BUCKET, KEY, { versionId: String(outputs.versionId) });
    expect(await link.up(LINK)).toEqual({});
    await link.delete(former);
    expect(await scene.at()).toBe("(nothing)");
  });

  it("goes by what the state proves where that was written at another endpoint", async () => {
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    const url = `http://127.0.0.1:1/${ID}`;
    await link.up(LINK);
    const moved = link.delete({ ...former, outputs: { ...former.outputs, url } });
    await expect(moved).rejects.toThrow("configure the former endpoint");
    expect(await scene.at()).toBe("theirs");
  });
});

describe("a delete at another endpoint", () => {
  it("does not take a missing bucket for a missing link, nor does a read", async () => {
    await begin({});
    const elsewhere = await givenScene({});
    await elsewhere.foreign.deleteBucket(BUCKET);
    const { endpoint } = elsewhere.given.oss;
    link = await scene.inNewProcess(link, { ...scene.given.config, endpoint });
    const both = new RegExp(`written at ${host(scene.given.oss.endpoint)}.*configured for ${host(endpoint)}`);
    await expect(link.read()).rejects.toThrow(both);
    await expect(link.delete()).rejects.toThrow(both);
    expect(scene.warnings()).toEqual([expect.stringMatching(both)]);
    await elsewhere.close();
  });

  it("takes a bucket missing at the same endpoint for the end of its links", async () => {
    await begin({});
    await nextDeployment();
    await scene.foreign.deleteObject(BUCKET, KEY);
    await scene.foreign.deleteBucket(BUCKET);
    const { known } = link;
    expect(await link.read()).toBe(false);
    await link.delete(known);
  });
});

function host(endpoint: string): string {
  return new URL(endpoint).host.replaceAll(".", "\\.");
}

describe("purgeOnDelete", () => {
  const PURGED = { ...LINK, purgeOnDelete: true };

  it("leaves nothing behind of what this resource wrote", async () => {
    await begin({ versioning: "Enabled" });
    await link.up({ ...PURGED, target: "releases/2" });
    await nextDeployment();
    await link.delete();
    expect(await scene.versions()).toEqual([]);
  });

  it("keeps foreign versions, and the marker that hides them", async () => {
    scene = await givenScene({ versioning: "Enabled" });
    const { versionId: below } = await scene.foreign.putObject(BUCKET, KEY, "below");
    link = scene.resource();
    await link.create({ ...PURGED, onConflict: "overwrite" });
    await nextDeployment();
    await link.delete();
    const [marker, ...rest] = await scene.versions();
    expect(marker).toMatch(/^\[/);
    expect(rest).toEqual([below]);
  });

  it("takes its versions from beneath a foreign one without hiding that", async () => {
    await begin({ versioning: "Enabled" });
    await link.up(PURGED);
    const { versionId: above } = await scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" });
    await nextDeployment();
    await link.delete();
    expect(await scene.versions()).toEqual([above]);
    expect(await scene.at()).toBe("theirs");
  });

  it("takes its versions from beneath a foreign delete marker", async () => {
    await begin({ versioning: "Enabled" });
    await link.up(PURGED);
    const { versionId: marker } = await scene.foreign.deleteObject(BUCKET, KEY);
    await nextDeployment();
    await link.delete();
    expect(await scene.versions()).toEqual([`[${marker}]`]);
  });

  it.each([
    ["nothing", () => scene.foreign.deleteObject(BUCKET, KEY)],
    ["an ordinary object", () => scene.foreign.putObject(BUCKET, KEY, "precious")],
  ])("names the versions that a read leaves to nobody which finds %s", async (_what, write) => {
    await begin({ versioning: "Enabled" });
    await link.up({ ...PURGED, target: "releases/2" });
    const [expired, left] = link.known.outputs.versionIds as string[];
    await write();
    await scene.foreign.deleteObject(BUCKET, KEY, { versionId: expired as string });
    await nextDeployment();
    expect(await link.read()).toBe(false);
    expect(scene.warnings().at(-1)).toMatch(new RegExp(`versions of ${ID} stay.*: ${left}$`));
  });

  it("does no more than a delete where there are no versions", async () => {
    await begin({});
    await link.up(PURGED);
    await nextDeployment();
    scene.sent();
    await link.delete();
    expect(scene.sent()).toEqual(["GetSymlink", "DeleteObject"]);
  });

  it("names the versions that it may not delete", async () => {
    await begin({ versioning: "Enabled" });
    await link.up({ ...PURGED, target: "releases/2" });
    await nextDeployment();
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "DeleteMultipleObjects", effect });
    const ids = link.known.outputs.versionIds as string[];
    await link.delete();
    expect(ids).toHaveLength(2);
    expect(scene.warnings()[0]).toContain(`could not be purged: ${ids.join(", ")} (`);
    expect(await scene.at()).toBe("(nothing)");
  });

  it("leaves its marker and says so where it may not list what that hides", async () => {
    await begin({ versioning: "Enabled" });
    await link.up(PURGED);
    await nextDeployment();
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "ListObjectVersions", effect });
    await link.delete();
    scene.given.oss.faults.clear();
    const [marker = "", ...rest] = await scene.versions();
    expect(rest).toEqual([]);
    expect(scene.warnings()).toEqual([
      expect.stringContaining(
        `delete marker ${marker.slice(1, -1)} of ${ID} is left, as its versions cannot be listed`,
      ),
    ]);
  });

  it("goes on when a version of the batch is gone already and the service refuses the batch for it", async () => {
    scene = await givenScene(
      { versioning: "Enabled" },
      { service: { openQuestions: { deleteOfMissingVersion: "NoSuchVersion" } } },
    );
    link = scene.resource();
    const { outputs } = await link.create(PURGED);
    await link.up({ ...PURGED, target: "releases/2" });
    await scene.foreign.deleteObject(BUCKET, KEY, { versionId: String(outputs.versionId) });
    await nextDeployment();
    await link.delete();
    expect(await scene.versions()).toEqual([]);
    expect(scene.warnings()).toEqual([]);
  });
});
