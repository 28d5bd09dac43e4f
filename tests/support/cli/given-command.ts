import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BucketSpec, type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { createClient, type OssClient } from "../../../provider/oss";
import { builtPackage } from "../plugin/built";

export interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command `oss-symlink` as a process, a local server with a bucket `links`, and a folder of its own. */
export interface GivenCommand {
  readonly oss: Emulator;
  readonly client: OssClient;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  run(args: readonly string[], more?: { environment?: Record<string, string>; stdin?: string }): Promise<Said>;
  start(args: readonly string[], environment?: Record<string, string>): ChildProcess;
  close(): Promise<void>;
}

export async function givenCommand(
  bucket: Omit<BucketSpec, "name"> = {},
  options: Pick<EmulatorOptions, "credentials"> = {},
): Promise<GivenCommand> {
  const oss = await startEmulator({ buckets: [{ name: "links", ...bucket }], ...options });
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  const folder = mkdtempSync(path.join(tmpdir(), "oss-symlink-command-"));
  // Nothing of the machine's own: neither its credentials nor its proxies.
  const environment = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    OSS_ENDPOINT: endpoint,
    OSS_REGION: region,
    OSS_ACCESS_KEY_ID: accessKeyId,
    OSS_ACCESS_KEY_SECRET: accessKeySecret,
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
  };
  const start = (args: readonly string[], more: Record<string, string> = {}) =>
    spawn(process.execPath, [path.join(builtPackage(), "dist", "cli", "main.js"), ...args], {
      cwd: folder,
      env: { ...environment, ...more },
      stdio: ["pipe", "pipe", "pipe"],
    });
  return {
    oss,
    client,
    folder,
    environment,
    start,
    run: async (args, { environment: more, stdin = "" } = {}) => {
      const child = start(args, more);
      const said = { out: "", err: "" };
      child.stdout.on("data", (chunk) => {
        said.out += chunk;
      });
      child.stderr.on("data", (chunk) => {
        said.err += chunk;
      });
      child.stdin.end(stdin);
      const [status] = await once(child, "close");
      return { status, ...said };
    },
    close: async () => {
      client.close();
      await oss.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
