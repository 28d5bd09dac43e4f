/**
 * What tests, demo and bench need from outside is kept in one folder of the user's cache, never in the repository.
 * An entry appears by a rename when it is whole, so that a build killed at any moment leaves nothing that looks done.
 */
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { lock } = require("./lock.js");

/** Lists the files at the top of an entry and their sizes, to tell an entry that lost some of them since. */
const MANIFEST = ".entry.json";

/** OSS_SYMLINK_CACHE, or the place the platform has for such things. */
function cacheRoot(env = process.env) {
  if (env.OSS_SYMLINK_CACHE) return path.resolve(env.OSS_SYMLINK_CACHE);
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Caches", "pulumi-oss-symlink");
  return path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "pulumi-oss-symlink");
}

/** An entry that nobody has asked for this long is removed when another one is made beside it. */
const KEPT_UNUSED_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * The folder of the cache entry `name`, filled by `build(folder)` if it is not there yet or not whole any more.
 * Processes that ask at once build it once; a builder that died is succeeded by the next one.
 */
async function ensureCached(name, build, { root = cacheRoot(), say = () => {} } = {}) {
  const entry = path.join(root, name);
  if (isWhole(entry)) return used(entry);
  const unlock = await orTrouble(root, () => {
    fs.mkdirSync(path.dirname(entry), { recursive: true });
    return lock(`${entry}.lock`, () => say(`waiting for another process that makes ${name}`));
  });
  try {
    if (isWhole(entry)) return used(entry);
    if (fs.existsSync(entry)) say(`the cache entry ${entry} is damaged (${damage(entry)}) and is made anew`);
    await orTrouble(root, () => removeLeftovers(entry));
    await makeEntry(entry, build, root);
    removeUnused(path.dirname(entry), say);
    return entry;
  } finally {
    unlock();
  }
}

async function makeEntry(entry, build, root) {
  const draft = `${entry}.draft-${randomBytes(6).toString("hex")}`;
  try {
    // Whether the disk is full must be seen before the draft is removed.
    await orTrouble(root, async () => {
      fs.mkdirSync(draft);
      await build(draft);
      fs.writeFileSync(path.join(draft, MANIFEST), JSON.stringify(sizesIn(draft)));
      fs.renameSync(draft, entry);
    });
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

/** Drafts of builders that were killed, and an entry that is damaged. Only for the one who holds the lock. */
function removeLeftovers(entry) {
  const drafts = `${path.basename(entry)}.draft-`;
  for (const name of fs.readdirSync(path.dirname(entry))) {
    if (!name.startsWith(drafts)) continue;
    // Tools of a killed builder may still write there.
    fs.rmSync(path.join(path.dirname(entry), name), { recursive: true, force: true, maxRetries: 5 });
  }
  if (fs.existsSync(entry)) removeEntry(entry);
}

function removeEntry(entry) {
  // Moved away first: a removal that is killed half-way must not leave an entry with its manifest.
  const gone = `${entry}.draft-${randomBytes(6).toString("hex")}`;
  fs.renameSync(entry, gone);
  fs.rmSync(gone, { recursive: true, force: true });
}

/** The date of the manifest tells when the entry was asked for last. A cache that is read-only is used all the same. */
function used(entry) {
  const now = new Date();
  try {
    fs.utimesSync(path.join(entry, MANIFEST), now, now);
  } catch {}
  return entry;
}

/** Versions that no clone on this machine is at any more would fill the disk in time. */
function removeUnused(folder, say) {
  for (const name of fs.readdirSync(folder)) {
    const entry = path.join(folder, name);
    try {
      if (Date.now() - fs.statSync(path.join(entry, MANIFEST)).mtimeMs < KEPT_UNUSED_MS) continue;
      removeEntry(entry);
    } catch {
      // It is no entry, or another process has been faster.
      continue;
    }
    say(`removed ${entry}, which was not used for a month`);
  }
}

function isWhole(entry) {
  return damage(entry) === undefined;
}

/** What is wrong with an entry, in a few words; undefined if it is whole. */
function damage(entry) {
  let expected;
  try {
    expected = JSON.parse(fs.readFileSync(path.join(entry, MANIFEST), "utf8"));
  } catch {
    return "it was never finished";
  }
  const found = sizesIn(entry);
  for (const [name, size] of Object.entries(expected)) {
    if (found[name] === undefined) return `${name} is missing`;
    if (found[name] !== size) return `${name} has ${found[name]} bytes, not ${size}`;
  }
  return undefined;
}

function sizesIn(folder) {
  const files = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isFile() && item.name !== MANIFEST);
  return Object.fromEntries(files.map(({ name }) => [name, fs.statSync(path.join(folder, name)).size]));
}

/** Errors of the disk say what the user can do about them. */
async function orTrouble(root, work) {
  try {
    return await work();
  } catch (error) {
    const trouble = diskTrouble(root, error);
    if (trouble) throw new Error(trouble, { cause: error });
    throw error;
  }
}

const WAY_OUT = "or set OSS_SYMLINK_CACHE to a folder elsewhere";

function diskTrouble(root, error) {
  const reason = `(${error.message.trim().split("\n")[0]})`;
  if (["ENOSPC", "EDQUOT"].includes(error.code) || freeBytes(root) < LEAST_FREE)
    return `the disk of the cache ${root} is full ${reason}: free some space, ${WAY_OUT}`;
  if (error.syscall && (error.path ?? "").startsWith(root))
    return `the cache ${root} cannot be written ${reason}: make it writable, ${WAY_OUT}`;
  return undefined;
}

/** Below this a tool that failed has most likely failed for want of space, whatever it says. */
const LEAST_FREE = 4 << 20;

/** What is free on the disk that holds `folder`, which need not exist yet. */
function freeBytes(folder) {
  try {
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? Number.POSITIVE_INFINITY : freeBytes(parent);
  }
}

module.exports = { cacheRoot, ensureCached, freeBytes };
