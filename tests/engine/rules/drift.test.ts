import { describeOnEngine } from "../harness";
import { errorsOf, linkOps, linkSteps, warningsOf } from "../symlink/given-links";
import { BUCKETS, type Buckets, type Deployer, givenBuckets, inEach } from "./given-buckets";

jest.setTimeout(240_000);

let buckets: Buckets;
let deployer: Deployer;
beforeAll(async () => {
  buckets = await givenBuckets();
  deployer = await buckets.deployer();
});
afterAll(() => buckets?.close());

const DONE = { expectSuccess: true };
const THREE = (target: string) => [target, target, target];
const DECLARED = {
  target: "1",
  metadata: { Owner: "me" },
  contentType: "text/plain",
  cacheControl: "no-cache",
  acl: "private",
  tags: { stage: "live" },
};

async function expectRemains(expected: string[]): Promise<void> {
  await deployer.stack.destroy([], DONE);
  expect(await buckets.remains()).toEqual(expected);
}

describeOnEngine("enforce", () => {
  const declare = () => {
    deployer.declare({
      ...inEach("drifted", { key: "drifted", ...DECLARED, enforce: true }),
      ...inEach("gone", { key: "gone", target: "1", enforce: true }),
      ...inEach("identical", { key: "identical", target: "1", enforce: true }),
      ...inEach("shut", { key: "shut", target: "1", acl: "private", enforce: true }),
      ...inEach("kept", { key: "kept", target: "1", enforce: true }, { ignoreChanges: ["target"] }),
    });
  };

  it("shows in a preview what somebody else has changed, and puts it right without a flag", async () => {
    declare();
    await deployer.stack.up([], DONE);
    for (const bucket of BUCKETS) {
      const { foreign } = buckets;
      await foreign.putSymlink(bucket, "drifted", {
        target: "theirs",
        metadata: { owner: "them", more: "x" },
        contentType: "text/html",
        cacheControl: "max-age=1",
        acl: "public-read",
        tags: { stage: "test" },
      });
      await foreign.deleteObject(bucket, "gone");
      await foreign.putSymlink(bucket, "identical", { target: "1" });
      await foreign.putAcl(bucket, "shut", "public-read");
      await foreign.putSymlink(bucket, "kept", { target: "flipped" });
    }
    const preview = await deployer.stack.preview(["--expect-no-changes"]);
    expect(preview.code).not.toBe(0);
    const drift = linkSteps(preview).find(({ name, op }) => name === "drifted-plain" && op === "update");
    expect(Object.keys(drift?.detailedDiff ?? {}).sort()).toEqual(
      ["acl", "cacheControl", "contentType", 'metadata["Owner"]', 'metadata["more"]', "target", 'tags["stage"]'].sort(),
    );
    await deployer.stack.up([], DONE);
    for (const key of ["drifted", "gone", "identical", "shut"])
      expect(await buckets.everywhere(key)).toEqual(THREE("1"));
    expect(await buckets.everywhere("kept")).toEqual(THREE("flipped"));
    for (const bucket of BUCKETS) {
      expect(await buckets.foreign.getSymlink(bucket, "drifted")).toMatchObject({
        metadata: { owner: "me" },
        contentType: "text/plain",
        cacheControl: "no-cache",
      });
      expect(await buckets.foreign.getAcl(bucket, "drifted")).toBe("private");
      expect(await buckets.foreign.getTagging(bucket, "drifted")).toEqual({ stage: "live" });
      expect(await buckets.foreign.getAcl(bucket, "shut")).toBe("private");
    }
    await deployer.stack.preview(["--expect-no-changes"], DONE);
  });

  it("goes on while the bucket's versioning is switched, and destroys what it wrote", async () => {
    await buckets.foreign.putVersioning("plain", "Enabled");
    await buckets.foreign.putVersioning("versioned", "Suspended");
    await buckets.foreign.putVersioning("suspended", "Enabled");
    await deployer.stack.preview(["--expect-no-changes"], DONE);
    deployer.declare(inEach("drifted", { key: "drifted", ...DECLARED, target: "2", enforce: true }));
    await deployer.stack.up([], DONE);
    expect(await buckets.everywhere("drifted")).toEqual(THREE("2"));
    await expectRemains([]);
  });
});

describeOnEngine("permission to read tags only missing", () => {
  it("keeps what state says, and warns once", async () => {
    deployer.declare(inEach("link", { key: "link", ...DECLARED }));
    await deployer.stack.up([], DONE);
    const denied = { kind: "error", status: 403, code: "AccessDenied" } as const;
    const id = buckets.oss.faults.add({ operation: "GetObjectTagging", effect: denied });
    const up = await deployer.stack.up(["--refresh"], DONE);
    expect(linkOps(up).filter((op) => op.startsWith("update"))).toEqual([]);
    expect(warningsOf(up).filter((text) => text.includes("oss:GetObjectTagging"))).toHaveLength(1);
    buckets.oss.faults.remove(id);
    await expectRemains([]);
  });
});

describeOnEngine("purgeOnDelete", () => {
  it("leaves nothing of ours, and everything of others", async () => {
    await buckets.foreign.putVersioning("versioned", "Enabled");
    const below = await buckets.foreign.putObject("versioned", "below", "theirs");
    deployer.declare({
      ...inEach("mine", { key: "mine", target: "1", purgeOnDelete: true }),
      below: { bucket: "versioned", key: "below", target: "1", purgeOnDelete: true, onConflict: "overwrite" },
      above: { bucket: "versioned", key: "above", target: "1", purgeOnDelete: true },
    });
    await deployer.stack.up([], DONE);
    const above = await buckets.foreign.putSymlink("versioned", "above", { target: "theirs" });
    await deployer.stack.destroy([], DONE);
    const versions: string[] = [];
    for (const bucket of BUCKETS) {
      for await (const { key, versionId, deleteMarker } of buckets.foreign.listVersions(bucket)) {
        if (!["mine", "below", "above"].includes(key)) continue;
        versions.push(`${bucket}/${key} ${deleteMarker ? "marker" : versionId}`);
      }
    }
    expect(versions).toEqual([
      `versioned/above ${above.versionId}`,
      "versioned/below marker",
      `versioned/below ${below.versionId}`,
    ]);
  });

  it("under retention names the ways out", async () => {
    deployer.declare({ held: { key: "held", target: "1" } });
    await deployer.stack.up([], DONE);
    const effect = { kind: "error", status: 409, code: "FileImmutable" } as const;
    const id = buckets.oss.faults.add({ operation: "DeleteObject", effect });
    const held = await deployer.stack.destroy();
    expect(held.code).not.toBe(0);
    expect(errorsOf(held)).toMatch(/under retention.*retainOnDelete.*pulumi state delete/s);
    buckets.oss.faults.remove(id);
    await deployer.stack.destroy([], DONE);
  });
});
