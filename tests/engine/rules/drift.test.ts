import { describeOnEngine } from "../harness";
import { linkOps, linkSteps, warningsOf } from "../symlink/given-links";
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
  contentDisposition: "attachment",
  contentEncoding: "gzip",
  contentLanguage: "de",
  expires: "Thu, 01 Jan 2037 00:00:00 GMT",
  acl: "private",
  tags: { stage: "live" },
} as const;

/** What somebody else makes of such a link: nothing of it stays as it was. */
const THEIRS = {
  target: "theirs",
  metadata: { owner: "them", more: "x" },
  contentType: "text/html",
  cacheControl: "max-age=1",
  contentDisposition: "inline",
  contentEncoding: "br",
  contentLanguage: "fr",
  expires: "Thu, 01 Jan 2026 00:00:00 GMT",
  acl: "public-read",
  tags: { stage: "test" },
} as const;

const DRIFTED = [
  "acl",
  "cacheControl",
  "contentDisposition",
  "contentEncoding",
  "contentLanguage",
  "contentType",
  "expires",
  'metadata["Owner"]',
  'metadata["more"]',
  'tags["stage"]',
  "target",
];

/** As declared, in every bucket, whoever looks. */
async function expectRestored(key: string): Promise<void> {
  const { metadata, acl, tags, ...shown } = DECLARED;
  for (const bucket of BUCKETS) {
    const link = await buckets.foreign.getSymlink(bucket, key);
    expect(link).toMatchObject({ ...shown, metadata: { owner: metadata.Owner } });
    expect(await buckets.foreign.getAcl(bucket, key)).toBe(acl);
    expect(await buckets.foreign.getTagging(bucket, key)).toEqual(tags);
  }
}

async function expectRemains(expected: string[]): Promise<void> {
  await deployer.stack.destroy([], DONE);
  expect(await buckets.remains()).toEqual(expected);
}

describeOnEngine("enforce", () => {
  const declare = () => {
    deployer.declare({
      ...inEach("drifted", { key: "drifted", ...DECLARED, enforce: true }),
      ...inEach("unread", { key: "unread", ...DECLARED }),
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
      await foreign.putSymlink(bucket, "drifted", THEIRS);
      await foreign.putSymlink(bucket, "unread", THEIRS);
      await foreign.deleteObject(bucket, "gone");
      await foreign.putSymlink(bucket, "identical", { target: "1" });
      await foreign.putAcl(bucket, "shut", "public-read");
      await foreign.putSymlink(bucket, "kept", { target: "flipped" });
    }
    const preview = await deployer.stack.preview(["--expect-no-changes"]);
    expect(preview.code).not.toBe(0);
    const drift = linkSteps(preview).find(({ name, op }) => name === "drifted-plain" && op === "update");
    expect(Object.keys(drift?.detailedDiff ?? {}).sort()).toEqual(DRIFTED);
    await deployer.stack.up([], DONE);
    for (const key of ["gone", "identical", "shut"]) expect(await buckets.everywhere(key)).toEqual(THREE("1"));
    expect(await buckets.everywhere("kept")).toEqual(THREE("flipped"));
    await expectRestored("drifted");
    for (const bucket of BUCKETS) expect(await buckets.foreign.getAcl(bucket, "shut")).toBe("private");
    expect(await buckets.everywhere("unread")).toEqual(THREE("theirs"));
  });

  it("is what --refresh does once, where it is not set", async () => {
    const up = await deployer.stack.up(["--refresh"], DONE);
    const drift = linkSteps(up).find(({ name, op }) => name === "unread-plain" && op === "update");
    expect(Object.keys(drift?.detailedDiff ?? {}).sort()).toEqual(DRIFTED);
    await expectRestored("unread");
    await deployer.stack.preview(["--refresh", "--expect-no-changes"], DONE);
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

describeOnEngine("an older version of ours that is back under suspended versioning", () => {
  it.each([
    ["another target", { target: "2" }],
    ["a header more", { cacheControl: "no-cache" }],
    ["another storage class", { storageClass: "IA" }],
  ])("is no match for %s, is written anew, and goes with the resource", async (_, more) => {
    const { foreign } = buckets;
    const LINK = { bucket: "versioned", key: "back", target: "1" };
    await foreign.putVersioning("versioned", "Enabled");
    deployer.declare({ link: LINK });
    await deployer.stack.up([], DONE);
    await foreign.putVersioning("versioned", "Suspended");
    deployer.declare({ link: { ...LINK, ...more } });
    await deployer.stack.up([], DONE);
    await foreign.deleteObject("versioned", "back", { versionId: "null" });
    expect(await buckets.at("versioned", "back")).toBe("1");
    const up = await deployer.stack.up(["--refresh"], DONE);
    expect(warningsOf(up).filter((text) => !text.startsWith("storage class"))).toEqual([]);
    expect(linkOps(up)).toContain("update link");
    expect(await buckets.at("versioned", "back")).toBe({ ...LINK, ...more }.target);
    await deployer.stack.preview(["--refresh", "--expect-no-changes"], DONE);
    await expectRemains([]);
  });
});

describeOnEngine("a link of ours that is back, once state has recorded what somebody else had put over it", () => {
  it("is no match for the program that has followed the other one, and goes with the resource", async () => {
    const { foreign } = buckets;
    const declare = (target: string) => deployer.declare({ link: { bucket: "versioned", key: "undone", target } });
    await foreign.putVersioning("versioned", "Enabled");
    declare("1");
    await deployer.stack.up([], DONE);
    const { versionId } = await foreign.putSymlink("versioned", "undone", { target: "2" });
    await deployer.stack.refresh([], DONE);
    await foreign.deleteObject("versioned", "undone", { versionId: String(versionId) });
    declare("2");
    await deployer.stack.up(["--refresh"], DONE);
    expect(await buckets.at("versioned", "undone")).toBe("2");
    await deployer.stack.preview(["--refresh", "--expect-no-changes"], DONE);
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
