import { request } from "undici";
import { type BucketSpec, type Emulator, startEmulator } from "../../../emulator";
import { createClient, type OssClient } from "../../../provider/oss";
import { blockUnder } from "../../support/docs/markdown";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, givenStack, type Stack } from "../harness";

jest.setTimeout(120_000);

const DONE = { expectSuccess: true };
const KEY = "latest/app.tgz";

/** Two releases of which the link gives one. */
const RELEASES = ["1.4.2", "1.4.3"];

let oss: Emulator;
let client: OssClient;
let stack: Stack;

async function given(program: string, bucket: Omit<BucketSpec, "name"> = {}): Promise<void> {
  oss = await startEmulator({ buckets: [{ name: "downloads", acl: "public-read", ...bucket }] });
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  for (const release of RELEASES) await client.putObject("downloads", `releases/${release}/app.tgz`, release);
  stack = await givenStack({
    program: { runtime: "yaml", files: { "Main.yaml": program } },
    plugins: { "oss-symlink": builtPackage() },
    env: {
      OSS_ENDPOINT: endpoint,
      OSS_REGION: region,
      OSS_ACCESS_KEY_ID: accessKeyId,
      OSS_ACCESS_KEY_SECRET: accessKeySecret,
    },
  });
}

afterEach(async () => {
  stack?.close();
  client?.close();
  await oss?.close();
});

const SETTING = ["$", "{release}"].join("");

/** The program of a page, with the release as a setting. */
function withSetting(program: string): string {
  return `config: { release: { type: string, default: 1.4.3 } }\n${program.replace("1.4.2", SETTING)}`;
}

const PLAIN = `
resources:
  app:
    type: oss-symlink:Symlink
    properties:
      bucket: downloads
      key: latest/app.tgz
      target: releases/1.4.2/app.tgz
`;

/** Runs the commands of a block one after the other, as they are but for questions. */
async function runAll(commands: string): Promise<string> {
  let said = "";
  for (const command of commands.trim().split("\n")) {
    const [program, ...args] = command.split(" ");
    expect(program).toBe("pulumi");
    const { stdout } = await stack.exec(args[0] === "up" ? [...args, "--yes", "--skip-preview"] : args, DONE);
    said += stdout;
  }
  return said;
}

async function download(headers: Record<string, string> = {}) {
  const { statusCode, headers: answered, body } = await request(`${oss.endpoint}/downloads/${KEY}`, { headers });
  return {
    status: statusCode,
    etag: String(answered.etag),
    caching: answered["cache-control"],
    text: await body.text(),
  };
}

describeOnEngine("what the how-tos show", () => {
  test("rolls back by a setting", async () => {
    await given(withSetting(PLAIN));
    await stack.up([], DONE);
    expect((await download()).text).toBe("1.4.3");
    const said = await runAll(blockUnder("docs/how-to/roll-back.md", "Roll back", "sh"));
    expect(said).toContain('target: "releases/1.4.3/app.tgz" => "releases/1.4.2/app.tgz"');
    expect((await download()).text).toBe("1.4.2");
  });

  test("fails on drift", async () => {
    const command = blockUnder("docs/how-to/ci.md", "Notice drift every night", "sh");
    await given(PLAIN);
    await stack.up([], DONE);
    await runAll(command);
    await client.putSymlink("downloads", KEY, { target: "releases/1.4.3/app.tgz" });
    await expect(runAll(command)).rejects.toThrow("no changes were expected for preview but changes were proposed");
  });

  test("purges what it wrote", async () => {
    const program = blockUnder("docs/how-to/versioned-buckets.md", "Versioned buckets and destroy", "yaml");
    await given(program, { versioning: "Enabled" });
    await stack.up([], DONE);
    stack.write({ "Main.yaml": program.replace("1.4.2", "1.4.3") });
    await stack.up([], DONE);
    expect(await versions()).toBe(2);
    await stack.destroy([], DONE);
    expect(await versions()).toBe(0);
  });

  test("is revalidated by caches", async () => {
    const program = blockUnder("docs/how-to/cdn.md", "Links behind a CDN", "yaml");
    await given(program);
    await stack.up([], DONE);
    const first = await download();
    expect(first).toMatchObject({ status: 200, text: "1.4.2", caching: "no-cache" });
    expect(await download({ "if-none-match": first.etag })).toMatchObject({ status: 304, text: "" });
    stack.write({ "Main.yaml": program.replace("1.4.2", "1.4.3") });
    await stack.up([], DONE);
    expect(await download({ "if-none-match": first.etag })).toMatchObject({ status: 200, text: "1.4.3" });
  });
});

async function versions(): Promise<number> {
  let count = 0;
  for await (const _ of client.listVersions("downloads", { prefix: KEY })) count++;
  return count;
}
