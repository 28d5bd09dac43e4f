const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { PROGRAMS, PULUMI } = require("./pins.js");

/** What keeps `directory` from being an engine, in one sentence; undefined if it is one. */
function faultOf(directory, { least = PULUMI, programs = PROGRAMS } = {}) {
  const missing = programs.filter((program) => !isExecutable(path.join(directory, program)));
  if (missing.length > 0) return `${directory} lacks ${missing.join(", ")}`;
  const { version, trouble } = versionOf(path.join(directory, "pulumi"));
  if (trouble) return trouble;
  if (least && isOlder(version, least)) return `${directory}/pulumi is ${version}, older than ${least}`;
  return undefined;
}

/** PULUMI_ENGINE_DIR is somebody's decision: it may be of any version, but if it does not work nothing else is taken. */
function fromSetting(directory) {
  const fault = faultOf(directory, { least: null });
  if (fault) throw new Error(fault);
  return path.resolve(directory);
}

/** The first pulumi on PATH, if it is new enough and its language hosts are beside it. */
function fromPath(searchPath = "") {
  const found = searchPath
    .split(path.delimiter)
    .filter(Boolean)
    .find((directory) => isExecutable(path.join(directory, "pulumi")));
  if (!found) throw new Error("no pulumi on PATH");
  const fault = faultOf(found);
  if (!fault) return path.resolve(found);
  // Package managers link the command into PATH from the directory that holds all of them.
  const home = path.dirname(fs.realpathSync(path.join(found, "pulumi")));
  if (home !== found && !faultOf(home)) return home;
  throw new Error(fault);
}

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function versionOf(pulumi) {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { error, status, stdout, stderr } = spawnSync(pulumi, ["version"], { encoding: "utf8", timeout: 20_000, env });
  if (error) return { trouble: `${pulumi} version: ${error.message}` };
  if (status !== 0) return { trouble: `${pulumi} version failed: ${stderr.trim()}` };
  const version = /^v?(\d+\.\d+\.\d+)/.exec(stdout.trim())?.[1];
  return version ? { version } : { trouble: `${pulumi} version said "${stdout.trim()}"` };
}

function isOlder(version, least) {
  const [left, right] = [version, least].map((text) => text.split(".").map(Number));
  const at = left.findIndex((number, index) => number !== right[index]);
  return at >= 0 && left[at] < right[at];
}

module.exports = { faultOf, fromSetting, fromPath, isOlder };
