/**
 * The OSS client beside the limit (a bare undici loop with ready-made headers) and ali-oss, in one run: fresh processes
 * in each round, which take turns of a thousand calls, so that a busy machine slows all alike. Compared is CPU per call,
 * by the median of the slices' ratios. The load is printed all the same. BENCH_ROUNDS sets the rounds (default 3).
 */
const os = require("node:os");
const path = require("node:path");
const { installAliOss } = require("./client/ali-oss.js");
const { compareInSlices, json, median, rounded, startServer } = require("./client/processes.js");

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CLIENTS = ["bare", "ours", "ali-oss"];

const QUIET_LOAD = 2;
const PATIENCE_MS = 60_000;

async function quiet() {
  const until = Date.now() + PATIENCE_MS;
  while (os.loadavg()[0] > QUIET_LOAD && Date.now() < until) await new Promise((done) => setTimeout(done, 5_000));
  console.error(`load average before the rounds: ${os.loadavg()[0].toFixed(1)}`);
}

async function compareCalls() {
  const aliOss = await installAliOss();
  await quiet();
  const slices = [];
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServer();
    try {
      const options = { slices: 20, size: 1000, warmUp: 5000, aliOss };
      const measured = await compareInSlices(CLIENTS, server.endpoint, options);
      slices.push(...measured);
      const text = CLIENTS.map((client) => `${client} ${cpuOf(client, measured).toFixed(1)}`).join(", ");
      console.error(`round ${round + 1}: CPU microseconds per call: ${text}`);
    } finally {
      server.close();
    }
  }
  const best = (client) => Math.min(...slices.map((slice) => slice[client].wall));
  const ratio = median(slices.map(({ ours, bare }) => ours.cpu / bare.cpu));
  const aliRatio = median(slices.map((slice) => slice["ali-oss"].cpu / slice.ours.cpu));
  return [
    figure("client CPU per call against bare undici", ratio, "x", "<= 1.15, missed above 1.2", ratio <= 1.2),
    figure("client time per call against bare undici, best slices", best("ours") / best("bare"), "x"),
    figure("calls per CPU second against ali-oss", aliRatio, "x", ">= 4", aliRatio >= 4),
    figure("client CPU per call", cpuOf("ours", slices), "us"),
  ];
}

function cpuOf(client, slices) {
  return median(slices.map((slice) => slice[client].cpu));
}

/** The share of concurrency / latency that calls reach, and that of bare undici beside it: the machine has limits, too. */
async function withLatency() {
  const figures = [];
  for (const concurrency of [16, 64, 256]) {
    const server = await startServer(20);
    try {
      const options = { concurrency, slices: 6, size: concurrency * 25, warmUp: concurrency * 10 };
      const slices = await compareInSlices(["bare", "ours"], server.endpoint, options);
      const fullUs = ((await server.meanDelay()) * 1000) / concurrency;
      const share = (client) => (fullUs / median(slices.map((slice) => slice[client].wall))) * 100;
      const beside = median(slices.map(({ ours, bare }) => bare.wall / ours.wall)) * 100;
      const name = `calls at 20 ms and ${concurrency} at a time`;
      const goal = ">= 97, or >= 97 of what bare undici reaches";
      const ok = share("ours") >= 97 || beside >= 97;
      figures.push(figure(`${name}, of concurrency / latency`, share("ours"), "%", goal, ok));
      figures.push(figure(`${name}, of bare undici`, beside, "%"));
    } finally {
      server.close();
    }
  }
  return figures;
}

function alone() {
  const { signing } = json([path.join(__dirname, "client", "signing.js")]);
  const lists = Array.from({ length: 3 }, () => json([path.join(__dirname, "client", "lists.js")]));
  const warm = Math.min(...lists.map((list) => list.warm));
  const first = Math.min(...lists.map((list) => list.firstTen));
  return [
    figure("V4 signature with five headers", signing, "us", "<= 3", signing <= 3),
    figure("list page of 1000 entries, warm", warm, "ms", "<= 2", warm <= 2),
    figure("first ten list pages of a process", first, "ms", "<= 50", first <= 50),
  ];
}

async function growth() {
  const server = await startServer();
  try {
    const env = { ...process.env, ENDPOINT: server.endpoint };
    const { heapMb, listeners, timers } = json([path.join(__dirname, "client", "growth.js")], env);
    return [
      figure("heap growth over 200000 calls", heapMb, "MB", "<= 5", heapMb <= 5),
      figure("listeners left by 200000 calls", listeners, "", "<= 0", listeners <= 0),
      figure("timers left by 200000 calls", timers, "", "<= 0", timers <= 0),
    ];
  } finally {
    server.close();
  }
}

function figure(name, value, unit, goal, ok) {
  return { name, value: rounded(value), unit, ...(goal === undefined ? {} : { goal, ok }) };
}

async function measureClient() {
  return [...(await compareCalls()), ...(await withLatency()), ...alone(), ...(await growth())];
}

module.exports = { measureClient };
