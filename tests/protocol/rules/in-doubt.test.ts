import { BUCKET, givenScene, KEY, LINK, type Resource, type Scene } from "../../support/plugin/given-scene";
import { partialState } from "../../support/plugin/provider-client";

/** Writes that were sent, but never answered, or done in part, and a program that is reverted after them. */
jest.setTimeout(60_000);

let scene: Scene;
let link: Resource;
beforeEach(async () => {
  scene = await givenScene();
  link = scene.resource();
});
afterEach(() => scene.close());

/** Takes the state that the failure leaves to the next deployment, as an engine does. */
async function failsAndGoesOn(
  call: Promise<unknown>,
  reason = "the link may have been changed all the same",
): Promise<void> {
  const error: unknown = await call.then(
    () => new Error("it succeeded"),
    (failure) => failure,
  );
  const { id, reasons, properties, inputs } = partialState(error);
  expect(reasons.join("; ")).toContain(reason);
  // Programs take tags for a map, whatever is known of them.
  expect(["undefined", "object"]).toContain(typeof properties.tags);
  scene.given.oss.faults.clear();
  link.state = { id, inputs, outputs: properties };
  link = await scene.inNewProcess(link);
  scene.sent();
}

const NEWS = { ...LINK, target: "releases/2" };
/** The update looks once, and after its put nothing can be reached. */
function cutOff(effect: "reset-before" | "reset-after"): void {
  scene.given.oss.faults.add({ operation: "PutSymlink", effect: { kind: effect } });
  scene.given.oss.faults.add({ operation: "GetSymlink", skip: 1, effect: { kind: "reset-before" } });
}

describe("a create or delete whose answer was lost for good", () => {
  it("says so of the link that may be there, which the next one takes", async () => {
    cutOff("reset-after");
    await expect(link.create(LINK)).rejects.toThrow("the link may be there all the same");
    scene.given.oss.faults.clear();
    link = await scene.inNewProcess(link);
    await link.create(LINK);
    expect(await scene.at()).toBe(LINK.target);
  });

  it.each([
    ["nothing can be reached", { kind: "reset-before" }],
    ["a look is refused", { kind: "error", status: 403, code: "AccessDenied" }],
  ] as const)("says so of the link that may be gone, which a read shows, where %s", async (_, effect) => {
    await link.create(LINK);
    link = await scene.inNewProcess(link);
    scene.given.oss.faults.add({ operation: "DeleteObject", effect: { kind: "reset-after" } });
    scene.given.oss.faults.add({ operation: "GetSymlink", skip: 1, effect });
    await expect(link.delete()).rejects.toThrow("to keep it after all, run pulumi up --refresh");
    scene.given.oss.faults.clear();
    expect(await scene.at()).toBe("(nothing)");
  });
});

describe("a delete that is done but for its purge", () => {
  it("says of the link that it may be gone", async () => {
    await scene.close();
    scene = await givenScene({ versioning: "Enabled" });
    link = scene.resource();
    await link.create({ ...LINK, purgeOnDelete: true });
    scene.given.oss.faults.add({
      operation: "ListObjectVersions",
      effect: { kind: "error", status: 500, code: "InternalError" },
    });
    await expect(link.delete()).rejects.toThrow("to keep it after all, run pulumi up --refresh");
    expect(await scene.at()).toBe("(nothing)");
  });
});

describe("an update whose answer was lost for good", () => {
  it("is undone by a program that is reverted", async () => {
    await link.create(LINK);
    link = await scene.inNewProcess(link);
    cutOff("reset-after");
    await failsAndGoesOn(link.up(NEWS));
    expect(await scene.at()).toBe("releases/2");
    expect(await link.up(LINK)).toEqual({ etag: "UPDATE" });
    expect(await scene.at()).toBe("releases/1");
    expect(await link.up(LINK)).toEqual({});
    link = await scene.inNewProcess(link);
    await link.delete();
    expect(await scene.at()).toBe("(nothing)");
  });

  it("leaves a link that it has not reached, and the state as it was", async () => {
    const { outputs } = await link.create(LINK);
    link = await scene.inNewProcess(link);
    cutOff("reset-before");
    await failsAndGoesOn(link.up(NEWS));
    expect(await link.up(LINK)).toEqual({ etag: "UPDATE" });
    expect(scene.sent()).toEqual(["GetSymlink"]);
    expect(link.known.outputs).toMatchObject(outputs);
  });

  it("is made good by the same program", async () => {
    await link.create(LINK);
    link = await scene.inNewProcess(link);
    cutOff("reset-after");
    await failsAndGoesOn(link.up(NEWS));
    await link.up(NEWS);
    expect(await scene.at()).toBe("releases/2");
    expect(await link.up(NEWS)).toEqual({});
  });

  it.each(["private", undefined])("sets ACL and tags anew that it may have sent alone, from %s", async (acl) => {
    const olds = acl === undefined ? LINK : { ...LINK, acl, tags: { a: "1" } };
    await link.create(olds);
    for (const operation of ["PutObjectACL", "PutObjectTagging"]) {
      link = await scene.inNewProcess(link);
      scene.given.oss.faults.add({ operation, effect: { kind: "reset-after" } });
      scene.given.oss.faults.add({ operation: "GetSymlink", skip: 1, effect: { kind: "reset-before" } });
      const change = operation === "PutObjectACL" ? { acl: "public-read" } : { tags: { b: "2" } };
      await failsAndGoesOn(link.up({ ...olds, ...change }));
      await link.up(olds);
      expect(await link.up(olds)).toEqual({});
      expect(await scene.foreign.getAcl(BUCKET, KEY)).toBe(acl ?? "default");
      expect(await scene.foreign.getTagging(BUCKET, KEY)).toEqual(acl === undefined ? {} : { a: "1" });
    }
  });

  it.each([
    ["nothing", LINK, { acl: "public-read", tags: { b: "2" } }],
    ["another", { ...LINK, tags: { a: "1" } }, { acl: "public-read", tags: { b: "2" } }],
    ["what is dropped", { ...LINK, tags: { a: "1" } }, { acl: "public-read" }],
  ])("sets what was sent last anew, also where only that got no answer, in place of %s", async (_, olds, change) => {
    await link.create(olds);
    link = await scene.inNewProcess(link);
    scene.given.oss.faults.add({
      operation: ["PutObjectTagging", "DeleteObjectTagging"],
      effect: { kind: "reset-after" },
    });
    await failsAndGoesOn(link.up({ ...LINK, ...change }), "the ACL was set, but not everything else");
    await link.up(olds);
    expect(await link.up(olds)).toEqual({});
    expect(await scene.foreign.getAcl(BUCKET, KEY)).toBe("default");
    expect(await scene.foreign.getTagging(BUCKET, KEY)).toEqual("tags" in olds ? olds.tags : {});
  });
});

describe("an update that was done in part, and is taken back", () => {
  const REFUSED = { kind: "error", status: 403, code: "AccessDenied" } as const;
  const storageClass = async () => {
    for await (const { key, storageClass } of scene.foreign.listObjects(BUCKET)) if (key === KEY) return storageClass;
    return undefined;
  };

  it.each([
    ["PutObjectACL", { acl: "private" }],
    ["DeleteObjectTagging", { tags: { a: "1" } }],
  ])("leaves nothing of what was put, where %s was refused", async (operation, facet) => {
    const olds = { ...LINK, ...facet };
    await link.create(olds);
    link = await scene.inNewProcess(link);
    scene.given.oss.faults.add({ operation, effect: REFUSED });
    const change = { ...LINK, cacheControl: "no-cache", storageClass: "IA" };
    await failsAndGoesOn(link.up(change), "the link was written, but not everything else");
    await link.up(olds);
    expect(await link.up(olds)).toEqual({});
    expect((await scene.foreign.getSymlink(BUCKET, KEY)).cacheControl).toBeUndefined();
    expect(await storageClass()).toBe("Standard");
    expect(await scene.foreign.getAcl(BUCKET, KEY)).toBe("acl" in facet ? "private" : "default");
    expect(await scene.foreign.getTagging(BUCKET, KEY)).toEqual("tags" in facet ? facet.tags : {});
  });
});
