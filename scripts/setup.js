/**
 * Makes a clone ready to run: dependencies as locked, then the build; each only when something changed.
 * `npm test`, `npm run demo` and `npm run setup` all come through here, on machines that start bare, so this file
 * uses nothing that is not in Node.
 */
require("./node-version.js");

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { lock } = require("./lock.js");

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

/** For scripts that need a clone that is ready: returns when it is, and ends the process if it cannot be. */
function setup() {
  if (steps.every(isDone)) return;
  const { status } = spawnSync(process.execPath, [__filename], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(1);
}

/** Runs the steps that are due, one process at a time, and says on stderr what it does and how long it took. */
async function runSteps() {
  const unlock = await lock(path.join(root, ".setup.lock"), () => say("waits for another set-up of this clone"));
  try {
    for (const step of steps) if (!isDone(step)) runStep(step);
  } finally {
    unlock();
  }
}

function runStep(step) {
  const [command, ...args] = step.command;
  const started = Date.now();
  const now = step.fingerprint();
  say(`${step.name} (${step.command.join(" ")})`);
  const stamp = path.join(root, step.stamp);
  // A step that is killed half-way is not done any more, whatever it was made from before.
  fs.rmSync(stamp, { force: true });
  // npm's scripts are shown on stderr, so that callers can keep stdout for their own answer.
  const result = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) {
    const why = result.error ? `${command} could not be started: ${result.error.message}` : step.advice;
    throw new Error(`${step.name} failed. ${why}`);
  }
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, now);
  say(`${step.name} took ${secondsSince(started)} s`);
}

function say(text) {
  console.error(`setup: ${text}`);
}

function secondsSince(started) {
  return ((Date.now() - started) / 1000).toFixed(1);
}

function isDone(step) {
  return readStamp(step) === step.fingerprint();
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
  runSteps().then(
    () => say(`ready (${secondsSince(started)} s)`),
    (error) => {
      say(error.message);
      process.exitCode = 1;
    },
  );
}
