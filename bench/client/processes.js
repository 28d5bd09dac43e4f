/** Starts the server and the workers of the client's measurements, each a process of its own. */
const { fork, spawn, spawnSync } = require("node:child_process");
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

/** A client in a process of its own: `calls(from, to)` makes calls and tells what they cost. */
async function startWorker(client, endpoint, { concurrency = 64, total, aliOss = "" }) {
  const child = fork(path.join(__dirname, "worker.js"), {
    env: {
      ...process.env,
      CLIENT: client,
      ENDPOINT: endpoint,
      CONCURRENCY: String(concurrency),
      CALLS: String(total),
      ALI_OSS: aliOss,
    },
  });
  const answer = () =>
    new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", (code) => reject(new Error(`${client} ended with ${code}`)));
    });
  await answer();
  return {
    calls: (from, to) => {
      child.removeAllListeners("exit");
      const done = answer();
      child.send({ from, to });
      return done;
    },
    close: () => {
      child.removeAllListeners("exit");
      child.kill();
    },
  };
}

/**
 * What the calls of each client cost, slice by slice: `warmUp` calls, then `slices` of `size`. The clients take turns
 * within each slice, the first of one being the last of the next, so that whatever else the machine does meets all alike.
 * Answers an array of slices, each with { cpu, wall } by client.
 */
async function compareInSlices(clients, endpoint, { slices, size, warmUp, ...options }) {
  const total = warmUp + slices * size;
  const workers = {};
  try {
    for (const client of clients) {
      workers[client] = await startWorker(client, endpoint, { ...options, total });
      await workers[client].calls(0, warmUp);
    }
    const costs = [];
    for (let slice = 0; slice < slices; slice++) {
      const from = warmUp + slice * size;
      const cost = {};
      for (const client of slice % 2 === 0 ? clients : [...clients].reverse()) {
        cost[client] = await workers[client].calls(from, from + size);
      }
      costs.push(cost);
    }
    return costs;
  } finally {
    for (const worker of Object.values(workers)) worker.close();
  }
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

module.exports = { compareInSlices, json, median, rounded, startServer };
