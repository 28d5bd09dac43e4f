import { describeOnEngine } from "../harness";
import { BUCKET, DONE, type GivenProject, givenProject, linkOps, said, TYPE } from "./given-project";
import { npmInstall } from "./packed";

// Installs from the registry, and each command starts a program and a provider.
jest.setTimeout(600_000);

let given: GivenProject;
beforeAll(async () => {
  given = await givenProject({
    manifest: { main: "index.ts" },
    install: npmInstall,
    bucket: { versioning: "Enabled" },
  });
});
afterAll(() => given?.close());

const PREAMBLE = `import * as pulumi from "@pulumi/pulumi";
import { Symlink, SymlinkArgs } from "pulumi-oss-symlink";
const release = (version: string): SymlinkArgs => ({
  bucket: "${BUCKET}", key: "latest", target: \`releases/\${version}\`, metadata: { version, owner: pulumi.secret("hidden") },
});
`;

describeOnEngine("a TypeScript program in an empty project with the packed package", () => {
  const program = (text: string) => given.stack.write({ "index.ts": PREAMBLE + text });
  const declare = (name: string, args: string) =>
    program(`const link = new Symlink("${name}", ${args});
export const url: pulumi.Output<string> = link.url;
export const id: pulumi.Output<string | undefined> = link.versionId;
export const ids: pulumi.Output<string[]> = link.versionIds;`);

  test("creates, keeps, changes, repairs, replaces, renames and destroys a link", async () => {
    const { stack, targetOf, client, oss, puts } = given;
    declare("latest", 'release("1")');
    expect(linkOps(await stack.preview([], DONE))).toEqual(["create latest"]);
    expect(await targetOf("latest")).toBeUndefined();

    const up = await stack.up([], DONE);
    expect(up.outputs.url).toBe(`${oss.endpoint}/${BUCKET}/latest`);
    const first = await client.getSymlink(BUCKET, "latest");
    expect(first).toMatchObject({ target: "releases/1", metadata: { version: "1", owner: "hidden" } });
    const { versionId } = first;
    expect(up.outputs).toMatchObject({ id: versionId, ids: [versionId] });

    const before = puts();
    await stack.preview(["--expect-no-changes"], DONE);
    expect(linkOps(await stack.up(["--expect-no-changes"], DONE))).toEqual(["same latest"]);
    expect(puts()).toBe(before);

    declare("latest", 'release("2")');
    expect(linkOps(await stack.preview([], DONE))).toEqual(["update latest"]);
    const moved = await stack.up([], DONE);
    expect(linkOps(moved)).toEqual(["update latest"]);
    const second = await client.getSymlink(BUCKET, "latest");
    expect(second).toMatchObject({ target: "releases/2", metadata: { version: "2", owner: "hidden" } });
    expect(moved.outputs.ids).toEqual([versionId, second.versionId]);

    await client.putSymlink(BUCKET, "latest", { target: "elsewhere" });
    expect(linkOps(await stack.refresh([], DONE))).toEqual(["update latest"]);
    expect(linkOps(await stack.up([], DONE))).toEqual(["update latest"]);
    expect(await client.getSymlink(BUCKET, "latest")).toMatchObject({
      target: "releases/2",
      metadata: { version: "2", owner: "hidden" },
    });

    declare("latest", '{ ...release("2"), key: "current" }');
    expect(linkOps(await stack.up([], DONE))).toEqual(
      expect.arrayContaining(["create-replacement latest", "replace latest", "delete-replaced latest"]),
    );
    expect([await targetOf("latest"), await targetOf("current")]).toEqual([undefined, "releases/2"]);

    declare("renamed", '{ ...release("2"), key: "current" }, { aliases: [{ name: "latest" }] }');
    expect(linkOps(await stack.up([], DONE))).toEqual(["same renamed"]);
    declare("again", '{ ...release("2"), key: "current" }');
    expect(linkOps(await stack.up([], DONE))).toEqual(expect.arrayContaining(["create again", "delete renamed"]));
    expect(await targetOf("current")).toBe("releases/2");

    await stack.destroy([], DONE);
    expect(await targetOf("current")).toBeUndefined();
  });

  test("keeps neither code nor credentials nor clear secrets in state", async () => {
    const { stack } = given;
    declare("latest", 'release("1")');
    for (const command of [stack.up, stack.refresh, stack.up]) {
      await command([], DONE);
      const exported = await stack.export();
      const link = exported.deployment.resources?.find(({ type }) => type === TYPE);
      expect(link?.outputs).toMatchObject({ target: "releases/1", metadata: { ciphertext: expect.any(String) } });
      expect(link?.outputs?.declared).toHaveProperty("ciphertext");
      const text = JSON.stringify(exported);
      expect(text).not.toContain("hidden");
      for (const credential of [given.oss.accessKeyId, given.oss.accessKeySecret])
        expect(text).not.toContain(credential);
      expect(JSON.stringify(link?.inputs?.__provider).length).toBeLessThan(500);
      expect(link?.outputs?.__provider).toBe(link?.inputs?.__provider);
    }
    await stack.destroy([], DONE);
  });

  test("is refused an object in the way, in words that help, and leaves it alone", async () => {
    const { stack, client, targetOf } = given;
    await client.putObject(BUCKET, "latest", "theirs");
    declare("latest", 'release("1")');
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain("link cannot be created");
    expect(await targetOf("latest")).toBe("(object)");
    await stack.destroy([], DONE);
    expect(await targetOf("latest")).toBe("(object)");
  });
});
