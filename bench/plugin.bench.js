/**
 * The plugin as the engine sees it: from exec to the port, its memory when idle, and what it adds to the client when it
 * refreshes 1,000 unchanged links. Everything compared is measured in turns, in one run.
 */
const { fork, spawn } = require("node:child_process");
const { readFileSync } = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const ROOT = path.join(__dirname, "..");
const SHIM = path.join(ROOT, "pulumi-resource-oss-symlink");
const BARE =
  'require("@grpc/grpc-js"); require("@pulumi/pulumi/proto/provider_grpc_pb"); process.stdout.write("1\\n"); setInterval(() => {}, 1000);';
const BUCKET = "bench";
const TYPE = "oss-symlink:index:Symlink";
const LINKS = 1000;
/** As many resources as the engine works on at once unless told otherwise. */
const CONCURRENCY = 4 * os.cpus().length;
/** Of a service in the same region. Without any, the gRPC between engine and plugin costs more than the client's work. */
const LATENCY_MS = 20;
const ROUNDS = 15;

/** Runs in a child: the local server, so that its work is not ours. */
async function serve() {
  const { startEmulator } = require("../dist/emulator/index.js");
  const emulator = await startEmulator({ buckets: [BUCKET], keptRequests: 0 });
  // Whoever measures may fail.
  process.once("disconnect", () => process.exit());
  let delay;
  const { endpoint, region, accessKeyId, accessKeySecret } = emulator;
  process.on("message", ({ latencyMs }) => {
    if (latencyMs === undefined) return emulator.close().then(() => process.disconnect());
    if (delay) emulator.faults.remove(delay);
    delay = latencyMs ? emulator.faults.add({ effect: { kind: "latency", ms: latencyMs } }) : undefined;
    process.send("set");
  });
  process.send({ endpoint, region, accessKeyId, accessKeySecret });
}

/** Starts a command and waits for its first line. */
function startUntilFirstLine(command, args) {
  const begun = performance.now();
  const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", (text) => resolve({ child, line: String(text).trim(), ms: performance.now() - begun }));
  });
}

function end(child) {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  return ended;
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

async function measureBoot() {
  const { credentials } = require("@grpc/grpc-js");
  const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
  const { ProviderHandshakeRequest } = require("@pulumi/pulumi/proto/provider_pb");
  const times = { bare: [], port: [], handshake: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await startUntilFirstLine(process.execPath, ["-e", BARE]);
    times.bare.push(bare.ms);
    await end(bare.child);
    const begun = performance.now();
    const plugin = await startUntilFirstLine(SHIM, []);
    times.port.push(plugin.ms);
    const client = new ResourceProviderClient(`127.0.0.1:${plugin.line}`, credentials.createInsecure());
    await new Promise((resolve, reject) =>
      client.handshake(new ProviderHandshakeRequest(), (error) => (error ? reject(error) : resolve())),
    );
    times.handshake.push(performance.now() - begun);
    client.close();
    await end(plugin.child);
  }
  return { bare: median(times.bare), port: median(times.port), handshake: median(times.handshake) };
}

function residentMegabytes(pid) {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

/** Calls `work(index)` for every link, so many at once. */
async function forEveryLink(work) {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < LINKS; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** The plugin in its own process, spoken to like an engine does. */
async function connectPlugin(port, config) {
  const { credentials } = require("@grpc/grpc-js");
  const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
  const pb = require("@pulumi/pulumi/proto/provider_pb");
  const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const call = (method, request) =>
    new Promise((resolve, reject) =>
      client[method](request, (error, response) => (error ? reject(error) : resolve(response))),
    );
  await call("handshake", new pb.ProviderHandshakeRequest());
  await call("configure", new pb.ConfigureRequest().setArgs(Struct.fromJavaScript(config)));
  const urn = (index) => `urn:pulumi:dev::bench::${TYPE}::link-${index}`;
  return {
    create: (index, inputs) =>
      call(
        "create",
        new pb.CreateRequest().setUrn(urn(index)).setType(TYPE).setProperties(Struct.fromJavaScript(inputs)),
      ),
    read: (index, { id, inputs, properties }) =>
      call(
        "read",
        new pb.ReadRequest().setUrn(urn(index)).setType(TYPE).setId(id).setInputs(inputs).setProperties(properties),
      ),
    close: () => client.close(),
    Struct,
  };
}

async function measureRefresh(config, setLatency) {
  const { createClient } = require("../dist/provider/oss/index.js");
  const { endpoint, region, accessKeyId, accessKeySecret } = config;
  const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  const started = await startUntilFirstLine(SHIM, []);
  const plugin = await connectPlugin(started.line, config);
  const idle = residentMegabytes(started.child.pid);
  const links = new Array(LINKS);
  await forEveryLink(async (index) => {
    const inputs = {
      bucket: BUCKET,
      key: `latest/${index}`,
      target: `releases/${index}`,
      metadata: { owner: "bench" },
    };
    const created = await plugin.create(index, inputs);
    links[index] = {
      id: created.getId(),
      inputs: plugin.Struct.fromJavaScript(inputs),
      properties: created.getProperties(),
    };
  });
  const compare = async (rounds) => {
    const times = { alone: [], refreshed: [] };
    for (let round = 0; round < rounds; round++) {
      let begun = performance.now();
      await forEveryLink((index) => client.getSymlink(BUCKET, `latest/${index}`));
      times.alone.push(performance.now() - begun);
      begun = performance.now();
      await forEveryLink((index) => plugin.read(index, links[index]));
      times.refreshed.push(performance.now() - begun);
    }
    return { alone: median(times.alone), refreshed: median(times.refreshed) };
  };
  await compare(2);
  const bare = await compare(5);
  await setLatency(LATENCY_MS);
  const real = await compare(3);
  plugin.close();
  client.close();
  await end(started.child);
  return { idle, bare, real };
}

function figure(name, value, unit, goal, limit) {
  const rounded = Math.round(value * 100) / 100;
  return { name, value: rounded, unit, goal, ok: limit === undefined || value <= limit };
}

async function pluginBench() {
  const server = fork(__filename, ["serve"]);
  const config = await new Promise((resolve) => server.once("message", resolve));
  const boot = await measureBoot();
  const setLatency = (latencyMs) => {
    server.send({ latencyMs });
    return new Promise((resolve) => server.once("message", resolve));
  };
  const { idle, bare, real } = await measureRefresh(config, setLatency);
  server.send({});
  return [
    figure("plugin: exec to port, against bare node with grpc and protos", boot.port / boot.bare, "x", "<= 1.3", 1.3),
    figure("plugin: exec to handshake answered, against the same", boot.handshake / boot.bare, "x", "reported"),
    figure("plugin: exec to port", boot.port, "ms", "reported"),
    figure("plugin: resident memory when idle", idle, "MB", "<= 90", 90),
    figure(
      "plugin: refresh of 1,000 links, 20 ms away, against the client alone",
      real.refreshed / real.alone,
      "x",
      "<= 1.3",
      1.3,
    ),
    figure("plugin: refresh of 1,000 links, 20 ms away", real.refreshed, "ms", "reported"),
    figure(
      "plugin: refresh of 1,000 links on loopback, against the client alone",
      bare.refreshed / bare.alone,
      "x",
      "reported",
    ),
    figure("plugin: added per call on loopback", bare.refreshed - bare.alone, "us", "reported"),
  ];
}

module.exports = { pluginBench };

if (process.argv[2] === "serve" && process.send) serve();
else if (require.main === module) pluginBench().then((figures) => console.log(figures));
