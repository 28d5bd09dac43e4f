/**
 * node scripts/test.js [LEVEL] [arguments for jest]
 *
 * One level, or without LEVEL everything: all levels, lint and type check. Ends with `N passed, N failed`, where
 * failed counts tests, suites that did not load, lint and type errors. Under REQUIRE_ALL=1 a skipped test is a failed one.
 */
const { setup } = require("./setup.js");
setup();

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { findEngine } = require("./engine.js");
const { scrubbedEnvironment } = require("./environment.js");
const { emptyResult, summarise } = require("./test-summary.js");

const root = path.join(__dirname, "..");
const levels = ["unit", "protocol", "interop", "engine", "faults"];

function runLevel(level, jestArguments, variables = {}) {
  const folder = path.join(root, "tests", level);
  if (!fs.existsSync(folder)) return emptyResult();
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "oss-symlink-report-"));
  try {
    const report = path.join(scratch, "report.json");
    const jest = path.join(root, "node_modules", "jest", "bin", "jest.js");
    // Not --testPathPatterns: jest would add to it what the caller names, and run the whole level all the same.
    const args = [jest, `--roots=${folder}`, "--json", `--outputFile=${report}`, ...jestArguments];
    const child = spawnSync(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...scrubbedEnvironment(), ...variables },
    });
    return countTests(report, child);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Gets the engine once, where its progress shows; the tests are told where it is, or why there is none. */
async function engineVariables() {
  try {
    return { PULUMI_ENGINE_DIR: await findEngine({ say: (text) => console.error(text) }) };
  } catch (error) {
    console.error(error.message);
    return { OSS_SYMLINK_NO_ENGINE: error.message };
  }
}

function countTests(file, child) {
  if (!fs.existsSync(file)) {
    console.error(`jest ended without a report (${child.signal || `status ${child.status}`})`);
    return { ...emptyResult(), failed: 1 };
  }
  const report = JSON.parse(fs.readFileSync(file, "utf8"));
  const skips = report.testResults
    .flatMap((suite) => suite.assertionResults)
    .filter((test) => test.status === "pending")
    .map((test) => test.fullName);
  const counted = report.numFailedTests + report.numRuntimeErrorTestSuites;
  // jest can fail without a failed test, for example when a coverage threshold or its own teardown does.
  const failed = counted === 0 && child.status !== 0 ? 1 : counted;
  return { ...emptyResult(), passed: report.numPassedTests, failed, skips };
}

/** Runs a checker and counts the lines of its output that `isProblem` knows as problems; at least one if it failed. */
function runChecker(script, isProblem) {
  const child = spawnSync("npm", ["run", "--silent", script], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  if (child.status === 0) return emptyResult();
  const output = `${child.stdout}${child.stderr}`;
  process.stderr.write(output);
  return { ...emptyResult(), failed: Math.max(1, output.split("\n").filter(isProblem).length) };
}

async function timedLevel(level, jestArguments) {
  const started = Date.now();
  const variables = level === "engine" ? await engineVariables() : {};
  const result = runLevel(level, jestArguments, variables);
  return { ...result, seconds: (Date.now() - started) / 1000 };
}

function timedChecker(script, isProblem) {
  const started = Date.now();
  return { ...runChecker(script, isProblem), seconds: (Date.now() - started) / 1000 };
}

async function main([first, ...rest]) {
  const results = {};
  if (levels.includes(first)) {
    results[first] = await timedLevel(first, rest);
  } else {
    const jestArguments = first === undefined ? [] : [first, ...rest];
    // Unit tests come first, so that the first result shows within seconds.
    results.unit = await timedLevel("unit", jestArguments);
    results.lint = timedChecker("lint", (line) => /━━━/.test(line));
    results.typecheck = timedChecker("typecheck", (line) => /error TS\d+/.test(line));
    for (const level of levels.slice(1)) results[level] = await timedLevel(level, jestArguments);
  }
  const { lines, passed } = summarise(results, { everySkipFails: Boolean(process.env.REQUIRE_ALL) });
  console.log(`\n${lines.join("\n")}`);
  process.exitCode = passed ? 0 : 1;
}

void main(process.argv.slice(2));
