import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireDisk } from "../../../scripts/engine/from-go";
import { LANGUAGE_HOSTS, PULUMI, YAML_HOST } from "../../../scripts/engine/pins";
import { machine, runEngineScript, writeEngine, writeGo } from "./stand-ins";

let root: string;
let bin: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink engine-")));
  bin = join(root, "bin");
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

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
    ]);
    expect(lines[3]).toContain("Failed to download https://get.pulumi.com/install.sh: fetch failed");
  });

  test("explains a Go that is too old", async () => {
    writeGo(bin, join(root, "builds"), { go: "1.24.5" });
    const { code, stderr } = await runEngineScript(machine(root));
    expect(code).toBe(1);
    expect(stderr).toMatch(/a build with Go: the Go on PATH is 1\.24\.5; 1\.25\.\d+ or newer is needed/);
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
