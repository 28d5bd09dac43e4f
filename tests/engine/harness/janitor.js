/**
 * Cleans up after a test process that could not do it: reads the folders of its stacks, one a line, until the
 * test process has ended for whatever reason; then ends what still runs for them and removes them.
 */
const fs = require("node:fs");
const path = require("node:path");
const { createInterface } = require("node:readline");
const { endProcessesWith } = require("./processes.js");

const folders = new Set();
const lines = createInterface({ input: process.stdin });
lines.on("line", (folder) => folders.add(folder));
lines.on("close", () => {
  for (const folder of folders) {
    if (!fs.existsSync(folder)) continue;
    endProcessesWith("PULUMI_HOME", path.join(folder, "home"));
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
