import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { builtPackage } from "../../support/plugin/built";
import { ProviderClient } from "../../support/plugin/provider-client";

jest.setTimeout(60_000);

const SHIM = "pulumi-resource-oss-symlink";
let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink-plugin-")));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly stdout: () => string;
}

async function start(command: string, args: string[], options: { cwd?: string } = {}): Promise<Started> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  children.push(child);
  let stdout = "";
  let stderr = "";
  child.stderr?.on("data", (text) => {
    stderr += text;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (text) => {
      stdout += text;
      if (stdout.includes("\n")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${stderr}`)));
  });
  return { child, port: Number(stdout), stdout: () => stdout };
}

async function expectServing({ port, stdout }: Started): Promise<void> {
  const provider = new ProviderClient(`127.0.0.1:${port}`);
  const info: pb.GetSchemaResponse = await provider.call("getSchema", new pb.GetSchemaRequest());
  expect(JSON.parse(info.getSchema()).name).toBe("oss-symlink");
  await provider.call("getPluginInfo", new Empty());
  expect(stdout()).toMatch(/^\d+\n$/);
  provider.close();
}

describe("the executable", () => {
  it("finds the package from another folder, through links to links, relative ones and odd names", async () => {
    const root = builtPackage();
    const inner = join(folder, "a folder with 'odd' $names");
    mkdirSync(inner);
    symlinkSync(join(root, SHIM), join(inner, "absolute link"));
    symlinkSync("absolute link", join(inner, "relative link"));
    symlinkSync(join("a folder with 'odd' $names", "relative link"), join(folder, SHIM));
    await expectServing(await start(join(folder, SHIM), [], { cwd: "/" }));
    await expectServing(await start("sh", [SHIM], { cwd: folder }));
  });

  it("says which Node it needs when this one is too old", () => {
    const main = JSON.stringify(join(builtPackage(), "dist/provider/main.js"));
    const pretend = `Object.defineProperty(process.versions, "node", { value: "20.18.0" }); require(${main});`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", pretend], { encoding: "utf8" });
    const { engines } = JSON.parse(readFileSync(join(builtPackage(), "package.json"), "utf8"));
    expect(engines.node).toBe(">=20.18.1");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe("oss-symlink: Node.js 20.18.1 or newer is needed; this is 20.18.0\n");
  });

  it("says what to run when nothing is built", async () => {
    cpSync(join(builtPackage(), SHIM), join(folder, SHIM));
    const child = spawn(join(folder, SHIM), [], { stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    const [code] = await once(child, "close");
    expect(code).toBe(1);
    expect(stderr).toBe(`oss-symlink: nothing is built in ${folder}; run there: npm run setup\n`);
  });
});

describe("the packed folder", () => {
  it("is run by the SDK's own loader, from a project whose tsconfig.json would have all of it compiled and checked", async () => {
    const root = builtPackage();
    execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder, "--silent"], {
      cwd: root,
      stdio: "pipe",
    });
    execFileSync("sh", ["-c", "tar xzf *.tgz"], { cwd: folder });
    const plugin = join(folder, "package");
    symlinkSync(join(root, "node_modules"), join(plugin, "node_modules"));
    const project = join(folder, "project");
    mkdirSync(project);
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: { allowJs: true, checkJs: true, strict: true, target: "ES5", lib: ["ES5"], types: [] },
      }),
    );
    const loader = join(plugin, "node_modules", "@pulumi", "pulumi", "cmd", "run-plugin");
    await expectServing(await start(process.execPath, [loader, plugin], { cwd: project }));
  });
});

describe("a plugin whose engine was killed", () => {
  /** Something that listens like an engine, starts the plugin, connects to it, and says so. */
  const ENGINE = `
    const net = require("node:net");
    const { spawn } = require("node:child_process");
    const server = net.createServer(() => {}).listen(0, "127.0.0.1", () => {
      const plugin = spawn(process.argv[1], ["127.0.0.1:" + server.address().port], { stdio: ["ignore", "pipe", "inherit"] });
      plugin.stdout.once("data", (port) => {
        if (process.argv[2] === "unconnected") return console.log(plugin.pid);
        net.connect(Number(port), "127.0.0.1", () => console.log(plugin.pid)).on("error", () => {});
      });
    });`;

  it("ends by itself within five seconds", async () => {
    const engine = spawn(process.execPath, ["-e", ENGINE, join(builtPackage(), SHIM)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(engine);
    const [said] = await once(engine.stdout, "data");
    const plugin = Number(String(said));
    expect(isAlive(plugin)).toBe(true);
    const killed = performance.now();
    engine.kill("SIGKILL");
    while (isAlive(plugin)) {
      if (performance.now() - killed > 5000) {
        process.kill(plugin, "SIGKILL");
        throw new Error("the plugin outlived its engine");
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it("stays while the engine lives, though it has closed its connection", async () => {
    const listener = spawn(
      process.execPath,
      [
        "-e",
        `require("node:net").createServer(() => {}).listen(0, "127.0.0.1", function () { console.log(this.address().port) })`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    children.push(listener);
    const [port] = await once(listener.stdout, "data");
    const plugin = await start(join(builtPackage(), SHIM), [`127.0.0.1:${String(port).trim()}`]);
    await expectServing(plugin);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await expectServing(plugin);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
