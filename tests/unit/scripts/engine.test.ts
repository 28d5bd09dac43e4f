import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download } from "../../../scripts/engine/from-download";
import { requireDisk } from "../../../scripts/engine/from-go";
import { LANGUAGE_HOSTS, PROGRAMS, PULUMI, YAML_HOST } from "../../../scripts/engine/pins";
import { machine, runEngineScript, writeEngine, writeGo } from "./stand-ins";

let root: string;
let bin: string;
let site: Server | undefined;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink engine-")));
  bin = join(root, "bin");
});

afterEach(() => {
  site?.close();
  site?.closeAllConnections();
  site = undefined;
  rmSync(root, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<string> {
  site = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => site?.once("listening", resolve));
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
}

/** What get.pulumi.com/install.sh does as far as it matters here: programs appear in ROOT/bin. */
const INSTALLER = `PATH=/usr/bin:/bin
while [ $# -gt 0 ]; do case $1 in --install-root) root=$2 ;; --version) version=$2 ;; esac; shift; done
mkdir -p "$root/bin"
for name in ${PROGRAMS.join(" ")}; do
  printf '#!/bin/sh\\necho v%s\\n' "$version" >"$root/bin/$name"; chmod +x "$root/bin/$name"
done`;

describe("npm run engine", () => {
  test("takes PULUMI_ENGINE_DIR first, of whatever version", async () => {
    const chosen = join(root, "my engine");
    writeEngine(chosen, "3.1.0");
    writeEngine(bin, "3.999.0");
    const { code, stdout } = await runEngineScript({ ...machine(root), PULUMI_ENGINE_DIR: chosen });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${chosen}\n` });
  });

  test("takes nothing else while PULUMI_ENGINE_DIR is set and does not work", async () => {
    writeEngine(bin, "3.999.0");
    const { code, stdout, stderr } = await runEngineScript({
      ...machine(root),
      PULUMI_ENGINE_DIR: join(root, "nowhere"),
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`  - PULUMI_ENGINE_DIR: ${join(root, "nowhere")} lacks pulumi, pulumi-language-yaml`);
    expect(stderr).toContain("no other way is tried while PULUMI_ENGINE_DIR is set");
  });

  test("takes the command on PATH if it is new enough and has its hosts", async () => {
    writeEngine(bin, PULUMI);
    expect(await runEngineScript(machine(root))).toEqual({ code: 0, stdout: `${bin}\n`, stderr: "" });
  });

  test("follows a link on PATH to the directory of the hosts", async () => {
    const home = join(root, "opt", "pulumi");
    writeEngine(home, "3.300.1");
    mkdirSync(bin);
    symlinkSync(join(home, "pulumi"), join(bin, "pulumi"));
    expect(await runEngineScript(machine(root))).toMatchObject({ code: 0, stdout: `${home}\n` });
  });

  test("builds with Go what it cannot download, once, and finds it in the cache from then on", async () => {
    const log = join(root, "builds");
    writeGo(bin, log);
    const first = await runEngineScript(machine(root));
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toContain("the engine: 0 modules fetched, 4 packages compiled");
    const directory = first.stdout.trim();
    expect(readdirSync(directory).sort()).toEqual(
      [
        ".entry.json",
        ...PROGRAMS,
        "gensdk",
        "pulumi-converter-yaml",
        "pulumi-language-python-exec",
        "pulumi-resource-pulumi-nodejs",
      ].sort(),
    );
    expect(await runEngineScript(machine(root))).toEqual({ code: 0, stdout: first.stdout, stderr: "" });
    expect(readFileSync(log, "utf8")).toBe("cli\nhosts\n");
  });

  test("says so and builds anew when the cached engine has lost a program", async () => {
    writeGo(bin, join(root, "builds"));
    const { stdout } = await runEngineScript(machine(root));
    writeFileSync(join(stdout.trim(), "pulumi"), "");
    const again = await runEngineScript(machine(root));
    expect(again).toMatchObject({ code: 0, stdout });
    expect(again.stderr).toMatch(/is damaged \(pulumi has 0 bytes, not \d+\) and is made anew/);
  });

  test("prefers the official download to a build", async () => {
    const asked: string[] = [];
    const address = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.end(INSTALLER);
    });
    writeGo(bin, join(root, "builds"));
    const { code, stdout } = await runEngineScript(machine(root, address));
    expect(code).toBe(0);
    expect(asked).toEqual(["/install.sh"]);
    expect(readdirSync(stdout.trim()).sort()).toEqual([".entry.json", ...PROGRAMS].sort());
  });

  test("lists each way and why it failed when none works", async () => {
    writeEngine(bin, "3.200.0");
    const { code, stdout, stderr } = await runEngineScript(machine(root));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const lines = stderr.split("\n").filter((line) => line.startsWith("  - "));
    expect(lines).toEqual([
      "  - PULUMI_ENGINE_DIR: not set",
      `  - a command on PATH: ${bin}/pulumi is 3.200.0, older than ${PULUMI}`,
      `  - the cache in ${join(root, "cache")}: holds no engine of this version yet`,
      expect.stringContaining("  - the official download: "),
      expect.stringMatching(/^ {2}- a build with Go: go was not found; install Go 1\.25\.\d+ or newer$/),
      expect.stringContaining("nothing could be put there"),
    ]);
    expect(lines[3]).toContain("Failed to download https://get.pulumi.com/install.sh: fetch failed");
  });

  test.each([
    ["that is too old", { go: "1.24.5" }, /a build with Go: the Go on PATH is 1\.24\.5; 1\.25\.\d+ or newer is needed/],
    [
      "whose build fails",
      { pause: "echo 'dial tcp: no route to host' >&2; exit 1" },
      /a build with Go: go build ended with status 1: dial tcp: no route to host/,
    ],
    ["that makes the wrong thing", { version: "3.1.0" }, /what came out is no engine: .* is 3\.1\.0, older than/],
  ])("explains a Go %s", async (_how, go, reason) => {
    writeGo(bin, join(root, "builds"), go);
    const { code, stderr } = await runEngineScript(machine(root));
    expect(code).toBe(1);
    expect(stderr).toMatch(reason);
  });

  test("has one process build when two ask at once", async () => {
    const log = join(root, "builds");
    writeGo(bin, log);
    const [one, other] = await Promise.all([runEngineScript(machine(root)), runEngineScript(machine(root))]);
    expect(one).toMatchObject({ code: 0 });
    expect(other).toMatchObject({ code: 0, stdout: one.stdout });
    expect(readFileSync(log, "utf8")).toBe("cli\nhosts\n");
  });
});

describe("download()", () => {
  const start = (address: string, silenceMs = 20_000) => {
    const directory = join(root, "draft");
    mkdirSync(directory);
    return download(directory, {
      say: () => {},
      env: { ...machine(root, address), PATH: process.env.PATH },
      silenceMs,
    });
  };

  test.each<[string, RequestListener]>([
    ["whose site accepts and never answers", () => {}],
    ["whose installer hangs", (_request, response) => response.end("exec sleep 1000")],
  ])("gives up an attempt %s", async (_how, listener) => {
    await expect(start(await serve(listener), 300)).rejects.toThrow("nothing arrived for 0.3 s");
  });

  test("reports a site that answers an error", async () => {
    const address = await serve((_request, response) => response.writeHead(503).end());
    await expect(start(address)).rejects.toThrow("Failed to download https://get.pulumi.com/install.sh: 503");
  });
});

describe("requireDisk()", () => {
  const GIB = 2 ** 30;

  test("adds up what is needed on one disk", () => {
    const folders = { GOCACHE: join(root, "a"), GOMODCACHE: join(root, "b") };
    const needs = { GOCACHE: 2 * GIB, GOMODCACHE: 1.5 * GIB };
    expect(() => requireDisk(folders, needs, () => 3.5 * GIB)).not.toThrow();
    expect(() => requireDisk(folders, needs, () => 3 * GIB)).toThrow(
      `3.5 GiB of free disk are needed, there are 3.0 GiB for ${folders.GOCACHE}, ${folders.GOMODCACHE}: free some space`,
    );
  });
});

test("the module files pin what the scripts name", () => {
  const modules = ["cli", "hosts"].map((name) =>
    readFileSync(join(__dirname, "../../../scripts/engine", name, "go.mod"), "utf8"),
  );
  expect(modules[0]).toContain(`github.com/pulumi/pulumi/pkg/v3 v${PULUMI}\n`);
  expect(modules[0]).toContain(`github.com/pulumi/pulumi-yaml v${YAML_HOST}\n`);
  expect(modules[1]).toContain(`github.com/pulumi/pulumi/sdk/v3 v${LANGUAGE_HOSTS}\n`);
});
