/**
 * Scale of the local server: 100,000 links in one bucket. The server runs in a process of its own, so that its CPU time
 * and memory can be told apart from the client's.
 */
const { fork } = require("node:child_process");
const { createHash, createHmac } = require("node:crypto");
const net = require("node:net");

const LINKS = 100_000;
const CONNECTIONS = 16;
const BUCKET = "bench";
const SECRET = "test";

/** Runs in the child: the server, and answers about itself. */
async function serve() {
  const { startEmulator } = require("../dist/emulator/index.js");
  const emulator = await startEmulator({ buckets: [BUCKET], keptRequests: 0 });
  // Whoever measures may fail.
  process.once("disconnect", () => process.exit());
  process.on("message", (question) => {
    if (question === "cpu") {
      const { user, system } = process.cpuUsage();
      process.send({ milliseconds: (user + system) / 1000 });
    } else if (question === "memory") {
      global.gc();
      const { heapUsed, external } = process.memoryUsage();
      process.send({ bytes: heapUsed + external });
    } else emulator.close().then(() => process.disconnect());
  });
  process.send({ endpoint: emulator.endpoint });
}

function signingKey(day) {
  let key = Buffer.from(`aliyun_v4${SECRET}`);
  for (const part of [day, "cn-hangzhou", "oss", "aliyun_v4_request"])
    key = createHmac("sha256", key).update(part).digest();
  return key;
}

/** Signs as a client does, header by header (docs/wire-facts.md §10). */
function makeSigner() {
  const date = `${new Date().toISOString().replace(/[-:]/g, "").slice(0, 15)}Z`;
  const scope = `${date.slice(0, 8)}/cn-hangzhou/oss/aliyun_v4_request`;
  const key = signingKey(date.slice(0, 8));
  return (method, path, query, headers) => {
    const all = { ...headers, "x-oss-content-sha256": "UNSIGNED-PAYLOAD", "x-oss-date": date };
    const names = Object.keys(all).sort();
    const lines = names.map((name) => `${name}:${all[name]}\n`).join("");
    const canonical = `${method}\n${path}\n${query}\n${lines}\n\nUNSIGNED-PAYLOAD`;
    const hash = createHash("sha256").update(canonical).digest("hex");
    const signature = createHmac("sha256", key).update(`OSS4-HMAC-SHA256\n${date}\n${scope}\n${hash}`).digest("hex");
    const authorization = `OSS4-HMAC-SHA256 Credential=test/${scope},Signature=${signature}`;
    const head = names.map((name) => `${name}: ${all[name]}\r\n`).join("");
    return `${method} ${path}?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\n${head}Authorization: ${authorization}\r\nContent-Length: 0\r\n\r\n`;
  };
}

/** One connection that sends what `next()` gives, one request at a time, and counts what is not 200. */
function drive(port, next, onAnswer) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    let buffered = "";
    const send = () => {
      const request = next();
      if (request === undefined) return socket.end(resolve);
      return socket.write(request);
    };
    socket.on("connect", send);
    socket.on("error", reject);
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      buffered += text;
      const headEnd = buffered.indexOf("\r\n\r\n");
      if (headEnd < 0) return;
      const length = Number(/\r\nContent-Length: (\d+)/i.exec(buffered)?.[1] ?? 0);
      if (buffered.length < headEnd + 4 + length) return;
      if (!buffered.startsWith("HTTP/1.1 200")) reject(new Error(buffered.slice(0, 800)));
      onAnswer?.(buffered.slice(headEnd + 4));
      buffered = "";
      send();
    });
  });
}

function linkRequest(sign, number) {
  const key = `site/latest/assets/file-${String(number).padStart(7, "0")}.tgz`;
  return sign("PUT", `/${BUCKET}/${key}`, "symlink", {
    "x-oss-symlink-target": `releases%2F1.4.2%2Fassets%2Ffile-${number}.tgz`,
  });
}

async function putLinks(port, sign) {
  // In an order that is not the listing's.
  const order = Array.from({ length: LINKS }, (_, i) => (i * 61_837) % LINKS);
  let at = 0;
  const next = () => (at < LINKS ? linkRequest(sign, order[at++]) : undefined);
  await Promise.all(Array.from({ length: CONNECTIONS }, () => drive(port, next)));
}

async function listAll(port, sign) {
  let seen = 0;
  let token = "";
  let done = false;
  const next = () => {
    if (done) return undefined;
    const continuation = token === "" ? "" : `continuation-token=${token}&`;
    return sign("GET", `/${BUCKET}/`, `${continuation}encoding-type=url&list-type=2&max-keys=1000`, {});
  };
  await drive(port, next, (body) => {
    seen += body.split("<Contents>").length - 1;
    token = /<NextContinuationToken>([^<]*)</.exec(body)?.[1] ?? "";
    done = token === "";
  });
  if (seen !== LINKS) throw new Error(`the listing showed ${seen} of ${LINKS} links`);
}

/** Milliseconds of CPU in the server and of wall time that the work takes. */
async function measured(child, work) {
  const before = await ask(child, "cpu");
  const started = performance.now();
  await work();
  const wall = performance.now() - started;
  const after = await ask(child, "cpu");
  return { wall, cpu: after.milliseconds - before.milliseconds };
}

function ask(child, question) {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("the server ended")));
    if (question) child.send(question);
  });
}

async function emulatorBench() {
  const child = fork(__filename, ["serve"], { execArgv: ["--expose-gc"] });
  try {
    const { endpoint } = await ask(child);
    const port = Number(new URL(endpoint).port);
    const sign = makeSigner();
    const empty = await ask(child, "memory");
    const putting = await measured(child, () => putLinks(port, sign));
    const full = await ask(child, "memory");
    const listing = await measured(child, () => listAll(port, sign));
    const perCpuSecond = (LINKS * 1000) / putting.cpu;
    const perPage = listing.cpu / (LINKS / 1000);
    const perLink = (full.bytes - empty.bytes) / LINKS;
    return [
      {
        name: "putSymlink per CPU second of the server",
        value: Math.round(perCpuSecond),
        unit: "/s",
        goal: ">= 5000",
        ok: perCpuSecond >= 5000,
      },
      { name: "putSymlink, client on the other core", value: Math.round((LINKS * 1000) / putting.wall), unit: "/s" },
      {
        name: "list page of 1000 among 100,000, CPU of the server",
        value: round(perPage),
        unit: "ms",
        goal: "< 10",
        ok: perPage < 10,
      },
      { name: "memory per link", value: Math.round(perLink), unit: "B", goal: "< 1024", ok: perLink < 1024 },
    ];
  } finally {
    if (child.connected) child.send("stop");
  }
}

function round(value) {
  return Math.round(value * 100) / 100;
}

module.exports = { emulatorBench };

if (process.argv[2] === "serve" && process.send) serve();
else if (require.main === module) emulatorBench().then((figures) => console.log(figures));
