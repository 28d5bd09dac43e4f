/**
 * The OSS client beside the limit (a bare undici loop with ready-made headers) and ali-oss, in one run: a fresh process
 * per client and round, the order reversed in every second round. CPU per call is compared by the median of the rounds'
 * ratios. A busy machine spoils even that (caches are shared), so the rounds wait, for a minute at most, until
 * little else runs; the load is printed. BENCH_ROUNDS sets the rounds (default 7).
 */
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { ensureCached } = require("../scripts/cache.js");
const { json, median, rounded, runWorker, startServer } = require("./client/processes.js");

const ALI_OSS = "6.23.0";
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);

const QUIET_LOAD = 2;
const PATIENCE_MS = 60_000;

async function quiet() {
  const until = Date.now() + PATIENCE_MS;
  while (os.loadavg()[0] > QUIET_LOAD && Date.now() < until) await new Promise((done) => setTimeout(done, 5_000));
  console.error(`load average before the rounds: ${os.loadavg()[0].toFixed(1)}`);
}

async function installAliOss() {
  const folder = await ensureCached(`ali-oss-${ALI_OSS}`, async (draft) => {
    fs.writeFileSync(path.join(draft, "package.json"), "{}");
    execFileSync("npm", ["install", "--no-audit", "--no-fund", `ali-oss@${ALI_OSS}`], {
      cwd: draft,
      stdio: ["ignore", 2, 2],
    });
  });
  return path.join(folder, "node_modules", "ali-oss");
}

async function compareCalls() {
  const aliOss = await installAliOss();
  await quiet();
  const server = await startServer();
  const clients = ["bare", "ours", "ali-oss"];
  const rounds = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const results = {};
      for (const client of round % 2 === 0 ? clients : [...clients].reverse()) {
        results[client] = runWorker(client, server.endpoint, { aliOss });
      }
      rounds.push(results);
      const text = clients.map((client) => `${client} ${results[client].cpu.toFixed(1)}`).join(", ");
      console.error(`round ${round + 1}: CPU microseconds per call: ${text}`);
    }
  } finally {
    server.close();
  }
  const best = (client) => Math.min(...rounds.map((results) => results[client].wall));
  const ratio = median(rounds.map(({ ours, bare }) => ours.cpu / bare.cpu));
  const aliRatio = median(rounds.map((results) => results["ali-oss"].cpu / results.ours.cpu));
  return [
    figure("client CPU per call against bare undici", ratio, "x", "<= 1.15, missed above 1.2", ratio <= 1.2),
    figure("client time per call against bare undici, best rounds", best("ours") / best("bare"), "x"),
    figure("calls per CPU second against ali-oss", aliRatio, "x", ">= 4", aliRatio >= 4),
    figure("client CPU per call", median(rounds.map(({ ours }) => ours.cpu)), "us"),
  ];
}

async function withLatency() {
  const figures = [];
  for (const concurrency of [16, 64, 256]) {
    const server = await startServer(20);
    try {
      const { perSecond } = runWorker("ours", server.endpoint, {
        concurrency,
        count: concurrency * 100,
        warmUp: concurrency * 10,
      });
      const share = (perSecond / (concurrency / (await server.meanDelay()))) * 0.1;
      const name = `calls at 20 ms and ${concurrency} at a time, of concurrency / latency`;
      figures.push(figure(name, share, "%", ">= 97", share >= 97));
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
