const fs = require("node:fs");
const path = require("node:path");
const { PULUMI } = require("./pins.js");
const { runTool } = require("./run-tool.js");

/** An attempt that brings nothing for this long is given up. */
const SILENCE_MS = 20_000;

const ROOT = path.join(__dirname, "..", "..");

/** Has the automation API install the official release, and moves its programs into `directory`. */
async function download(directory, { say, env = process.env, silenceMs = SILENCE_MS }) {
  if (!fs.existsSync(path.join(ROOT, "node_modules", "@pulumi", "pulumi", "automation", "cmd.js")))
    throw new Error("the automation API that does it is not installed: run `npm run setup` first");
  const root = path.join(directory, "download");
  const scratch = path.join(directory, "scratch");
  fs.mkdirSync(scratch);
  say(`downloading the Pulumi engine ${PULUMI} from get.pulumi.com`);
  try {
    // The installer writes what it fetches to TMPDIR, so the growth of `directory` is the progress of the download.
    await runTool(process.execPath, [path.join(__dirname, "install-official.js"), root, PULUMI], {
      cwd: ROOT,
      env: { ...env, TMPDIR: scratch },
      isStuck: watchGrowth(directory, silenceMs),
    });
    const programs = path.join(root, "bin");
    for (const name of fs.readdirSync(programs)) fs.renameSync(path.join(programs, name), path.join(directory, name));
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function watchGrowth(folder, silenceMs) {
  let size = -1;
  let grown = Date.now();
  return () => {
    const now = sizeOf(folder);
    if (now !== size) grown = Date.now();
    size = now;
    return Date.now() - grown >= silenceMs ? `nothing arrived for ${silenceMs / 1000} s` : undefined;
  };
}

function sizeOf(folder) {
  let sum = 0;
  for (const name of fs.readdirSync(folder, { recursive: true })) {
    sum += fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return sum;
}

module.exports = { download };
