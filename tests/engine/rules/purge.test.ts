import { describeOnEngine } from "../harness";
import { errorsOf } from "../symlink/given-links";
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

describeOnEngine("purgeOnDelete", () => {
  it("leaves nothing of ours, and everything of others", async () => {
    await buckets.foreign.putVersioning("suspended", "Enabled");
    const below = await buckets.foreign.putObject("versioned", "below", "theirs");
    const older = await buckets.foreign.putObject("suspended", "below", "theirs");
    await buckets.foreign.putVersioning("suspended", "Suspended");
    deployer.declare({
      ...inEach("mine", { key: "mine", target: "1", purgeOnDelete: true }),
      ...inEach("below", { key: "below", target: "1", purgeOnDelete: true, onConflict: "overwrite" }),
      ...inEach("above", { key: "above", target: "1", purgeOnDelete: true }),
    });
    await deployer.stack.up([], DONE);
    const above = await buckets.foreign.putSymlink("versioned", "above", { target: "theirs" });
    for (const bucket of ["plain", "suspended"])
      await buckets.foreign.putSymlink(bucket, "above", { target: "theirs" });
    await deployer.stack.destroy([], DONE);
    const versions: string[] = [];
    for (const bucket of BUCKETS) {
      for await (const { key, versionId, deleteMarker } of buckets.foreign.listVersions(bucket)) {
        if (!["mine", "below", "above"].includes(key)) continue;
        versions.push(`${bucket}/${key} ${deleteMarker ? "marker" : versionId}`);
      }
    }
    expect(versions).toEqual([
      "plain/above null",
      `versioned/above ${above.versionId}`,
      "versioned/below marker",
      `versioned/below ${below.versionId}`,
      "suspended/above null",
      "suspended/below marker",
      `suspended/below ${older.versionId}`,
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
