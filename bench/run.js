/**
 * Runs measurements: `npm run build && npm run bench -- [NAME…]`, NAME being bench/NAME.bench.js. Each runs in a process
 * of its own, from an environment without credentials or proxies. One line per figure, the same as JSON to $BENCH_OUT.
 */
require("../scripts/node-version.js");

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const KEPT_VARIABLES = [
  "PATH",
  "HOME",
  "TMPDIR",
  "LANG",
  "XDG_CACHE_HOME",
  "OSS_SYMLINK_CACHE",
  "GOPATH",
  "GOCACHE",
  "BENCH_ROUNDS",
  "BENCH_MOST_LINKS",
];
const RESULT_FILE = "OSS_SYMLINK_BENCH_RESULT";

function available() {
  const files = fs.readdirSync(__dirname).filter((file) => file.endsWith(".bench.js"));
  return files.map((file) => file.slice(0, -".bench.js".length)).sort();
}

/** The figures of one measurement, from a fresh process. */
function measure(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "oss-symlink-bench-"));
  const result = path.join(folder, "figures.json");
  const env = Object.fromEntries(
    KEPT_VARIABLES.filter((key) => process.env[key]).map((key) => [key, process.env[key]]),
  );
  try {
    const args = ["--expose-gc", __filename, name];
    const { status } = spawnSync(process.execPath, args, { env: { ...env, [RESULT_FILE]: result }, stdio: "inherit" });
    if (status !== 0) throw new Error(`bench/${name}.bench.js ended with ${status}`);
    return JSON.parse(fs.readFileSync(result, "utf8"));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function main() {
  const names = process.argv.length > 2 ? process.argv.slice(2) : available();
  const unknown = names.filter((name) => !available().includes(name));
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(", ")}; there are ${available().join(", ")}`);
  if (!fs.existsSync(path.join(__dirname, "..", "dist"))) throw new Error("dist/ is missing: npm run build");
  const figures = names.flatMap(measure);
  for (const { name, value, unit, goal, ok } of figures) {
    console.log(`${name}: ${value} ${unit}${goal ? ` (goal ${goal}) ${ok ? "ok" : "missed"}` : ""}`);
  }
  if (process.env.BENCH_OUT) fs.writeFileSync(process.env.BENCH_OUT, `${JSON.stringify(figures, null, 2)}\n`);
  if (figures.some(({ ok }) => ok === false)) process.exitCode = 1;
}

/** In the fresh process: runs one measurement and leaves its figures in a file. */
async function child(name, result) {
  const bench = require(path.join(__dirname, `${name}.bench.js`));
  const figures = await Object.values(bench)[0]();
  fs.writeFileSync(result, JSON.stringify(figures));
}

if (process.env[RESULT_FILE]) child(process.argv[2], process.env[RESULT_FILE]);
else main();
