import { startEmulator } from "../../../emulator";
import { createClient } from "../../../provider/oss";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, givenStack } from "../harness";
import { installSdk, SDK_FOLDER } from "../harness/generated-sdk";

jest.setTimeout(180_000);

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as oss from "pulumi-oss-symlink-plugin";

const provider = new oss.Provider("local", {
    endpoint: process.env.TEST_OSS_ENDPOINT,
    region: "cn-hangzhou",
    accessKeyId: "test",
    accessKeySecret: "test",
    maxRetries: 1,
    requestPayer: false,
});
const links = ["app.tgz", "docs.zip"].map((name) => new oss.Symlink(name, {
    bucket: "links",
    key: \`latest/\${name}\`,
    target: pulumi.secret(\`releases/1/\${name}\`),
    acl: oss.ObjectAcl.PublicRead,
    metadata: { owner: "ops" },
}, { provider }));
export const urls = links.map((link) => link.url);
`;

describeOnEngine("a TypeScript program with the generated SDK", () => {
  it("goes up with an explicit provider, previews clean, and goes down", async () => {
    const oss = await startEmulator({ buckets: ["links"] });
    const { endpoint, region, accessKeyId, accessKeySecret } = oss;
    const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
    try {
      const stack = await givenStack({
        program: {
          runtime: "nodejs",
          files: { "index.ts": PROGRAM },
          packages: { "pulumi-oss-symlink-plugin": `../${SDK_FOLDER}` },
        },
        plugins: { "oss-symlink": builtPackage() },
        env: { TEST_OSS_ENDPOINT: endpoint },
      });
      await installSdk(stack.program, "nodejs");
      const up = await stack.up([], { expectSuccess: true });
      expect(up.outputs.urls).toEqual([`${endpoint}/links/latest/app.tgz`, `${endpoint}/links/latest/docs.zip`]);
      expect((await client.getSymlink("links", "latest/app.tgz")).target).toBe("releases/1/app.tgz");
      expect(await client.getAcl("links", "latest/docs.zip")).toBe("public-read");
      expect(JSON.stringify(await stack.export())).not.toContain("releases/1");
      await stack.preview(["--expect-no-changes"], { expectSuccess: true });
      await stack.destroy([], { expectSuccess: true });
      await expect(client.getSymlink("links", "latest/app.tgz")).rejects.toThrow("NoSuchKey");
    } finally {
      client.close();
      await oss.close();
    }
  });
}, ["go"]);
