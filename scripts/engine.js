/**
 * `npm run -s engine`: the directory of a Pulumi command with its language hosts, as the last line on stdout.
 * Ways, in this order: PULUMI_ENGINE_DIR, PATH, the cache, the official download, a build with Go.
 */
require("./node-version.js");

const fs = require("node:fs");
const path = require("node:path");
const { cacheRoot, ensureCached } = require("./cache.js");
const { faultOf, fromPath, fromSetting } = require("./engine/from-directory.js");
const { download } = require("./engine/from-download.js");
const { buildWithGo } = require("./engine/from-go.js");
const { PULUMI, cacheEntry } = require("./engine/pins.js");

/** Ends an attempt whose failures are in the list already. */
const ALL_LISTED = new Error("no way to make an engine works");

/** The directory of an engine. No way works: an error that lists each way and why it failed. */
async function findEngine({ env = process.env, say = () => {} } = {}) {
  const failures = [];
  const attempt = async (way, work) => {
    try {
      return await work();
    } catch (error) {
      if (error !== ALL_LISTED) failures.push(`${way}: ${error.message}`);
      return undefined;
    }
  };
  if (env.PULUMI_ENGINE_DIR) {
    const directory = await attempt("PULUMI_ENGINE_DIR", () => fromSetting(env.PULUMI_ENGINE_DIR));
    if (directory) return directory;
    throw noEngine([...failures, "no other way is tried while PULUMI_ENGINE_DIR is set"]);
  }
  failures.push("PULUMI_ENGINE_DIR: not set");
  const onPath = await attempt("a command on PATH", () => fromPath(env.PATH));
  if (onPath) return onPath;
  const root = cacheRoot(env);
  const cache = `the cache in ${root}`;
  const make = (draft) => {
    failures.push(`${cache}: holds no engine of this version yet`);
    return makeEngine(draft, { env, say, attempt, failures });
  };
  const cached = await attempt(cache, () => ensureCached(cacheEntry(), make, { root, say }));
  if (cached) return cached;
  throw noEngine(failures);
}

async function makeEngine(draft, { env, say, attempt, failures }) {
  const ways = [
    ["the official download", download],
    ["a build with Go", buildWithGo],
  ];
  for (const [way, make] of ways) {
    const done = await attempt(way, async () => {
      emptyFolder(draft);
      await make(draft, { env, say });
      const fault = faultOf(draft);
      if (fault) throw new Error(`what came out is no engine: ${fault}`);
      return true;
    });
    if (done) return;
    say(failures.at(-1));
  }
  throw ALL_LISTED;
}

function emptyFolder(folder) {
  for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
}

function noEngine(failures) {
  return new Error(
    `No Pulumi engine (version ${PULUMI} or newer, with the hosts for YAML, Node, Python and Go) could be had:\n` +
      failures.map((failure) => `  - ${failure}\n`).join("") +
      "One of these is enough: install Pulumi from https://www.pulumi.com/docs/install, install Go, " +
      "or set PULUMI_ENGINE_DIR to a directory that holds the programs.",
  );
}

async function main() {
  const begun = Date.now();
  const say = (text) => process.stderr.write(`engine: ${text}\n`);
  try {
    const directory = await findEngine({ say });
    const seconds = (Date.now() - begun) / 1000;
    if (seconds >= 1) say(`ready after ${Math.round(seconds)} s`);
    process.stdout.write(`${directory}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

if (require.main === module) main();

module.exports = { findEngine };
