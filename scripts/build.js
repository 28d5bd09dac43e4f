/** Compiles into dist/, from nothing: what has left the sources leaves the package, too. */
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
fs.rmSync(path.join(root, "dist"), { recursive: true, force: true });
const compiler = require.resolve("typescript/bin/tsc", { paths: [root] });
const result = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
process.exitCode = result.status ?? 1;
if (process.exitCode === 0) require("./seal-entry.js");
