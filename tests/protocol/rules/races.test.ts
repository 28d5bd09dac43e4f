import timers from "node:timers/promises";
import type { FaultRule } from "../../../emulator";
import type { PropertyMap } from "../../../provider/protocol/values";
import { BUCKET, givenScene, KEY, type Resource, type Scene } from "../../support/plugin/given-scene";

/** What comes in a link's place between looking and writing, or while a write is being repeated. */
jest.setTimeout(60_000);

let scene: Scene;
beforeEach(async () => {
  scene = await givenScene();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await scene.close();
});

type Kind = "link" | "layout";
const KINDS = ["link", "layout"] as const;
const resourceOf = (kind: Kind) => (kind === "link" ? scene.resource() : scene.layout());
function inputs(kind: Kind, target: string): PropertyMap {
  const place = { bucket: BUCKET, targetCheck: "off" };
  return kind === "link"
    ? { ...place, key: KEY, target }
    : { ...place, prefix: "latest/", links: { "app.tgz": target } };
}

const SILENCE = { kind: "error", status: 503, code: "ServiceUnavailable" } as const;

/**
 * Does `work`, and `meanwhile` as soon as a request has met that fault, which ends then. `atLast` happens while the
 * client pauses between two tries: no request is on its way that was begun before.
 */
async function during(
  fault: Omit<FaultRule, "effect">,
  { oss }: { oss: Scene["given"]["oss"] },
  work: Promise<unknown>,
  meanwhile: () => unknown,
  atLast?: () => unknown,
): Promise<void> {
  const before = oss.requests().length;
  const id = oss.faults.add({ ...fault, effect: SILENCE });
  const met = () =>
    oss
      .requests()
      .slice(before)
      .some(({ status, operation }) => status === 503 && operation === fault.operation);
  const pauses = jest.spyOn(timers, "setTimeout").mock.calls;
  const ended = work.then(
    () => true,
    () => true,
  );
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!met() && !over) await new Promise(setImmediate);
  await meanwhile();
  const begun = pauses.length;
  while (atLast !== undefined && pauses.length === begun && !over) await new Promise(setImmediate);
  atLast?.();
  oss.faults.remove(id);
  await work;
}

describe.each(KINDS)("a repeated write of a %s", (kind) => {
  it("names the newcomer that it overwrites, and the link it found before only once", async () => {
    let one = resourceOf(kind);
    await one.create(inputs(kind, "1"));
    await scene.foreign.putSymlink(BUCKET, KEY, { target: "first" });
    one = await scene.inNewProcess(one);
    scene.given.oss.faults.add({ operation: "PutSymlink", count: 1, effect: { kind: "reset-before" } });
    await during({ operation: "GetSymlink", skip: 1 }, scene.given, one.up(inputs(kind, "2")), () =>
      scene.foreign.putSymlink(BUCKET, KEY, { target: "newcomer" }),
    );
    expect(await scene.at()).toBe("2");
    expect(scene.warnings()).toEqual([
      expect.stringMatching(/is a link to first.*dropped of it: target first/),
      expect.stringMatching(/is a link to newcomer.*dropped of it: target newcomer/),
    ]);
  });

  it("says nothing of its own link, of which only the answer was lost", async () => {
    let one = resourceOf(kind);
    await one.create(inputs(kind, "1"));
    one = await scene.inNewProcess(one);
    scene.given.oss.faults.add({ operation: "PutSymlink", count: 1, effect: { kind: "reset-after" } });
    await one.up(inputs(kind, "2"));
    expect(await scene.at()).toBe("2");
    expect(scene.warnings()).toEqual([]);
  });

  it("says nothing of it either where a read has spared the look", async () => {
    const links = (target: string) => ({ "app.tgz": target, "notes.txt": target });
    const news = (target: string) =>
      kind === "link" ? inputs(kind, target) : { ...inputs(kind, ""), links: links(target) };
    let one = resourceOf(kind);
    await one.create(news("1"));
    one = await scene.inNewProcess(one);
    await one.read();
    scene.given.oss.faults.add({ operation: "PutSymlink", key: KEY, count: 1, effect: { kind: "reset-after" } });
    await one.up(news("2"));
    expect(await scene.at()).toBe("2");
    expect(scene.warnings()).toEqual([]);
  });

  it("leaves a newcomer at another endpoint", async () => {
    let one = resourceOf(kind);
    await one.create(inputs(kind, "1"));
    const elsewhere = await givenScene();
    const { oss } = elsewhere.given;
    one = await scene.inNewProcess(one, { ...scene.given.config, endpoint: oss.endpoint });
    try {
      oss.faults.add({ operation: "PutSymlink", count: 1, effect: { kind: "reset-before" } });
      const up = during({ operation: "GetSymlink", skip: 1 }, elsewhere.given, one.up(inputs(kind, "2")), () =>
        elsewhere.foreign.putSymlink(BUCKET, KEY, { target: "newcomer" }),
      );
      await expect(up).rejects.toThrow(/is a link to newcomer.* this stack's was written at/);
      expect(await elsewhere.at()).toBe("newcomer");
    } finally {
      await elsewhere.close();
    }
  });
});

describe("a write where the link is gone", () => {
  it.each(KINDS)("does not rely on the guard, which may hold no longer: of a %s", async (kind) => {
    const one = resourceOf(kind);
    await scene.resource("other").create({ ...inputs("link", "1"), key: "other" });
    await one.create(inputs(kind, "1"));
    await scene.foreign.putVersioning(BUCKET, "Enabled");
    await scene.foreign.deleteObject(BUCKET, KEY);
    scene.given.oss.faults.add({ operation: "PutSymlink", count: 1, effect: { kind: "reset-before" } });
    const up = during({ operation: "GetSymlink", skip: 1 }, scene.given, one.up(inputs(kind, "2")), () =>
      scene.foreign.putObject(BUCKET, KEY, "content"),
    );
    await expect(up).rejects.toThrow(/ordinary object/);
    expect(await scene.at()).toBe("(object)");
  });
});

describe("a write that goes by a read", () => {
  it("looks again if the read has taken long", async () => {
    const made = scene.resource();
    await made.create(inputs("link", "1"));
    const link = await scene.inNewProcess(made);
    const now = Date.now.bind(Date);
    const before = scene.given.oss.requests().length;
    const isAnswered = () => scene.given.oss.requests().length > before;
    jest.spyOn(Date, "now").mockImplementation(() => now() + (isAnswered() ? 60_000 : 0));
    await link.read();
    await scene.foreign.putObject(BUCKET, KEY, "content");
    await expect(link.up(inputs("link", "2"))).rejects.toThrow(/is an ordinary object/);
    expect(await scene.at()).toBe("(object)");
  });
});

describe("a write that has to wait for its turn", () => {
  const key = "latest/other";
  const held = { operation: "PutSymlink", key: KEY };

  /** Two links of one program, served by a process that has written nothing so far. */
  async function givenTwo(): Promise<readonly [Resource, Resource]> {
    const made = [scene.resource("one"), scene.resource("two")] as const;
    await made[0].create(inputs("link", "1"));
    await made[1].create({ ...inputs("link", "1"), key });
    const one = await scene.inNewProcess(made[0], { ...scene.given.config, maxRetries: 50 });
    made[1].provider = one.provider;
    return [one, made[1]];
  }

  it("looks again if its look is too long ago by then", async () => {
    const [one, two] = await givenTwo();
    const now = Date.now.bind(Date);
    let refused: Promise<void> | undefined;
    const before = scene.given.oss.requests().length;
    await during(held, scene.given, one.up(inputs("link", "2")), async () => {
      const waiting = two.up({ ...inputs("link", "2"), key });
      const isSeen = () =>
        scene.given.oss
          .requests()
          .slice(before)
          .some((request) => request.operation === "GetSymlink" && request.key === key);
      while (!isSeen()) await new Promise(setImmediate);
      await scene.foreign.putObject(BUCKET, key, "content");
      jest.spyOn(Date, "now").mockImplementation(() => now() + 60_000);
      refused = expect(waiting).rejects.toThrow(/is an ordinary object/);
    });
    await refused;
    expect(await scene.at(key)).toBe("(object)");
  });

  it("waits for the first one of a bucket only, also where nothing can be read back", async () => {
    const provider = await scene.given.connect({ ...scene.given.config, maxRetries: 50 });
    const given = (name: string) => Object.assign(scene.resource(name), { provider });
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    scene.given.oss.faults.add({ operation: "GetSymlink", skip: 1, effect });
    await given("first").create({ ...inputs("link", "1"), key: "first" });
    await during(held, scene.given, given("held").create(inputs("link", "1")), () =>
      given("other").create({ ...inputs("link", "1"), key }),
    );
    scene.given.oss.faults.clear();
    expect(await scene.at(key)).toBe("1");
  });
});

describe.each(KINDS)("a removal of a %s", (kind) => {
  it("looks again if its look is too long ago by the time that it may delete", async () => {
    await scene.close();
    scene = await givenScene({ versioning: "Enabled" });
    let one = resourceOf(kind);
    await one.create(inputs(kind, "1"));
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    one = await scene.inNewProcess(one, { ...scene.given.config, maxRetries: 50 });
    const now = Date.now.bind(Date);
    await during({ operation: "ListObjectVersions" }, scene.given, one.delete(), async () => {
      await scene.foreign.putVersioning(BUCKET, "Enabled");
      await scene.foreign.putObject(BUCKET, KEY, "content");
      jest.spyOn(Date, "now").mockImplementation(() => now() + 60_000);
    });
    expect(await scene.at()).toBe("(object)");
  });
});

describe("ACL and tags that are reset after a put", () => {
  it.each<[Kind, RegExp, readonly string[]]>([
    ["link", /the link was written, but not everything else: PutObjectACL .* its turn came too long after/, []],
    ["layout", /^done$/, ["GetSymlink", "PutSymlink", "DeleteObjectTagging"]],
  ])("are not sent to what may have come there while the put took long: %s", async (kind, said, more) => {
    let one = resourceOf(kind);
    await one.create({ ...inputs(kind, "1"), acl: "private", tags: { a: "1" } });
    one = await scene.inNewProcess(one);
    scene.sent();
    const now = Date.now.bind(Date);
    const before = scene.given.oss.requests().length;
    const isPut = () =>
      scene.given.oss
        .requests()
        .slice(before)
        .some(({ operation }) => operation === "PutSymlink");
    jest.spyOn(Date, "now").mockImplementation(() => now() + (isPut() ? 60_000 : 0));
    const done = one.up(inputs(kind, "2")).then(
      () => "done",
      (error: Error) => error.message,
    );
    expect(await done).toMatch(said);
    expect(scene.sent()).toEqual(["GetSymlink", "PutSymlink", "GetSymlink", ...more]);
  });
});

describe("a delete marker that hides nothing", () => {
  it("is not purged long after that was seen: what has come in its place may have its id", async () => {
    await scene.close();
    scene = await givenScene({ versioning: "Enabled" });
    let link = scene.resource();
    await link.create({ ...inputs("link", "1"), purgeOnDelete: true });
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    link = await scene.inNewProcess(link, { ...scene.given.config, maxRetries: 50 });
    const now = performance.now.bind(performance);
    const putObject = async () => {
      expect(await scene.versions()).toEqual(["[null]"]);
      await scene.foreign.putObject(BUCKET, KEY, "content");
    };
    const passTime = () => jest.spyOn(performance, "now").mockImplementation(() => now() + 40_000);
    await during({ operation: "DeleteMultipleObjects", skip: 1 }, scene.given, link.delete(), putObject, passTime);
    expect(await scene.at()).toBe("(object)");
    expect(scene.warnings()).toEqual([expect.stringContaining("that could not be purged: null (")]);
  });

  it.each([
    ["(object)", () => scene.foreign.putObject(BUCKET, KEY, "content")],
    ["theirs", () => scene.foreign.putSymlink(BUCKET, KEY, { target: "theirs" })],
  ])("is told by its kind from what has come in its place by then, and has its id: %s", async (shown, put) => {
    await scene.close();
    scene = await givenScene({ versioning: "Enabled" });
    let link = scene.resource();
    await link.create({ ...inputs("link", "1"), purgeOnDelete: true });
    await scene.foreign.putVersioning(BUCKET, "Suspended");
    link = await scene.inNewProcess(link);
    await during({ operation: "DeleteMultipleObjects" }, scene.given, link.delete(), put);
    expect(await scene.at()).toBe(shown);
    expect(await scene.versions()).toEqual(["null"]);
    expect(scene.warnings()).toEqual([]);
  });
});

describe("ACL or tags that are sent alone, time and again", () => {
  it.each([
    ["PutObjectACL", { acl: "private" }],
    ["PutObjectTagging", { tags: { a: "1" } }],
  ])("are not sent to what has come there long after the look: %s", async (operation, change) => {
    let link = scene.resource();
    await link.create(inputs("link", "1"));
    link = await scene.inNewProcess(link, { ...scene.given.config, maxRetries: 50 });
    const now = performance.now.bind(performance);
    const work = link.up({ ...inputs("link", "1"), ...change });
    const putObject = () => scene.foreign.putObject(BUCKET, KEY, "content");
    const passTime = () => jest.spyOn(performance, "now").mockImplementation(() => now() + 60_000);
    const update = during({ operation }, scene.given, work, putObject, passTime);
    await expect(update).rejects.toThrow(/is an ordinary object/);
    expect(await scene.foreign.getAcl(BUCKET, KEY)).toBe("default");
    expect(await scene.foreign.getTagging(BUCKET, KEY)).toEqual({});
  });
});
