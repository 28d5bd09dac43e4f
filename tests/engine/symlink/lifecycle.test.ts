import { describeOnEngine } from "../harness";
import { errorsOf, type GivenLinks, givenLinks, linkOps, linkSteps } from "./given-links";

jest.setTimeout(120_000);

let given: GivenLinks;
beforeAll(async () => {
  given = await givenLinks();
});
afterAll(() => given?.close());

const DONE = { expectSuccess: true };

describeOnEngine("a link in a YAML program", () => {
  it("goes up, stays, moves, gets another key, and goes down", async () => {
    const { stack, declare, targetOf } = given;
    declare({ latest: { key: "latest", target: "releases/1" } }, { url: `\${latest.url}`, id: `\${latest.id}` });
    const preview = await stack.preview([], DONE);
    expect(linkOps(preview)).toEqual(["create latest"]);
    expect(preview.outputs.id).toBe("links/latest");
    expect(await targetOf("latest")).toBeUndefined();

    const up = await stack.up([], DONE);
    expect(up.outputs.url).toBe(`${given.oss.endpoint}/links/latest`);
    expect(await targetOf("latest")).toBe("releases/1");

    const puts = () => given.oss.requests().filter(({ operation }) => operation === "PutSymlink").length;
    const before = puts();
    await stack.preview(["--expect-no-changes"], DONE);
    expect(linkOps(await stack.up(["--expect-no-changes"], DONE))).toEqual(["same latest"]);
    expect(puts()).toBe(before);

    declare({ latest: { key: "latest", target: "releases/2" } });
    const [moved] = linkSteps(await stack.up([], DONE));
    expect(moved).toMatchObject({ op: "update", detailedDiff: { target: { kind: "update", inputDiff: true } } });
    expect(await targetOf("latest")).toBe("releases/2");

    declare({ latest: { key: "current", target: "releases/2" } });
    expect(linkOps(await stack.up([], DONE))).toEqual(
      expect.arrayContaining(["create-replacement latest", "replace latest", "delete-replaced latest"]),
    );
    expect([await targetOf("latest"), await targetOf("current")]).toEqual([undefined, "releases/2"]);

    await stack.destroy([], DONE);
    expect(await targetOf("current")).toBeUndefined();
  });

  it("is protected, retained, left alone where changes are ignored, and reached by --target", async () => {
    const { stack, declare, targetOf } = given;
    const protectedLink = { properties: { key: "p", target: "1" }, options: { protect: true } };
    const retained = { properties: { key: "r", target: "1" }, options: { retainOnDelete: true } };
    declare({ p: protectedLink, r: retained, a: { key: "a", target: "1" }, b: { key: "b", target: "1" } });
    await stack.up([], DONE);

    const ignoring = {
      properties: { key: "a", target: "2", contentType: "text/x" },
      options: { ignoreChanges: ["target"] },
    };
    declare({ p: protectedLink, r: retained, a: ignoring, b: { key: "b", target: "2" } });
    const targeted = await stack.up(["--target", "**Symlink::a"], DONE);
    expect(linkOps(targeted)).toContain("update a");
    expect([await targetOf("a"), await targetOf("b")]).toEqual(["1", "1"]);
    expect((await given.linkAt("a")).contentType).toBe("text/x");

    declare({ p: protectedLink, b: { key: "b", target: "2" } });
    await stack.up([], DONE);
    expect([await targetOf("a"), await targetOf("r"), await targetOf("b")]).toEqual([undefined, "1", "2"]);

    const refused = await stack.destroy();
    expect(refused.code).not.toBe(0);
    expect(errorsOf(refused)).toContain("protected");
    expect(await targetOf("p")).toBe("1");
    await stack.exec(["state", "unprotect", "--all", "--yes"], DONE);
    await stack.destroy([], DONE);
    expect(await targetOf("p")).toBeUndefined();
  });

  it("survives a forced replacement, though the engine deletes the old one last", async () => {
    const { stack, declare, targetOf } = given;
    declare({ latest: { key: "forced", target: "1" } });
    await stack.up([], DONE);
    await stack.up(["--replace", "**Symlink::latest"], DONE);
    expect(await targetOf("forced")).toBe("1");
    await stack.destroy([], DONE);
    expect(await targetOf("forced")).toBeUndefined();
  });
});
