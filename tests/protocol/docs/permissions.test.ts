import { blockUnder, textOf } from "../../support/docs/markdown";
import { BUCKET, givenScene, LINK, type Resource, type Scene } from "../../support/plugin/given-scene";
import { givenLayout } from "../layout/given-layout";

const PAGE = "docs/how-to/permissions.md";

/** Which action of RAM each operation of the service asks for (help centre: RAM policies, API by API). */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  PutSymlink: ["oss:PutObject"],
  GetSymlink: ["oss:GetObject"],
  HeadObject: ["oss:GetObject"],
  DeleteObject: ["oss:DeleteObject"],
  DeleteMultipleObjects: ["oss:DeleteObjectVersion"],
  GetBucketVersioning: ["oss:GetBucketVersioning"],
  ListObjectVersions: ["oss:ListObjectVersions"],
  ListObjectsV2: ["oss:ListObjects"],
  PutObjectACL: ["oss:PutObjectAcl"],
  GetObjectACL: ["oss:GetObjectAcl"],
  PutObjectTagging: ["oss:PutObjectTagging"],
  GetObjectTagging: ["oss:GetObjectTagging"],
  DeleteObjectTagging: ["oss:DeleteObjectTagging"],
};

let scene: Scene;
afterEach(() => scene.close());

/** The third column of an action's row. */
function withoutIt(action: string): string {
  const row = textOf(PAGE)
    .split("\n")
    .find((line) => line.startsWith(`| \`${action}\` |`));
  return row?.split(" | ").at(-1)?.replace(/ \|$/, "") ?? "(no row)";
}

function deny(operation: string): void {
  scene.given.oss.faults.add({ operation, effect: { kind: "error", status: 403, code: "AccessDenied" } });
}

/** A link with everything, in a bucket of that kind. */
async function givenLink(versioning?: "Enabled"): Promise<Resource> {
  scene = await givenScene(versioning === undefined ? {} : { versioning });
  const link = scene.resource();
  await link.create(DECLARED);
  return link;
}

const DECLARED = { ...LINK, acl: "private", tags: { a: "1" }, purgeOnDelete: true };

describe("without an action, as the table says", () => {
  it.each([
    ["oss:PutObject", "PutSymlink"],
    ["oss:GetObject", "GetSymlink"],
  ])("%s: nothing is written", async (action, operation) => {
    scene = await givenScene();
    deny(operation);
    await expect(scene.resource().create(LINK)).rejects.toThrow(`grant ${action}`);
    scene.given.oss.faults.clear();
    expect(await scene.at()).toBe("(nothing)");
    expect(withoutIt("oss:PutObject")).toBe("`up` fails, nothing is written");
    expect(withoutIt("oss:GetObject")).toBe("the same, and `destroy` fails");
  });

  it.each([
    ["oss:GetObject", "GetSymlink"],
    ["oss:DeleteObject", "DeleteObject"],
    ["oss:GetBucketVersioning", "GetBucketVersioning"],
  ])("%s: destroy fails, and the link stays", async (action, operation) => {
    const link = await givenLink("Enabled");
    deny(operation);
    await expect(link.delete()).rejects.toThrow(`grant ${action}`);
    scene.given.oss.faults.clear();
    expect(await scene.at()).toBe(LINK.target);
    expect(withoutIt("oss:DeleteObject")).toBe("`destroy` fails; link and resource stay");
    expect(withoutIt("oss:GetBucketVersioning")).toBe(withoutIt("oss:DeleteObject"));
  });

  it.each([
    ["oss:PutObjectAcl", "PutObjectACL", { acl: "public-read" }, "ACL"],
    ["oss:PutObjectTagging", "PutObjectTagging", { tags: { a: "2" } }, "tags"],
    ["oss:DeleteObjectTagging", "DeleteObjectTagging", { tags: {} }, "tags"],
  ])("%s: up fails there", async (action, operation, change, what) => {
    const link = await givenLink();
    deny(operation);
    await expect(link.up({ ...DECLARED, ...change })).rejects.toThrow(`grant ${action}`);
    expect(withoutIt(action)).toBe(`\`up\` fails at the ${what}`);
  });

  it.each([
    ["oss:GetObjectAcl", "GetObjectACL", "acl", "ACL counts"],
    ["oss:GetObjectTagging", "GetObjectTagging", "tags", "tags count"],
  ])("%s: reading warns, and it counts as unchanged", async (action, operation, facet, words) => {
    const link = await givenLink();
    deny(operation);
    expect(await link.read()).toBe(true);
    expect(link.known.outputs).toMatchObject({ acl: "private", tags: { a: "1" } });
    expect(scene.warnings()).toEqual([expect.stringMatching(new RegExp(`^${facet} cannot be read.*grant ${action}`))]);
    expect(withoutIt(action)).toBe(`a warning; the ${words} as unchanged`);
  });

  it("oss:DeleteObjectVersion: a purge lists what is left", async () => {
    const link = await givenLink("Enabled");
    deny("DeleteMultipleObjects");
    await link.delete();
    expect(scene.warnings()).toEqual([expect.stringContaining("could not be purged")]);
    expect(withoutIt("oss:DeleteObjectVersion")).toBe("a warning lists the versions left");
  });

  it("oss:ListObjectVersions: a purge leaves its delete marker", async () => {
    const link = await givenLink("Enabled");
    deny("ListObjectVersions");
    await link.delete();
    scene.given.oss.faults.clear();
    expect(scene.warnings()).toEqual([expect.stringContaining("grant oss:ListObjectVersions")]);
    expect(await scene.versions()).toEqual([expect.stringMatching(/^\[/)]);
    expect(withoutIt("oss:ListObjectVersions")).toMatch(/^`purgeOnDelete` leaves its delete marker, with a warning; /);
  });

  it("oss:ListObjects: a layout reads one by one and says so, its import fails", async () => {
    scene = await givenScene();
    const layout = scene.layout();
    await layout.create(givenLayout({ strays: "report" }));
    deny("ListObjectsV2");
    expect(await layout.read()).toBe(true);
    expect(scene.warnings().at(-1)).toMatch(
      /so links are read one by one, and strays are not looked for: .*grant oss:ListObjects/,
    );
    await expect(scene.layout("other").import(`${BUCKET}/latest/`)).rejects.toThrow("the permission oss:ListObjects");
    const words = "a layout reads its links one by one and looks for no strays, with a warning; all else fails";
    expect(withoutIt("oss:ListObjects")).toBe(words);
  });

  it("oss:GetObject on a target: one warning", async () => {
    scene = await givenScene();
    deny("HeadObject");
    await scene.resource().create({ ...LINK, targetCheck: "require" });
    expect(scene.warnings()).toEqual([expect.stringContaining("targets count as good")]);
    expect(textOf(PAGE)).toContain("one warning says that targets count as good");
  });
});

describe(PAGE, () => {
  const listed = () => [...textOf(PAGE).matchAll(/^\| `(oss:\w+)` \|/gm)].map(([, action = ""]) => action);
  const granted = (heading: string) =>
    JSON.parse(blockUnder(PAGE, heading, "json")).Statement.flatMap(({ Action }: { Action: string[] }) => Action);

  /** The actions behind everything that was sent since this was last asked. */
  const asked = () => [
    ...new Set(
      scene.sent().flatMap((operation) => ACTIONS[operation.split(" ")[0] ?? ""] ?? [`no action for ${operation}`]),
    ),
  ];

  it("has every action that a life of a link asks for", async () => {
    const link = await givenLink("Enabled");
    await scene.foreign.putObject(BUCKET, "releases/2", "2");
    scene.sent();
    await link.read();
    await link.up({ ...DECLARED, target: "releases/2", targetCheck: "require" });
    await link.up({ ...DECLARED, target: "releases/2", acl: "public-read", tags: { b: "2" } });
    await link.up({ ...DECLARED, target: "releases/2", tags: {} });
    await (await scene.inNewProcess(scene.resource("imported"))).import(`${BUCKET}/${LINK.key}`);
    await (await scene.inNewProcess(link)).delete();
    const actions = asked();
    expect(actions.length).toBeGreaterThan(8);
    expect(actions.filter((action) => !listed().includes(action))).toEqual([]);
    // Single links are never listed.
    expect([...actions, "oss:ListObjects"].sort()).toEqual(listed().sort());
  });

  it("has a policy with every action of the table, and no other", async () => {
    scene = await givenScene();
    expect(granted("Everything, for one bucket").sort()).toEqual([...listed(), "oss:GetObjectVersion"].sort());
  });

  it("has a policy that is enough for a preview", async () => {
    scene = await givenScene();
    await scene.foreign.putSymlink(BUCKET, LINK.key, LINK);
    scene.sent();
    await expect(scene.resource().preview(DECLARED)).rejects.toThrow("Ways out");
    await scene.resource("other").preview({ ...DECLARED, key: "other" });
    const actions = asked();
    expect(actions).toContain("oss:GetObject");
    expect(granted("For previews")).toEqual(expect.arrayContaining(actions));
  });
});
