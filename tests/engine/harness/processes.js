/** Finds processes by a variable of their environment: plugins leave the engine's process group and outlive it. */
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");

/** The living processes that were started with `variable=value`. */
function processesWith(variable, value) {
  const setting = `${variable}=${value}`;
  return process.platform === "linux" ? onLinux(setting) : onOthers(setting);
}

function onLinux(setting) {
  const found = [];
  for (const name of fs.readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (!fs.readFileSync(`/proc/${name}/environ`, "utf8").split("\0").includes(setting)) continue;
      const command = fs.readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0").join(" ").trim();
      found.push({ pid: Number(name), command });
    } catch {
      // It has ended, or is somebody else's.
    }
  }
  return found;
}

function onOthers(setting) {
  const { stdout } = spawnSync("ps", ["-axwwE", "-o", "pid=,command="], { encoding: "utf8", maxBuffer: 64 << 20 });
  return (stdout ?? "").split("\n").flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return command?.includes(` ${setting}`) ? [{ pid: Number(pid), command }] : [];
  });
}

/** Ends them all, also those that are being started meanwhile. */
function endProcessesWith(variable, value) {
  for (let round = 0; round < 20; round++) {
    const found = processesWith(variable, value).filter(({ pid }) => pid !== process.pid);
    if (found.length === 0) return;
    for (const { pid } of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
  }
}

module.exports = { processesWith, endProcessesWith };
