/** The local OSS server as a process of its own, as a user starts it. */
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { createInterface } = require("node:readline");

const command = path.join(__dirname, "../../dist/cli/main.js");
const accessKeySecret = "only-for-this-laptop";

/** Resolves with what the server says of itself on its first line, and how to stop it. */
async function startServer(environment, { detached, log }) {
  const child = spawn(process.execPath, [command, "emulator", "--port", "0", "--access-key-secret", accessKeySecret], {
    env: environment,
    // A server that outlives the demo must not hold on to the terminal, or to a pipe somebody reads to its end.
    stdio: ["ignore", "pipe", fs.openSync(log, "w")],
    detached,
  });
  const line = await firstLine(child);
  const { endpoint, region, accessKeyId } = JSON.parse(line);
  if (detached) {
    child.stdout.destroy();
    child.unref();
  }
  return {
    endpoint,
    region,
    accessKeyId,
    accessKeySecret,
    pid: child.pid,
    stop: () => stop(child),
  };
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the local OSS server ended at once with status ${code}`)));
  });
}

function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
}

module.exports = { startServer };
