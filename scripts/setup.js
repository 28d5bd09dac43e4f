/**
 * Makes a clone ready to run: dependencies as locked, then the build; each only when something changed.
 * `npm test`, `npm run demo` and `npm run setup` all come through here, on machines that start bare, so this file
 * uses nothing that is not in Node, and its first lines are understood by a Node too old for the rest.
 */
var wanted = [20, 18, 1];
var given = process.versions.node.split(".").map(Number);
var older = given.map((part, i) => part - wanted[i]).find((difference) => difference !== 0) < 0;
if (older) {
  console.error(`pulumi-oss-symlink needs Node ${wanted.join(".")} or newer; this is ${process.version}.`);
  process.exit(1);
}

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
const sources = ["provider", "sdk", "emulator", "policy", "cli", "tsconfig.json", "tsconfig.build.json"];

/** A step is done when its stamp holds the fingerprint of what it was made from. */
const steps = [
  {
    name: "install",
    stamp: "node_modules/.pulumi-oss-symlink",
    fingerprint: () => fingerprint(["package.json", "package-lock.json", ".npmrc"]),
    command: ["npm", "ci", "--ignore-scripts", "--no-progress", "--loglevel=error", "--fetch-retry-mintimeout=1000"],
    advice:
      "npm could not install the locked dependencies. If it names a network error, the npm registry is not " +
      "reachable from here (`npm ping` tells); if it names ENOSPC, the disk is full.",
  },
  {
    name: "build",
    stamp: "dist/.pulumi-oss-symlink",
    fingerprint: () => fingerprint([...sources, "package-lock.json"]),
    command: ["npm", "run", "--silent", "build"],
    advice: "The sources do not compile; the errors stand above.",
  },
];

/** Runs the steps that are due and says on stderr what it does and how long it took. */
function setup() {
  for (const step of steps) {
    const now = step.fingerprint();
    if (readStamp(step) === now) continue;
    const started = Date.now();
    console.error(`setup: ${step.name} (${step.command.join(" ")})`);
    run(step);
    const stamp = path.join(root, step.stamp);
    fs.mkdirSync(path.dirname(stamp), { recursive: true });
    fs.writeFileSync(stamp, now);
    console.error(`setup: ${step.name} took ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
}

function run(step) {
  const [command, ...args] = step.command;
  // npm's scripts are shown on stderr, so that callers can keep stdout for their own answer.
  const result = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (result.status === 0) return;
  const why = result.error ? `${command} could not be started: ${result.error.message}` : step.advice;
  console.error(`setup: ${step.name} failed. ${why}`);
  process.exit(1);
}

function readStamp(step) {
  try {
    return fs.readFileSync(path.join(root, step.stamp), "utf8");
  } catch {
    return undefined;
  }
}

/** One digest over the names and contents of files and folders; what does not exist counts as such. */
function fingerprint(names) {
  const digest = createHash("sha256").update(process.version);
  for (const name of names) addTo(digest, name);
  return digest.digest("hex");
}

function addTo(digest, name) {
  const file = path.join(root, name);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    digest.update(`${name}\0`).update(fs.readFileSync(file));
    return;
  }
  for (const entry of fs.readdirSync(file).sort()) {
    if (entry !== "node_modules") addTo(digest, path.join(name, entry));
  }
}

module.exports = { setup };

if (require.main === module) {
  const started = Date.now();
  setup();
  console.error(`setup: ready (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}
