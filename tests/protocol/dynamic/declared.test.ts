import type { DynamicProvider, Plain } from "../../../provider/dynamic/protocol";
import { createClient, isOssError, type OssClient } from "../../../provider/oss";
import { type GivenHost, givenHost, kept } from "./given-host";

/** Links that the program declares, whichever resource is deleted. */
let given: GivenHost;
let client: OssClient;
beforeEach(async () => {
  given = await givenHost();
  const { endpoint, region, accessKeyId, accessKeySecret } = given.oss;
  client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
});
afterEach(async () => {
  client.close();
  await given.close();
});

const ID = "links/latest/app.tgz";
const LINK = { bucket: "links", key: "latest/app.tgz", target: "releases/1/app.tgz" };
const LAYOUT_ID = "links/latest/";
const LAYOUT = { bucket: "links", prefix: "latest/", targetPrefix: "releases/1/", links: { "app.tgz": "app.tgz" } };
const OTHER = { ...LAYOUT, links: { "notes.txt": "notes.txt" } };

async function targetOf(bucket = "links"): Promise<string | undefined> {
  try {
    return (await client.getSymlink(bucket, LINK.key)).target;
  } catch (error) {
    if (isOssError(error) && error.code === "NoSuchKey") return undefined;
    throw error;
  }
}
const made = async (host: DynamicProvider, inputs: Plain) => kept((await host.create(inputs)).outs);
const deletes = () => given.oss.requests().filter(({ operation }) => operation.startsWith("Delete"));

/** A move from the link to the layout that has come half-way: both have it in their states. */
async function halfWay() {
  const { symlinks, layouts } = given.hosts();
  return { link: await made(symlinks, LINK), layout: await made(layouts, LAYOUT) };
}

describe("a link that the program declares, on the dynamic host,", () => {
  it("stays when a half-way move to a layout is taken back", async () => {
    const { link, layout } = await halfWay();
    const { symlinks, layouts } = given.hosts();
    await symlinks.check(LINK, LINK);
    expect(await symlinks.diff(ID, link, LINK)).toMatchObject({ changes: false });
    await layouts.delete(LAYOUT_ID, layout);
    expect(await targetOf()).toBe(LINK.target);
    expect(deletes()).toEqual([]);
  });

  it("stays when a half-way move from a layout is taken back", async () => {
    const { link, layout } = await halfWay();
    const { symlinks, layouts } = given.hosts();
    await layouts.check(LAYOUT, LAYOUT);
    expect(await layouts.diff(LAYOUT_ID, layout, LAYOUT)).toMatchObject({ changes: false });
    await symlinks.delete(ID, link);
    expect(await targetOf()).toBe(LINK.target);
    expect(deletes()).toEqual([]);
  });

  it("stays when another resource with the same link in its state leaves the program", async () => {
    const link = await made(given.host(), LINK);
    const { symlinks } = given.hosts();
    await symlinks.check(LINK, LINK);
    expect(await symlinks.diff(ID, link, LINK)).toMatchObject({ changes: false });
    await symlinks.delete(ID, link);
    expect(await targetOf()).toBe(LINK.target);
  });

  it("stays when what declares it is refused", async () => {
    const link = await made(given.host(), LINK);
    const { symlinks, layouts } = given.hosts();
    const { failures } = await layouts.check(LAYOUT, { ...LAYOUT, strays: "remove" });
    expect(failures).toHaveLength(1);
    await symlinks.delete(ID, link);
    expect(await targetOf()).toBe(LINK.target);
  });

  it("stays when a layout gives it up before its heir has taken it", async () => {
    const layout = await made(given.layoutHost(), LAYOUT);
    const { symlinks, layouts } = given.hosts();
    await symlinks.check({}, LINK);
    await layouts.check(LAYOUT, OTHER);
    await layouts.diff(LAYOUT_ID, layout, OTHER);
    await layouts.update(LAYOUT_ID, layout, OTHER);
    expect(await targetOf()).toBe(LINK.target);
    await symlinks.create(LINK);
    expect(await targetOf()).toBe(LINK.target);
    expect(deletes()).toEqual([]);
  });

  it.each(["links", "versions"])(
    "is written anew by a replacement, and removed afterwards (bucket %s)",
    async (bucket) => {
      const inputs = { ...LINK, bucket };
      const link = await made(given.host(), inputs);
      const { symlinks } = given.hosts();
      const id = `${bucket}/${LINK.key}`;
      await symlinks.check(inputs, inputs);
      await symlinks.diff(id, link, inputs);
      await symlinks.delete(id, link);
      const replaced = await made(symlinks, inputs);
      expect(await targetOf(bucket)).toBe(LINK.target);
      await given.host().delete(id, replaced);
      expect(await targetOf(bucket)).toBeUndefined();
    },
  );
});

describe("a link that nobody declares any more, on the dynamic host,", () => {
  it.each(["link", "layout"] as const)("goes with both that have it, read before, the %s first", async (first) => {
    const before = await halfWay();
    const { symlinks, layouts } = given.hosts();
    const link = kept((await symlinks.read(ID, before.link)).props);
    const layout = kept((await layouts.read(LAYOUT_ID, before.layout)).props);
    const removals = [() => symlinks.delete(ID, link), () => layouts.delete(LAYOUT_ID, layout)];
    for (const remove of first === "link" ? removals : removals.reverse()) await remove();
    expect(await targetOf()).toBeUndefined();
  });

  it("goes with the entry of a layout and the link that both have it, read before", async () => {
    const before = await halfWay();
    const { symlinks, layouts } = given.hosts();
    const link = kept((await symlinks.read(ID, before.link)).props);
    const layout = kept((await layouts.read(LAYOUT_ID, before.layout)).props);
    await layouts.check(LAYOUT, OTHER);
    await layouts.diff(LAYOUT_ID, layout, OTHER);
    await layouts.update(LAYOUT_ID, layout, OTHER);
    await symlinks.delete(ID, link);
    expect(await targetOf()).toBeUndefined();
  });
});
