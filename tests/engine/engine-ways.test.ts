import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download } from "../../scripts/engine/from-download";
import { PROGRAMS } from "../../scripts/engine/pins";
import { machine, runEngineScript, writeGo } from "../faults/scripts/stand-ins";

jest.setTimeout(60_000);

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

describe("npm run engine on a machine without an engine", () => {
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

  test.each([
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
