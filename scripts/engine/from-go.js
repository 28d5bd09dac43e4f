const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { freeBytes } = require("../cache.js");
const { isOlder } = require("./from-directory.js");
const { CLI_MODULE, HOSTS_MODULE, PULUMI } = require("./pins.js");
const { runTool } = require("./run-tool.js");

const GIB = 1 << 30;
/** Measured with empty caches: 2.0 of compiled packages, 1.2 of modules, 0.4 of programs and linker scratch. */
const DISK = { GOCACHE: 2 * GIB, GOMODCACHE: 1.5 * GIB, TMPDIR: 0.25 * GIB, engine: 0.25 * GIB };

const VERSION = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const CLI_PACKAGES = [
  "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  "github.com/pulumi/pulumi-yaml/cmd/pulumi-converter-yaml",
  "./gensdk",
];
const SDK = "github.com/pulumi/pulumi/sdk/v3";
const HOST_PACKAGES = [
  "nodejs/cmd/pulumi-language-nodejs",
  "python/cmd/pulumi-language-python",
  "go/pulumi-language-go",
];

/** Builds the engine into `directory` with the Go of this machine. */
async function buildWithGo(directory, { say, env = process.env }) {
  const go = await inspectGo(env);
  requireDisk({ ...go, TMPDIR: os.tmpdir(), engine: path.dirname(directory) });
  say(`building the Pulumi engine ${PULUMI} with Go ${go.version}: about three minutes on two cores, once`);
  const builds = { ...env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" };
  await compile("the engine", CLI_PACKAGES, { cwd: CLI_MODULE, env: builds, directory, say });
  const hosts = HOST_PACKAGES.map((name) => `${SDK}/${name}`);
  await compile("the language hosts", hosts, { cwd: HOSTS_MODULE, env: builds, directory, say });
  const source = await runTool("go", ["list", "-m", "-f", "{{.Dir}}", SDK], { cwd: HOSTS_MODULE, env: builds });
  copyProgram(path.join(source.trim(), "python/cmd/pulumi-language-python-exec"), directory);
  copyProgram(path.join(source.trim(), "nodejs/dist/pulumi-resource-pulumi-nodejs"), directory);
}

/** In a module that wants a newer Go, the go command fetches that first where its GOTOOLCHAIN setting allows. */
async function inspectGo(env) {
  const least = /^go (\S+)$/m.exec(fs.readFileSync(path.join(CLI_MODULE, "go.mod"), "utf8"))[1];
  let answer;
  try {
    answer = await runTool("go", ["env", "GOVERSION", "GOCACHE", "GOMODCACHE"], { cwd: CLI_MODULE, env });
  } catch (error) {
    throw new Error(`${error.message}; install Go ${least} or newer`);
  }
  const [version, GOCACHE, GOMODCACHE] = answer.trim().split("\n");
  const number = /^go(\d+\.\d+(\.\d+)?)/.exec(version)?.[1] ?? "0.0.0";
  if (isOlder(number.split(".").length === 2 ? `${number}.0` : number, least))
    throw new Error(`the Go on PATH is ${number}; ${least} or newer is needed`);
  return { version: number, GOCACHE, GOMODCACHE };
}

/** Each disk must have room for all that will be written to it. */
function requireDisk(folders, needs = DISK, free = freeBytes) {
  const disks = new Map();
  for (const [name, need] of Object.entries(needs)) {
    const device = deviceOf(folders[name]);
    const disk = disks.get(device) ?? { need: 0, folders: [] };
    disks.set(device, { need: disk.need + need, folders: [...disk.folders, folders[name]] });
  }
  for (const disk of disks.values()) {
    const has = free(disk.folders[0]);
    if (has < disk.need)
      throw new Error(
        `${gib(disk.need)} of free disk are needed, there are ${gib(has)} for ${disk.folders.join(", ")}: ` +
          "free some space, or set GOCACHE, GOMODCACHE, TMPDIR or OSS_SYMLINK_CACHE to a folder on another disk",
      );
  }
}

function gib(bytes) {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}

function deviceOf(folder) {
  const found = fs.statSync(folder, { throwIfNoEntry: false });
  return found ? found.dev : deviceOf(path.dirname(folder));
}

async function compile(what, packages, { cwd, env, directory, say }) {
  const progress = countProgress(what, say);
  // Without the version the automation API refuses the command.
  const flags = ["-trimpath", "-tags", "osusergo,grpcnotrace", "-ldflags", `-s -w -X ${VERSION}=v${PULUMI}`];
  await runTool("go", ["build", "-v", ...flags, "-o", `${directory}/`, ...packages], {
    cwd,
    env,
    onOutput: progress.read,
  });
  progress.done();
}

/** go build -v prints a line for each module it fetches and each package it compiles. */
function countProgress(what, say, everyMs = 5000) {
  const begun = Date.now();
  const count = { fetched: 0, compiled: 0 };
  let last = begun;
  const line = () =>
    `${what}: ${count.fetched} modules fetched, ${count.compiled} packages compiled, ${Math.round((Date.now() - begun) / 1000)} s`;
  const read = (text) => {
    for (const row of text.split("\n")) {
      if (row.startsWith("go: downloading ")) count.fetched++;
      else if (/^[\w.-]+(\/|$)/.test(row)) count.compiled++;
    }
    if (Date.now() - last < everyMs) return;
    last = Date.now();
    say(line());
  };
  return { read, done: () => say(line()) };
}

function copyProgram(file, directory) {
  const copy = path.join(directory, path.basename(file));
  fs.copyFileSync(file, copy);
  // The module cache is read-only.
  fs.chmodSync(copy, 0o755);
}

module.exports = { buildWithGo, requireDisk };
