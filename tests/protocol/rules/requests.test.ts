import type { BucketSpec } from "../../../emulator";
import { BUCKET, givenScene, KEY, LINK, type Resource, type Scene } from "../../support/plugin/given-scene";

/** The budget of requests: what each step costs, counted at the server. */
let scene: Scene;
let link: Resource;
async function begin(bucket: Omit<BucketSpec, "name">): Promise<void> {
  scene = await givenScene(bucket);
  link = scene.resource();
}
afterEach(() => scene.close());

/** Another deployment, which knows nothing yet. */
async function nextDeployment(): Promise<void> {
  link = await scene.inNewProcess(link);
  scene.sent();
}

const keys = (count: number) => Array.from({ length: count }, (_, index) => `latest/${index}`);

describe("in a never-versioned bucket", () => {
  beforeEach(() => begin({}));

  it("a create is one request, and the first one of a bucket looks before and after", async () => {
    await link.create(LINK);
    expect(scene.sent()).toEqual(["GetSymlink 404", "PutSymlink", "GetSymlink"]);
    await scene.resource("second").create({ ...LINK, key: "second" });
    expect(scene.sent()).toEqual(["PutSymlink"]);
  });

  it("twenty creates at once learn the bucket once", async () => {
    await Promise.all(keys(20).map((key) => scene.resource(key).create({ ...LINK, key })));
    const sent = scene.sent();
    expect(sent.filter((operation) => operation === "PutSymlink")).toHaveLength(20);
    expect(sent).toHaveLength(22);
  });

  it("taking and adopting cost five at most", async () => {
    await link.create(LINK);
    for (const [key, more] of [
      ["same", {}],
      ["other", { target: "theirs" }],
    ] as const) {
      await scene.foreign.putSymlink(BUCKET, key, { target: LINK.target, ...more });
      scene.sent();
      await scene.resource(key).create({ ...LINK, key, onConflict: "adopt" });
      expect(scene.sent().sort()).toEqual(
        ["PutSymlink 409", "GetSymlink", "GetObjectACL", "GetObjectTagging", "PutSymlink"].sort(),
      );
    }
  });

  it("a delete is two", async () => {
    await link.create(LINK);
    await nextDeployment();
    await link.delete();
    expect(scene.sent()).toEqual(["GetSymlink", "DeleteObject"]);
  });
});

describe("in a bucket with versioning", () => {
  beforeEach(() => begin({ versioning: "Enabled" }));

  it("a create is two requests, and the first one of a bucket is read back", async () => {
    await link.create(LINK);
    expect(scene.sent()).toEqual(["GetSymlink 404", "PutSymlink", "GetSymlink"]);
    await scene.resource("second").create({ ...LINK, key: "second" });
    expect(scene.sent()).toEqual(["GetSymlink 404", "PutSymlink"]);
  });

  it("a delete is two, and the first one of a bucket asks for the state of versioning", async () => {
    await link.create(LINK);
    const second = scene.resource("second");
    await second.create({ ...LINK, key: "second" });
    await nextDeployment();
    await link.delete();
    expect(scene.sent()).toEqual(["GetSymlink", "GetBucketVersioning", "DeleteObject"]);
    second.provider = link.provider;
    await second.delete();
    expect(scene.sent()).toEqual(["GetSymlink", "DeleteObject"]);
  });
});

describe("in any bucket", () => {
  beforeEach(async () => {
    await begin({});
    await link.create({ ...LINK, acl: "private", tags: { a: "1" } });
    const other = scene.resource("other");
    await nextDeployment();
    other.provider = link.provider;
    await other.create({ ...LINK, key: "other" });
    scene.sent();
  });
  const DECLARED = { ...LINK, acl: "private", tags: { a: "1" } };

  it("an update looks and puts, and does not look right after a read", async () => {
    await link.up({ ...DECLARED, target: "releases/2" });
    expect(scene.sent()).toEqual(["GetSymlink", "PutSymlink"]);
    await link.read();
    scene.sent();
    await link.up({ ...DECLARED, target: "releases/3" });
    expect(scene.sent()).toEqual(["PutSymlink"]);
    await link.up({ ...DECLARED, target: "releases/4" });
    expect(scene.sent()).toEqual(["GetSymlink", "PutSymlink"]);
  });

  it("ACL or tags alone have one request each in place of the put", async () => {
    await link.up({ ...DECLARED, acl: "public-read" });
    expect(scene.sent()).toEqual(["GetSymlink", "PutObjectACL"]);
    await link.read();
    scene.sent();
    await link.up({ ...DECLARED, acl: "private", tags: {} });
    expect(scene.sent()).toEqual(["PutObjectACL", "DeleteObjectTagging"]);
  });

  it("with ignoreChanges an update always looks", async () => {
    await link.read();
    scene.sent();
    await link.update({ ...DECLARED, metadata: { a: "1" } }, ["target"]);
    expect(scene.sent()).toEqual(["GetSymlink", "PutSymlink"]);
  });

  it("a refresh is one request, and one each for ACL and tags where declared, and for a required target", async () => {
    await link.read();
    expect(scene.sent().sort()).toEqual(["GetObjectACL", "GetObjectTagging", "GetSymlink"]);
    await link.up({ ...LINK, targetCheck: "require" });
    scene.sent();
    await link.read();
    expect(scene.sent()).toEqual(["GetSymlink", "HeadObject 404"]);
    await link.up(LINK);
    scene.sent();
    await link.read();
    expect(scene.sent()).toEqual(["GetSymlink"]);
  });

  it("a preview of a new link is one request, and one more for its target", async () => {
    await scene.resource("new").preview({ ...LINK, key: "new", targetCheck: "off" });
    expect(scene.sent()).toEqual(["GetSymlink 404"]);
    await scene.resource("new").preview({ ...LINK, key: "new" });
    expect(scene.sent()).toEqual(["GetSymlink 404", "HeadObject 404"]);
  });

  it("a preview of an unchanged link is none, and of a moved one the look at its target", async () => {
    const inputs = await link.check(DECLARED);
    expect((await link.diff(inputs)).changes).toBe("none");
    expect(scene.sent()).toEqual([]);
    const { id, inputs: oldInputs, outputs } = link.known;
    const news = { ...DECLARED, target: "releases/2" };
    const moved = { id, olds: outputs, oldInputs, news, preview: true };
    await link.provider.update(moved);
    await link.provider.update({ ...moved, news: { ...DECLARED, tags: { b: "2" } } });
    expect(scene.sent()).toEqual(["HeadObject 404"]);
  });

  it("a replaced or renamed link is left without a look", async () => {
    const old = link.known;
    await link.create(DECLARED);
    scene.sent();
    await link.delete(old);
    expect(scene.sent()).toEqual([]);
    expect(await scene.at(KEY)).toBe("releases/1");
  });
});
