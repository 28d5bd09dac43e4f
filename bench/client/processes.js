/** Starts the server and the workers of the client's measurements, each a process of its own. */
const { spawn, spawnSync } = require("node:child_process");
const path = require("node:path");
const readline = require("node:readline");

/** A running raw server: its endpoint, a way to ask its real delay, and to end it. */
async function startServer(delayMs = 0) {
  const file = path.join(__dirname, "raw-server.js");
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, DELAY_MS: String(delayMs) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value;
  const endpoint = `http://127.0.0.1:${await nextLine()}`;
  return {
    endpoint,
    meanDelay: async () => {
      child.kill("SIGUSR2");
      return Number(await nextLine());
    },
    close: () => child.kill(),
  };
}

/** One round of one client. */
function runWorker(client, endpoint, { concurrency = 64, count = 20_000, warmUp = 5_000, aliOss = "" } = {}) {
  const env = {
    ...process.env,
    CLIENT: client,
    ENDPOINT: endpoint,
    CONCURRENCY: String(concurrency),
    COUNT: String(count),
    WARM_UP: String(warmUp),
    ALI_OSS: aliOss,
  };
  return json([path.join(__dirname, "worker.js")], env);
}

/** Runs a script that prints one JSON value. */
function json(args, env = process.env) {
  const { stdout, status } = spawnSync(process.execPath, ["--expose-gc", ...args], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  return JSON.parse(stdout.toString());
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function rounded(value, digits = 2) {
  return Number(value.toFixed(digits));
}

module.exports = { json, median, rounded, runWorker, startServer };
