/**
 * What tests, demo and bench need from outside is kept in one folder of the user's cache, never in the repository.
 * An entry appears by a rename when it is whole, so that a build killed at any moment leaves nothing that looks done.
 */
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");

/** OSS_SYMLINK_CACHE, or the place the platform has for such things. */
function cacheRoot(env = process.env) {
  if (env.OSS_SYMLINK_CACHE) return path.resolve(env.OSS_SYMLINK_CACHE);
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Caches", "pulumi-oss-symlink");
  return path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "pulumi-oss-symlink");
}

/**
 * The folder of the cache entry `name`, filled by `build(folder)` if it is not there yet.
 * Processes that ask at once build it once; a builder that died is succeeded by the next one.
 */
async function ensureCached(name, build, { root = cacheRoot(), say = () => {} } = {}) {
  const finished = path.join(root, name);
  if (fs.existsSync(finished)) return finished;
  fs.mkdirSync(path.dirname(finished), { recursive: true });
  const unlock = await lock(`${finished}.lock`, () => say(`waiting for another process that makes ${name}`));
  try {
    if (fs.existsSync(finished)) return finished;
    removeLeftovers(finished);
    const draft = fs.mkdtempSync(`${finished}.draft-`);
    try {
      await build(draft);
      fs.renameSync(draft, finished);
    } finally {
      fs.rmSync(draft, { recursive: true, force: true });
    }
    return finished;
  } finally {
    unlock();
  }
}

/** Drafts of builders that were killed; only called by the one who holds the lock. */
function removeLeftovers(finished) {
  const prefix = `${path.basename(finished)}.draft-`;
  for (const entry of fs.readdirSync(path.dirname(finished))) {
    if (!entry.startsWith(prefix)) continue;
    fs.rmSync(path.join(path.dirname(finished), entry), { recursive: true, force: true });
  }
}

/** Takes `file` as a lock that names its owner's process id. Returns the function that gives it back. */
async function lock(file, onWait) {
  let told = false;
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!ownerIsAlive(file)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!told) onWait();
    told = true;
    await wait(200);
  }
}

function ownerIsAlive(file) {
  let pid;
  try {
    pid = Number(fs.readFileSync(file, "utf8"));
  } catch {
    return false;
  }
  // Created but not written yet: its owner is about to, unless it was killed in between.
  if (!pid) return Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 2000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

module.exports = { cacheRoot, ensureCached };
