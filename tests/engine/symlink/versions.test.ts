import { describeOnEngine } from "../harness";
import { type GivenLinks, givenLinks, linkSteps } from "./given-links";

jest.setTimeout(120_000);

const DONE = { expectSuccess: true };

describeOnEngine("a link in a versioned bucket", () => {
  let given: GivenLinks;
  beforeAll(async () => {
    given = await givenLinks({ versioning: "Enabled" });
  });
  afterAll(() => given?.close());

  it("has its versions in state, oldest first, and makes one only when it is written", async () => {
    const { stack, declare, targetOf } = given;
    const outputs = async () => {
      const { resources = [] } = (await stack.export()).deployment;
      return resources.find(({ type }) => type === "oss-symlink:index:Symlink")?.outputs ?? {};
    };
    declare({ latest: { key: "latest", target: "1" } });
    await stack.up([], DONE);
    const first = (await given.linkAt("latest")).versionId;
    expect(await outputs()).toMatchObject({ versionId: first, versionIds: [first] });

    declare({ latest: { key: "latest", target: "1", acl: "private", tags: { a: "1" } } });
    await stack.up([], DONE);
    expect((await given.linkAt("latest")).versionId).toBe(first);

    declare({ latest: { key: "latest", target: "2", acl: "private", tags: { a: "1" } } });
    await stack.up([], DONE);
    const second = (await given.linkAt("latest")).versionId;
    expect(second).not.toBe(first);
    expect(await outputs()).toMatchObject({ versionId: second, versionIds: [first, second] });
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);

    await stack.destroy([], DONE);
    expect(await targetOf("latest")).toBeUndefined();
  });

  it("shows in a preview that its version stays, if it does", async () => {
    const { stack, declare } = given;
    declare({ latest: { key: "stable", target: "1" } }, { version: `\${latest.versionId}` });
    const up = await stack.up([], DONE);
    declare({ latest: { key: "stable", target: "1", acl: "private" } }, { version: `\${latest.versionId}` });
    const preview = await stack.preview([], DONE);
    expect(preview.outputs.version).toBe(up.outputs.version);
    expect(linkSteps(preview)[0]?.op).toBe("update");
  });
});

describeOnEngine("a link in a bucket whose versioning is suspended", () => {
  it("keeps no version called null", async () => {
    const given = await givenLinks({ versioning: "Suspended" });
    try {
      const { stack, declare, targetOf } = given;
      declare({ latest: { key: "latest", target: "1" } });
      await stack.up([], DONE);
      declare({ latest: { key: "latest", target: "2" } });
      await stack.up([], DONE);
      expect(JSON.stringify((await stack.export()).deployment)).not.toContain('["null"');
      await stack.preview(["--refresh", "--expect-no-changes"], DONE);
      await stack.destroy([], DONE);
      expect(await targetOf("latest")).toBeUndefined();
    } finally {
      await given.close();
    }
  });
});
