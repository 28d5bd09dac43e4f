import { spawnSync } from "node:child_process";
import path from "node:path";

jest.setTimeout(120_000);

const root = path.join(__dirname, "../../..");
const REASON = "No Pulumi engine could be had:\n  - a build with Go: go was not found";

/** A file of engine tests whose hooks start a server, on a machine without an engine. */
function runEngineTests(REQUIRE_ALL: string) {
  const { NODE_OPTIONS, ...env } = process.env;
  const jest = path.join(root, "node_modules/jest/bin/jest.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [jest, "--json", "tests/engine/symlink/do"], {
    cwd: root,
    encoding: "utf8",
    env: { ...env, OSS_SYMLINK_NO_ENGINE: REASON, REQUIRE_ALL },
    timeout: 100_000,
  });
  return { status, report: JSON.parse(stdout || `{"nothing": ${JSON.stringify(stderr)}}`) };
}

describe("engine tests on a machine without an engine", () => {
  test("are skipped, each with the reason", () => {
    const { status, report } = runEngineTests("");
    expect({ status, failed: report.numFailedTestSuites, skipped: report.numPendingTests }).toEqual({
      status: 0,
      failed: 0,
      skipped: 1,
    });
    expect(report.testResults[0].assertionResults[0].fullName).toBe(
      "pulumi do (skipped: No Pulumi engine could be had) lists the links of a bucket",
    );
  });

  test("fail with all that was tried, and end, where nothing may be skipped", () => {
    const { status, report } = runEngineTests("1");
    expect({ status, failed: report.numRuntimeErrorTestSuites }).toEqual({ status: 1, failed: 1 });
    for (const line of REASON.split("\n")) expect(report.testResults[0].message).toContain(line.trim());
  });
});
