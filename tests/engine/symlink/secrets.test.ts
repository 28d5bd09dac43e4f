import { describeOnEngine } from "../harness";
import { BUCKET, type GivenLinks, givenLinks, linkOps } from "./given-links";

jest.setTimeout(120_000);

let given: GivenLinks;
beforeAll(async () => {
  given = await givenLinks();
});
afterAll(() => given?.close());

const DONE = { expectSuccess: true };

/** What must not be readable in a state, in an output or on the screen. */
const HIDDEN = ["hidden-target", "hidden-owner", "hidden-stage"];

describeOnEngine("secrets of a link", () => {
  async function expectHidden(): Promise<void> {
    const exported = JSON.stringify(await given.stack.export());
    for (const text of HIDDEN) expect(exported).not.toContain(text);
  }

  it("stay encrypted after up, a no-op up, refresh and an update", async () => {
    const { stack, declare, targetOf } = given;
    const secret = (text: unknown) => ({ "fn::secret": text });
    const link = {
      key: "latest",
      target: secret("hidden-target"),
      metadata: { owner: secret("hidden-owner"), team: "plain-team" },
      tags: secret({ stage: "hidden-stage" }),
    };
    declare({ latest: link }, { all: `\${latest.metadata}`, target: `\${latest.target}` });
    const up = await stack.up(["--diff"], DONE);
    for (const text of HIDDEN) expect(up.stdout).not.toContain(text);
    expect(await targetOf("latest")).toBe("hidden-target");
    expect((await given.linkAt("latest")).metadata).toEqual({ owner: "hidden-owner", team: "plain-team" });
    await expectHidden();
    expect(await stack.outputs()).toEqual({
      all: { owner: "hidden-owner", team: "plain-team" },
      target: "hidden-target",
    });

    expect(linkOps(await stack.up([], DONE))).toEqual(["same latest"]);
    await expectHidden();
    await stack.refresh([], DONE);
    await expectHidden();
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);

    declare({ latest: { ...link, contentType: "text/html" } });
    await stack.up([], DONE);
    await expectHidden();
  });

  it("stay encrypted when they drift", async () => {
    const { stack, client } = given;
    await client.putSymlink(BUCKET, "latest", {
      target: "hidden-target-2",
      metadata: { owner: "hidden-owner-2", renamed: "hidden-owner", team: "plain-team" },
      tags: { stage: "hidden-stage-2" },
    });
    const refreshed = await stack.refresh(["--diff"], DONE);
    await expectHidden();
    for (const text of HIDDEN) expect(refreshed.stdout).not.toContain(text);
    await stack.up([], DONE);
    await expectHidden();
    await stack.destroy([], DONE);
  });

  it("are encrypted from the moment a value is declared one", async () => {
    const { stack, declare } = given;
    declare({ latest: { key: "later", target: "hidden-target" } });
    await stack.up([], DONE);
    const { etag } = await given.linkAt("later");
    declare({ latest: { key: "later", target: { "fn::secret": "hidden-target" } } });
    await stack.up([], DONE);
    await expectHidden();
    expect((await given.linkAt("later")).etag).toBe(etag);
    await stack.destroy([], DONE);
  });

  it("are never printed, neither in what is wrong nor in what is in the way", async () => {
    const { stack, declare, client } = given;
    await client.putSymlink(BUCKET, "taken", { target: "hidden-target" });
    const secret = { "fn::secret": "hidden-target" };
    declare({
      taken: { key: "taken", target: secret, acl: "private" },
      wrong: { key: "wrong", target: "x", acl: secret },
    });
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain("must be one of default, private");
    for (const text of HIDDEN) expect(refused.stdout + refused.stderr).not.toContain(text);
  });
});
