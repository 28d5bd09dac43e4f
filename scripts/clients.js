/**
 * Installs the official OSS clients that tests/interop runs, at pinned versions, into the cache.
 * `node scripts/clients.js [NAME…]` installs the named ones, or all that this machine has the tools for.
 */
const { execFile, execFileSync } = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { promisify } = require("node:util");
const { ensureCached } = require("./cache.js");
const { findChromium, installChromium, lacksChromium } = require("./chromium.js");

const ADAPTERS = path.join(__dirname, "..", "tests", "interop", "adapters");
const run = promisify(execFile);

/** For each client: what the machine lacks to run it, its folder in the cache, and how its adapter is started. */
const CLIENTS = {
  "ali-oss": {
    lacks: () => undefined,
    install: aliOss,
    start: (folder) => [process.execPath, path.join(ADAPTERS, "ali-oss/adapter.js"), folder],
  },
  browser: { lacks: () => lacksChromium(), install: aliOss, start: startBrowser },
  oss2: { lacks: lacksPython, install: pythonPackages, start: (folder) => python(folder, "oss2_adapter.py") },
  "oss-v2": { lacks: lacksPython, install: pythonPackages, start: (folder) => python(folder, "oss_v2_adapter.py") },
  "go-v1": { lacks: lacksGo, install: goAdapters, start: (folder) => [path.join(folder, "sdkv1")] },
  "go-v2": { lacks: lacksGo, install: goAdapters, start: (folder) => [path.join(folder, "sdkv2")] },
  ossutil: {
    lacks: lacksGo,
    install: ossutil,
    start: (folder) => [process.execPath, path.join(ADAPTERS, "ossutil/adapter.js"), path.join(folder, "ossutil")],
  },
  java: { lacks: lacksJava, install: javaAdapter, start: startJava },
};

/** Why this machine cannot run the client, as a sentence; nothing if it can. */
function lacksFor(name) {
  return CLIENTS[name].lacks();
}

/** The client's folder in the cache, after installing it there if need be. */
function folderOf(name) {
  return CLIENTS[name].install();
}

/** The command that starts the client's adapter, `[executable, …arguments]`, after installing what it needs. */
async function startOf(name) {
  const { install, start } = CLIENTS[name];
  return start(await install());
}

async function startBrowser(folder) {
  return [process.execPath, path.join(ADAPTERS, "browser/adapter.js"), folder, JSON.stringify(await browser())];
}

async function browser() {
  return findChromium() ?? (await installChromium(path.join(ADAPTERS, "browser")));
}

function aliOss() {
  const from = path.join(ADAPTERS, "ali-oss");
  const pins = ["package.json", "package-lock.json"];
  return cached("ali-oss", from, pins, async (folder) => {
    for (const file of pins) fs.copyFileSync(path.join(from, file), path.join(folder, file));
    await run("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: folder });
  });
}

async function pythonPackages() {
  const from = path.join(ADAPTERS, "python");
  const interpreter = execFileSync("python3", ["-c", "import sys; print(sys.version)"], { encoding: "utf8" });
  const install = async (draft) => {
    // Installed beside a venv and found by PYTHONPATH, as a venv cannot be moved to its final name.
    const venv = path.join(draft, "venv");
    await run("python3", ["-m", "venv", venv]);
    const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", path.join(draft, "packages")];
    await run(path.join(venv, "bin/python3"), [...pip, "-r", path.join(from, "requirements.txt")]);
    fs.rmSync(venv, { recursive: true });
  };
  return cached("python", from, ["requirements.txt"], install, interpreter);
}

function python(folder, adapter) {
  const environment = [`PYTHONPATH=${path.join(folder, "packages")}`, "PYTHONDONTWRITEBYTECODE=1"];
  return ["env", ...environment, "python3", path.join(ADAPTERS, "python", adapter)];
}

function goAdapters() {
  const from = path.join(ADAPTERS, "go");
  const sources = fs.readdirSync(from, { recursive: true }).filter((file) => file.endsWith(".go"));
  return cached("go", from, ["go.mod", "go.sum", ...sources.sort()], (draft) =>
    goBuild(from, draft, ["./sdkv1", "./sdkv2"]),
  );
}

function ossutil() {
  const from = path.join(ADAPTERS, "ossutil");
  return cached("ossutil", from, ["go.mod", "go.sum"], (draft) => goBuild(from, draft, ["github.com/aliyun/ossutil"]));
}

/** Writes the programs into `folder`, nothing into the checkout. */
async function goBuild(from, folder, packages) {
  const env = { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly -buildvcs=false" };
  await run("go", ["build", "-trimpath", "-o", `${folder}${path.sep}`, ...packages], { cwd: from, env });
}

function javaAdapter() {
  const from = path.join(ADAPTERS, "java");
  const sources = fs
    .readdirSync(from)
    .filter((file) => file.endsWith(".java"))
    .sort();
  return cached("java", from, ["pom.xml", ...sources], async (draft) => {
    const pom = path.join(draft, "pom.xml");
    fs.copyFileSync(path.join(from, "pom.xml"), pom);
    const copy = ["dependency:copy-dependencies", "-DoutputDirectory=lib", "-DincludeScope=runtime"];
    await run("mvn", ["-q", "-B", "-f", pom, ...copy]);
    const files = sources.map((file) => path.join(from, file));
    await run("javac", ["-nowarn", "-cp", path.join(draft, "lib", "*"), "-d", path.join(draft, "classes"), ...files]);
  });
}

function startJava(folder) {
  const classpath = [path.join(folder, "classes"), path.join(folder, "lib", "*")].join(path.delimiter);
  // The hosts file is the JDK's own way to resolve bucket names in hosts; the rest makes the short program start fast.
  const hosts = `-Djdk.net.hosts.file=${path.join(ADAPTERS, "java/hosts")}`;
  return ["java", hosts, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classpath, "Adapter"];
}

/** A cache entry whose name carries a digest of the files (and of `more`) it is made from. */
function cached(name, from, files, build, more = "") {
  const digest = crypto.createHash("sha256").update(`${process.platform} ${process.arch} ${more}`);
  for (const file of files) digest.update(`\0${file}\0`).update(fs.readFileSync(path.join(from, file)));
  const entry = `clients/${name}-${digest.digest("hex").slice(0, 16)}`;
  return ensureCached(entry, build, { say: (text) => console.error(text) });
}

function lacksPython() {
  try {
    execFileSync("python3", ["-c", "import ensurepip, venv"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "this machine has no python3 with venv";
  }
}

function lacksGo() {
  return onPath("go") ? undefined : "this machine has no go";
}

function lacksJava() {
  const missing = ["mvn", "javac", "java"].filter((tool) => !onPath(tool));
  return missing.length === 0 ? undefined : `this machine has no ${missing.join(", ")}`;
}

function onPath(tool) {
  return (process.env.PATH ?? "").split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, tool)));
}

async function main(names) {
  for (const name of names.length > 0 ? names : Object.keys(CLIENTS)) {
    if (!CLIENTS[name]) throw new Error(`no client "${name}"; there are ${Object.keys(CLIENTS).join(", ")}`);
    const lacking = lacksFor(name);
    if (lacking) {
      console.error(`${name}: skipped, ${lacking}`);
      continue;
    }
    const since = Date.now();
    await startOf(name);
    console.error(`${name}: ready (${((Date.now() - since) / 1000).toFixed(1)} s)`);
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.stderr ? `${error.message}\n${error.stderr}` : error.message);
    process.exitCode = 1;
  });
}

module.exports = { browser, folderOf, lacksFor, startOf };
