/**
 * A Chromium for tests: one on PATH, else the build that the npm package @sparticuz/chromium carries, else Debian's.
 * A browser is `{ executable, libraries }`; `libraries` is the folder of shared libraries it needs, if any.
 */
const { execFile, execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { pipeline } = require("node:stream/promises");
const { promisify } = require("node:util");
const { createBrotliDecompress } = require("node:zlib");
const { ensureCached } = require("./cache.js");

const run = promisify(execFile);
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function findChromium() {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    for (const name of NAMES) {
      const executable = path.join(folder, name);
      if (fs.existsSync(executable)) return { executable };
    }
  }
  return undefined;
}

/** Why there is no browser and none can be had, as a sentence; nothing if there is or can be one. */
function lacksChromium() {
  if (findChromium() || npmCarriesOne() || aptCanInstall()) return undefined;
  return "this machine has no Chromium on PATH and none can be installed";
}

/** The package carries a build for this kind of machine only. */
function npmCarriesOne() {
  return process.platform === "linux" && process.arch === "x64";
}

function aptCanInstall() {
  return process.getuid?.() === 0 && fs.existsSync("/usr/bin/apt-get");
}

/** `pins`: the folder of the package.json and package-lock.json that name the package's version. */
async function installChromium(pins) {
  if (npmCarriesOne()) {
    const browser = await fromNpm(pins);
    if (starts(browser)) return browser;
  }
  if (!aptCanInstall()) throw new Error("the Chromium from npm does not start here, and apt-get is not to be had");
  await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
  return findChromium();
}

async function fromNpm(pins) {
  const { version } = JSON.parse(fs.readFileSync(path.join(pins, "package-lock.json"), "utf8")).packages[
    "node_modules/@sparticuz/chromium"
  ];
  const folder = await ensureCached(`clients/chromium-${version}`, async (draft) => {
    for (const file of ["package.json", "package-lock.json"])
      fs.copyFileSync(path.join(pins, file), path.join(draft, file));
    await run("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: draft });
    const packed = path.join(draft, "node_modules/@sparticuz/chromium/bin");
    await unpack(path.join(packed, "chromium.br"), path.join(draft, "chromium"));
    await unpack(path.join(packed, "al2023.tar.br"), path.join(draft, "libraries.tar"));
    await run("tar", ["-xf", "libraries.tar"], { cwd: draft });
    for (const left of ["node_modules", "libraries.tar"]) fs.rmSync(path.join(draft, left), { recursive: true });
  });
  const plain = { executable: path.join(folder, "chromium") };
  return starts(plain) ? plain : { ...plain, libraries: path.join(folder, "lib") };
}

async function unpack(from, to) {
  await pipeline(fs.createReadStream(from), createBrotliDecompress(), fs.createWriteStream(to, { mode: 0o755 }));
}

function starts({ executable, libraries }) {
  try {
    const env = libraries ? { ...process.env, LD_LIBRARY_PATH: libraries } : process.env;
    execFileSync(executable, ["--version"], { stdio: "ignore", env });
    return true;
  } catch {
    return false;
  }
}

module.exports = { findChromium, installChromium, lacksChromium };
