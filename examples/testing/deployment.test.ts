import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { type Emulator, startEmulator } from "pulumi-oss-symlink/emulator";

jest.setTimeout(300_000);

const state = mkdtempSync(join(tmpdir(), "tested-links-"));
let oss: Emulator;
let stack: Stack;

beforeAll(async () => {
  oss = await startEmulator({ buckets: [{ name: "downloads", acl: "public-read-write" }] });
  for (const release of ["1.4.2", "1.4.3"]) await put(`releases/${release}/app.tgz`, `the program, ${release}`);
  const envVars = {
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    OSS_ENDPOINT: oss.endpoint,
    OSS_REGION: oss.region,
    OSS_ACCESS_KEY_ID: oss.accessKeyId,
    OSS_ACCESS_KEY_SECRET: oss.accessKeySecret,
  };
  stack = await LocalWorkspace.createOrSelectStack({ stackName: "test", workDir: __dirname }, { envVars });
});

afterAll(async () => {
  await stack?.workspace.removeStack("test", { force: true });
  await oss?.close();
  rmSync(state, { recursive: true });
});

// The bucket is open to all, so that tests need no client.
const put = (key: string, body: string) => fetch(`${oss.endpoint}/downloads/${key}`, { method: "PUT", body });
const get = async (key: string) => (await fetch(`${oss.endpoint}/downloads/${key}`)).text();

test("the stable name leads to the release, and moves with it", async () => {
  await stack.up();
  expect(await get("latest/app.tgz")).toBe("the program, 1.4.2");

  await stack.setConfig("release", { value: "1.4.3" });
  await stack.up();
  expect(await get("latest/app.tgz")).toBe("the program, 1.4.3");

  const puts = oss.requests().filter(({ operation, status }) => operation === "PutSymlink" && status === 200);
  expect(puts).toHaveLength(4);

  await stack.destroy();
  expect(await get("latest/app.tgz")).toContain("NoSuchKey");
});
