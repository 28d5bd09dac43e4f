import { type GivenHost, givenHost, kept } from "./given-host";

/** Layouts on the dynamic host: the same resource, as far as that host allows. */
let given: GivenHost;
beforeEach(async () => {
  given = await givenHost();
});
afterEach(() => given.close());

const LINKS = { "app.tgz": "app.tgz", "notes.txt": "notes.txt" };
const LAYOUT = { bucket: "links", prefix: "latest/", targetPrefix: "releases/1/", links: LINKS };
const FLIPPED = { ...LAYOUT, targetPrefix: "releases/2/" };

const sent = () => given.oss.requests().map(({ operation }) => operation);

describe("a layout on the dynamic host", () => {
  it("is made, found unchanged, moved, and removed", async () => {
    const host = given.layoutHost();
    const { inputs } = await host.check({}, LAYOUT);
    const { id, outs } = await host.create(inputs);
    expect(id).toBe("links/latest/");
    const state = kept(outs);
    expect(await host.diff(id, state, LAYOUT)).toMatchObject({ changes: false });
    expect(await host.diff(id, state, FLIPPED)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: true });
    const moved = kept((await host.update(id, state, FLIPPED)).outs);
    expect(moved.targetPrefix).toBe("releases/2/");
    const next = given.layoutHost();
    const read = await next.read(id, moved);
    expect(read.inputs).toEqual(FLIPPED);
    expect(await next.diff(id, kept(read.props), FLIPPED)).toMatchObject({ changes: false });
    await next.delete(id, kept(read.props));
    expect(sent().at(-1)).toBe("DeleteMultipleObjects");
  });

  it("keeps what was done in part, and goes on from there", async () => {
    const host = given.layoutHost();
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    given.oss.faults.add({ operation: "PutSymlink", key: "latest/notes.txt", count: 1, effect });
    const failure = await host.create(LAYOUT).catch((error: unknown) => error);
    expect(failure).toMatchObject({ id: "links/latest/", reasons: expect.arrayContaining([expect.any(String)]) });
    const state = kept((failure as { properties: Record<string, unknown> }).properties);
    expect(Object.keys(state.proofs as object)).toEqual(["app.tgz"]);
    const { outs } = await host.update("links/latest/", state, LAYOUT);
    expect(Object.keys(outs.proofs as object)).toEqual(["app.tgz", "notes.txt"]);
  });

  it("refuses what needs to know other resources", async () => {
    const { failures } = await given.layoutHost().check({}, { ...LAYOUT, strays: "remove" });
    expect(failures).toEqual([{ property: "strays", reason: expect.stringContaining("needs the plugin") }]);
  });
});
