import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Emulator, startEmulator } from "../../../emulator";
import { builtPackage } from "../../support/plugin/built";

jest.setTimeout(60_000);

let oss: Emulator;
/** All that is known of an engine here is that it listens. */
let engine: Server;
let folder: string;
let host: ChildProcess | undefined;
beforeEach(async () => {
  oss = await startEmulator({ buckets: ["links"] });
  engine = createServer((socket) => void socket.destroy());
  await new Promise<void>((listening) => void engine.listen(0, "127.0.0.1", listening));
  folder = mkdtempSync(join(tmpdir(), "oss-symlink-orphaned-"));
});
afterEach(async () => {
  host?.kill("SIGKILL");
  engine.close();
  rmSync(folder, { recursive: true, force: true });
  await oss.close();
});

/** A process that the engine has started, and that is creating a link. Answers what became of it. */
function creating(): Promise<string> {
  const script = join(folder, "host.js");
  const link = { __provider: "the provider's code", bucket: "links", key: "latest", target: "releases/1" };
  writeFileSync(
    script,
    `const { symlinkProvider } = require(${JSON.stringify(join(builtPackage(), "dist/provider/dynamic.js"))});
symlinkProvider.configure({ config: { get: () => undefined } });
const say = (text) => process.stdout.write("ended: " + text + "\\n");
symlinkProvider.create(${JSON.stringify(link)}).then(({ id }) => say(id), ({ message }) => say(message));
setInterval(() => {}, 1000);`,
  );
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const env = {
    OSS_ENDPOINT: endpoint,
    OSS_REGION: region,
    OSS_ACCESS_KEY_ID: accessKeyId,
    OSS_ACCESS_KEY_SECRET: accessKeySecret,
  };
  const address = `127.0.0.1:${(engine.address() as AddressInfo).port}`;
  const child = spawn(process.execPath, [script, address], { env, stdio: ["ignore", "pipe", "inherit"] });
  host = child;
  return new Promise((resolve) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, end] = /ended: (.*)\n/.exec(said) ?? [];
      if (end !== undefined) resolve(end);
    });
  });
}

async function untilHeld(fault: string): Promise<void> {
  while (!oss.faults.list().some(({ id, hits }) => id === fault && hits > 0)) await setTimeout(20);
}

const puts = () => oss.requests().filter(({ operation }) => operation === "PutSymlink");

describe("the engine's dynamic provider", () => {
  it("does no more when the engine that started it is gone", async () => {
    const fault = oss.faults.add({ operation: "GetSymlink", effect: { kind: "latency", ms: 3_600_000 } });
    const ended = creating();
    await untilHeld(fault);
    engine.close();
    expect(await ended).toContain("the connection to the engine broke");
    expect(puts()).toEqual([]);
  });

  it("goes on as long as that lives", async () => {
    oss.faults.add({ operation: "GetSymlink", count: 1, effect: { kind: "latency", ms: 1500 } });
    expect(await creating()).toBe("links/latest");
    expect(puts()).toHaveLength(1);
  });
});
