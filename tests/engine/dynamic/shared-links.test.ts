import { describeOnEngine } from "../harness";
import { BUCKET, DONE, type GivenProject, givenProject, linkOps, TYPE } from "./given-project";

jest.setTimeout(600_000);

let given: GivenProject;
beforeAll(async () => {
  given = await givenProject();
});
afterAll(() => given?.close());

const SYMLINK = `new Symlink("latest", { bucket, key: "latest/app.tgz", target: "releases/1/app.tgz" });`;
const LAYOUT = `const { AliasLayout } = require("pulumi-oss-symlink");
new AliasLayout("latest", {
  bucket, prefix: "latest/", targetPrefix: "releases/1/", links: { "app.tgz": "app.tgz" },
});`;

describeOnEngine("a link that two resources have in their states, of which one leaves the program,", () => {
  test("stays for its copy, and is replaced without a gap", async () => {
    const { stack, program, targetOf, oss } = given;
    program(SYMLINK);
    await stack.up([], DONE);
    const exported = await stack.export();
    const { resources = [] } = exported.deployment;
    const copies = resources.filter(({ type }) => type === TYPE).map((link) => ({ ...link, urn: `${link.urn}-copy` }));
    resources.push(...copies);
    stack.write({ "copied.json": JSON.stringify(exported) });
    await stack.exec(["stack", "import", "--file", "copied.json"], DONE);
    expect(linkOps(await stack.up([], DONE)).sort()).toEqual(["delete latest-copy", "same latest"]);
    expect(await targetOf("latest/app.tgz")).toBe("releases/1/app.tgz");
    const [{ urn = "" } = {}] = resources.filter(({ type }) => type === TYPE);
    await stack.up(["--replace", urn], DONE);
    expect(await targetOf("latest/app.tgz")).toBe("releases/1/app.tgz");
    expect(oss.requests().filter(({ operation }) => operation === "DeleteObject")).toEqual([]);
  });

  test("stays when a move to a layout has come half-way and is taken back", async () => {
    const { stack, program, targetOf, client } = given;
    program(`${LAYOUT}
new Symlink("fails", { bucket, key: "taken", target: "releases/1/app.tgz" });`);
    await client.putObject(BUCKET, "taken", "theirs");
    expect((await stack.up()).code).not.toBe(0);
    program(SYMLINK);
    await stack.up([], DONE);
    expect(await targetOf("latest/app.tgz")).toBe("releases/1/app.tgz");
    // The layout has written it anew, which a read shows.
    await stack.up(["--refresh"], DONE);
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
    await stack.destroy([], DONE);
    expect(await targetOf("latest/app.tgz")).toBeUndefined();
    await client.deleteObject(BUCKET, "taken");
  });
});
