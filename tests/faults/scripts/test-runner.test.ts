import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { summarise } from "../../../scripts/test-summary.js";

const root = path.join(__dirname, "../../..");

const suites = {
  "unit/passes.test.ts": `test("adds", () => expect(1 + 1).toBe(2)); test("keeps secrets out", () =>
    expect(process.env.OSS_ACCESS_KEY_SECRET).toBeUndefined());`,
  "unit/fails.test.ts": `test("fails", () => expect(1 + 1).toBe(3));`,
  "protocol/broken.test.ts": `import "./nowhere"; test("never runs", () => {});`,
  "protocol/skips.test.ts": `test.skip("needs a tool: none here", () => {});`,
};

/** The real runner over a handful of suites; lint passes, the type check reports two errors. */
function runSuites(...args: string[]) {
  const folder = mkdtempSync(path.join(tmpdir(), "oss-symlink-runner-"));
  try {
    for (const script of ["test.js", "test-summary.js", "environment.js"]) {
      cpSync(path.join(root, "scripts", script), path.join(folder, "scripts", script));
    }
    writeFileSync(path.join(folder, "scripts/setup.js"), "exports.setup = () => {};");
    writeFileSync(path.join(folder, "scripts/engine.js"), "exports.findEngine = async () => 'nowhere';");
    cpSync(path.join(root, "jest.config.js"), path.join(folder, "jest.config.js"));
    symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    const typecheck = "echo 'a.ts(1,1): error TS1: x'; echo 'a.ts(2,1): error TS2: y'; exit 1";
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ scripts: { lint: "true", typecheck } }));
    for (const [name, text] of Object.entries(suites)) {
      mkdirSync(path.dirname(path.join(folder, "tests", name)), { recursive: true });
      writeFileSync(path.join(folder, "tests", name), text);
    }
    return spawnSync(process.execPath, ["scripts/test.js", ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, REQUIRE_ALL: "", OSS_ACCESS_KEY_SECRET: "x" },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the test command", () => {
  test("counts failed tests, suites that did not load and type errors, and lists skips before its last line", () => {
    const { stdout, status } = runSuites();
    // One failed test, one broken suite, two type errors.
    expect(stdout).toMatch(/skipped: needs a tool: none here\n2 passed, 4 failed\n$/);
    expect(status).toBe(1);
  });

  test("runs of a level only what it is told to", () => {
    const { stdout, status } = runSuites("unit", "passes");
    expect(stdout).toMatch(/unit +2 passed, 0 failed .*\n2 passed, 0 failed\n$/);
    expect(status).toBe(0);
  });

  test("counts a skip as failed when everything is required", () => {
    const results = { unit: { passed: 3, failed: 0, skips: ["needs a tool"], seconds: 1.234 } };
    expect(summarise(results, { everySkipFails: true })).toEqual({
      lines: [
        `unit       ${"3 passed, 0 failed, 1 skipped".padEnd(34)} 1.2 s`,
        "skipped: needs a tool",
        "REQUIRE_ALL is set: each skipped test counts as failed.",
        "3 passed, 1 failed",
      ],
      passed: false,
    });
    expect(summarise(results, { everySkipFails: false }).passed).toBe(true);
  });

  test("does not pass when nothing ran", () => {
    expect(summarise({}, { everySkipFails: false })).toEqual({ lines: ["0 passed, 0 failed"], passed: false });
  });
});
