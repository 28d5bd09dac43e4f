const { spawn } = require("node:child_process");
const { basename } = require("node:path");

const TAIL = 2000;

/**
 * Runs a tool to its end and resolves to its standard output. A tool that fails is an error that ends in what it said last.
 * `onOutput` hears its standard error as it comes; `isStuck` is asked four times a second and ends the tool by a sentence.
 * The tool and all it started end with this process, unless that is killed outright.
 */
function runTool(command, args, { cwd, env = process.env, onOutput = () => {}, isStuck = () => undefined } = {}) {
  return new Promise((resolve, reject) => {
    const tool = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const endTool = () => endGroup(tool.pid);
    const onSignal = (signal) => {
      endTool();
      process.exit(signal === "SIGINT" ? 130 : 143);
    };
    let stuck;
    const watch = setInterval(() => {
      stuck ??= isStuck();
      if (stuck) endTool();
    }, 250);
    process.on("exit", endTool).on("SIGINT", onSignal).on("SIGTERM", onSignal);
    const settle = () => {
      clearInterval(watch);
      process.off("exit", endTool).off("SIGINT", onSignal).off("SIGTERM", onSignal);
    };
    let stdout = "";
    let tail = "";
    tool.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    tool.stderr.setEncoding("utf8").on("data", (text) => {
      tail = (tail + text).slice(-TAIL);
      onOutput(text);
    });
    tool.on("error", (error) => {
      settle();
      reject(
        new Error(error.code === "ENOENT" ? `${command} was not found` : `${command} did not start: ${error.message}`),
      );
    });
    tool.on("close", (code, signal) => {
      settle();
      if (code === 0) return resolve(stdout);
      const what = [command, args[0]].map((word) => basename(word)).join(" ");
      reject(new Error(stuck ?? `${what} ended with ${signal ?? `status ${code}`}: ${lastLines(tail || stdout)}`));
    });
  });
}

function endGroup(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function lastLines(text) {
  return text.trim().split("\n").slice(-4).join(" | ") || "it said nothing";
}

module.exports = { runTool };
