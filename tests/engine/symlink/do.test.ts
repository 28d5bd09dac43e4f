import { join } from "node:path";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine } from "../harness";
import { BUCKET, type GivenLinks, givenLinks } from "./given-links";

const SHIM = join(builtPackage(), "pulumi-resource-oss-symlink");

jest.setTimeout(120_000);

let given: GivenLinks;
beforeAll(async () => {
  given = await givenLinks();
});
afterAll(() => given?.close());

describeOnEngine("pulumi do", () => {
  it("lists the links of a bucket", async () => {
    const { stack, client, oss } = given;
    for (const key of ["a/1", "a/2", "b/1"]) await client.putSymlink(BUCKET, key, { target: "t" });
    await client.putObject(BUCKET, "a/object", "content");
    const listed = await stack.exec(
      ["do", "--package", SHIM, "oss-symlink:index:Symlink", "list", "--bucket", BUCKET, "--prefix", "a/"],
      {
        env: { OSS_ENDPOINT: oss.endpoint, OSS_REGION: oss.region },
      },
    );
    expect(listed.code).toBe(0);
    expect(listed.stdout).toContain("links/a/1");
    expect(listed.stdout).toContain("links/a/2");
    expect(listed.stdout).not.toMatch(/b\/1|object/);
  });
});
