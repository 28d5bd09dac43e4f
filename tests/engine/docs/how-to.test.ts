import { request } from "undici";
import type { BucketSpec } from "../../../emulator";
import { blockUnder } from "../../support/docs/markdown";
import { describeOnEngine } from "../harness";
import { BUCKET, type GivenPage, givenPage } from "./given-page";

jest.setTimeout(120_000);

const DONE = { expectSuccess: true };
const KEY = "latest/app.tgz";

let page: GivenPage;
afterEach(() => page?.close());

async function given(program: string, bucket: Omit<BucketSpec, "name"> = {}): Promise<void> {
  page = await givenPage(program, { bucket: { acl: "public-read", ...bucket } });
}

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
    const { stdout } = await page.stack.exec(args[0] === "up" ? [...args, "--yes", "--skip-preview"] : args, DONE);
    said += stdout;
  }
  return said;
}

async function download(headers: Record<string, string> = {}) {
  const { statusCode, headers: answered, body } = await request(`${page.oss.endpoint}/${BUCKET}/${KEY}`, { headers });
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
    await page.stack.up([], DONE);
    expect((await download()).text).toBe("1.4.3");
    const said = await runAll(blockUnder("docs/how-to/roll-back.md", "Roll back", "sh"));
    expect(said).toContain('target: "releases/1.4.3/app.tgz" => "releases/1.4.2/app.tgz"');
    expect((await download()).text).toBe("1.4.2");
  });

  test("fails on drift", async () => {
    const command = blockUnder("docs/how-to/ci.md", "Notice drift every night", "sh");
    await given(PLAIN);
    await page.stack.up([], DONE);
    await runAll(command);
    await page.client.putSymlink(BUCKET, KEY, { target: "releases/1.4.3/app.tgz" });
    await expect(runAll(command)).rejects.toThrow("no changes were expected for preview but changes were proposed");
  });

  test("purges what it wrote", async () => {
    const program = blockUnder("docs/how-to/versioned-buckets.md", "Versioned buckets and destroy", "yaml");
    await given(program, { versioning: "Enabled" });
    await page.stack.up([], DONE);
    page.stack.write({ "Main.yaml": program.replace("1.4.2", "1.4.3") });
    await page.stack.up([], DONE);
    expect(await versions()).toBe(2);
    await page.stack.destroy([], DONE);
    expect(await versions()).toBe(0);
  });

  test("is revalidated by caches", async () => {
    const program = blockUnder("docs/how-to/cdn.md", "Links behind a CDN", "yaml");
    await given(program);
    await page.stack.up([], DONE);
    const first = await download();
    expect(first).toMatchObject({ status: 200, text: "1.4.2", caching: "no-cache" });
    expect(await download({ "if-none-match": first.etag })).toMatchObject({ status: 304, text: "" });
    page.stack.write({ "Main.yaml": program.replace("1.4.2", "1.4.3") });
    await page.stack.up([], DONE);
    expect(await download({ "if-none-match": first.etag })).toMatchObject({ status: 200, text: "1.4.3" });
  });
});

async function versions(): Promise<number> {
  let count = 0;
  for await (const _ of page.client.listVersions(BUCKET, { prefix: KEY })) count++;
  return count;
}
