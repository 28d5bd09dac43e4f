import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../../emulator";
import { blockUnder } from "../support/docs/markdown";
import { builtPackage } from "../support/plugin/built";
import { describeOnEngine, givenStack } from "./harness";
import { runTool } from "./harness/tools";

jest.setTimeout(300_000);

const root = path.join(__dirname, "../..");
const scratch = mkdtempSync(path.join(tmpdir(), "oss-symlink-smoke-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The package as it is in a clone, and as it is where somebody installed what `npm pack` makes. */
const places: readonly [place: string, prepare: () => Promise<string>][] = [
  ["the clone", async () => builtPackage()],
  ["the packed tarball, installed", installedFromTarball],
];

let installed: Promise<string> | undefined;
let said = "";

function installedFromTarball(): Promise<string> {
  installed ??= installTarball();
  return installed;
}

/** By the commands of the rehearsal, in an empty folder. */
async function installTarball(): Promise<string> {
  const commands = blockUnder("docs/releasing.md", "Rehearsal", "sh");
  const quiet = { npm_config_prefer_offline: "true", npm_config_audit: "false", npm_config_fund: "false" };
  said = await runTool("sh", ["-e", "-c", commands], builtPackage(), { ...process.env, ...quiet, REHEARSAL: scratch });
  return path.join(scratch, "node_modules/pulumi-oss-symlink");
}

describeOnEngine("smoke", () => {
  test.each(places)("a link goes up and down with the plugin of %s", async (_place, prepare) => {
    const folder = await prepare();
    const oss = await startEmulator({ buckets: ["downloads"] });
    const stack = await givenStack({
      program: { runtime: "yaml", files: { "Main.yaml": program } },
      plugins: { "oss-symlink": folder },
      env: {
        OSS_ENDPOINT: oss.endpoint,
        OSS_REGION: oss.region,
        OSS_ACCESS_KEY_ID: oss.accessKeyId,
        OSS_ACCESS_KEY_SECRET: oss.accessKeySecret,
      },
    });
    try {
      const up = await stack.up([], { expectSuccess: true });
      expect(up.outputs).toEqual({ target: "releases/1/app.tgz" });
      await stack.destroy([], { expectSuccess: true });
      const writes = oss.requests().filter(({ operation }) => /^(Put|Delete)/.test(operation));
      expect(writes.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
        "PutSymlink 200",
        "DeleteObject 204",
      ]);
    } finally {
      stack.close();
      await oss.close();
    }
  });

  test("the tarball is made and installed as docs/releasing.md says", async () => {
    await installedFromTarball();
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    expect(said.trim().split("\n").at(-1)).toBe(version);
  });

  test("the installed package bears what the engine does with a plugin's folder: npm install there", async () => {
    await runTool("npm", ["run", "--silent", "prepare"], await installedFromTarball());
  });

  test.each(places)("the command of %s says its version", async (_place, prepare) => {
    const folder = await prepare();
    const { version, bin } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    const said = execFileSync(process.execPath, [path.join(folder, bin["oss-symlink"]), "--version"]);
    expect(String(said).trim()).toBe(version);
  });
});

const program = `
resources:
  app:
    type: oss-symlink:Symlink
    properties: { bucket: downloads, key: latest/app.tgz, target: releases/1/app.tgz }
outputs:
  target: \${app.target}
`;
