/**
 * Layouts over real gRPC, without an engine: what a link costs as layouts grow, the plugin's memory, and a flip against
 * what its latency allows. CPU of the plugin is compared, which a busy machine changes least.
 */
const { fork, spawn } = require("node:child_process");
const { readFileSync } = require("node:fs");
const path = require("node:path");

const ROOT = path.join(__dirname, "..");
const SHIM = path.join(ROOT, "pulumi-resource-oss-symlink");
const TYPE = "oss-symlink:index:AliasLayout";
const URN = `urn:pulumi:dev::bench::${TYPE}::layout`;
const BUCKET = "bench";
/** BENCH_ROUNDS=1 leaves out the largest one. */
const SIZES = process.env.BENCH_ROUNDS === "1" ? [100, 1000, 10_000] : [100, 1000, 10_000, 100_000];
const AT_ONCE = 64;
const LATENCY_MS = 20;
const MESSAGE_BYTES = 400 * 1024 * 1024;

/** Runs in a child: the local server, so that its work is not ours. */
async function serve() {
  const { startEmulator } = require("../dist/emulator/index.js");
  const emulator = await startEmulator({ buckets: [BUCKET], keptRequests: 0 });
  const { endpoint, region, accessKeyId, accessKeySecret } = emulator;
  let delay;
  process.on("message", ({ latencyMs }) => {
    if (delay) emulator.faults.remove(delay);
    delay = latencyMs ? emulator.faults.add({ effect: { kind: "latency", ms: latencyMs } }) : undefined;
    process.send("set");
  });
  process.send({ endpoint, region, accessKeyId, accessKeySecret });
}

function nextMessage(child) {
  return new Promise((resolve) => child.once("message", resolve));
}

function end(child) {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  return ended;
}

function peakMegabytes(pid) {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

/** Microseconds of CPU that a process has used, as the system counts them in hundredths of a second. */
function cpuMicroseconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function startPlugin(config) {
  const { credentials } = require("@grpc/grpc-js");
  const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
  const pb = require("@pulumi/pulumi/proto/provider_pb");
  const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
  const child = spawn(SHIM, [], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve) => child.stdout.once("data", (text) => resolve(String(text).trim())));
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": MESSAGE_BYTES,
    "grpc.max_send_message_length": MESSAGE_BYTES,
  });
  const call = (method, request) =>
    new Promise((resolve, reject) =>
      client[method](request, (error, response) => (error ? reject(error) : resolve(response))),
    );
  await call("handshake", new pb.ProviderHandshakeRequest());
  await call("configure", new pb.ConfigureRequest().setArgs(Struct.fromJavaScript(config)));
  const about = (request) => request.setUrn(URN).setType(TYPE);
  const change = (request, state, news) =>
    about(request).setId(state.id).setOlds(state.outputs).setOldInputs(state.inputs).setNews(news);
  return {
    child,
    Struct,
    check: (news, olds) => call("check", about(new pb.CheckRequest()).setNews(news).setOlds(olds)),
    create: (inputs) => call("create", about(new pb.CreateRequest()).setProperties(inputs)),
    read: ({ id, inputs, outputs }) =>
      call("read", about(new pb.ReadRequest()).setId(id).setInputs(inputs).setProperties(outputs)),
    diff: (state, news) => call("diff", change(new pb.DiffRequest(), state, news)),
    update: (state, news) => call("update", change(new pb.UpdateRequest(), state, news)),
    remove: ({ id, inputs, outputs }) =>
      call("delete", about(new pb.DeleteRequest()).setId(id).setProperties(outputs).setOldInputs(inputs)),
    close: () => {
      client.close();
      return end(child);
    },
  };
}

/** One layout from its creation to its end: microseconds of CPU per link and step, and the peak of memory. */
async function lifeOf(count, config, setLatency) {
  const plugin = await startPlugin(config);
  const name = (index) => `assets/file-${String(index).padStart(6, "0")}.js`;
  const links = Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), name(index)]));
  const release = (number) =>
    plugin.Struct.fromJavaScript({
      bucket: BUCKET,
      prefix: "latest/",
      targetPrefix: `releases/${number}/`,
      links,
      targetCheck: "off",
    });
  const cpu = {};
  const time = {};
  const measured = async (step, action) => {
    const [before, begun] = [cpuMicroseconds(plugin.child.pid), performance.now()];
    const result = await action();
    cpu[step] = (cpuMicroseconds(plugin.child.pid) - before) / count;
    time[step] = performance.now() - begun;
    return result;
  };
  const [first, second] = [release(1), release(2)];
  await plugin.check(first, first);
  const created = await measured("create", () => plugin.create(first));
  let state = { id: created.getId(), inputs: first, outputs: created.getProperties() };
  await measured("no-op", async () => {
    await plugin.check(first, first);
    await plugin.diff(state, first);
  });
  await measured("refresh", () => plugin.read(state));
  const flip = async (news) => {
    const updated = await plugin.update(state, news);
    state = { ...state, inputs: news, outputs: updated.getProperties() };
  };
  await measured("flip", () => flip(second));
  const peak = peakMegabytes(plugin.child.pid);
  if (count === 10_000) {
    await setLatency(LATENCY_MS);
    await measured("distant flip", () => flip(first));
    await setLatency(0);
  }
  await measured("destroy", () => plugin.remove(state));
  await plugin.close();
  return { cpu, time, peak };
}

function figure(name, value, unit, goal, limit) {
  const rounded = Math.round(value * 100) / 100;
  return { name: `layout: ${name}`, value: rounded, unit, goal, ok: limit === undefined || value <= limit };
}

async function layoutBench() {
  const server = fork(__filename, ["serve"]);
  const config = await nextMessage(server);
  const setLatency = (latencyMs) => {
    server.send({ latencyMs });
    return nextMessage(server);
  };
  const lives = new Map();
  for (const count of SIZES) lives.set(count, await lifeOf(count, config, setLatency));
  await end(server);
  const figures = [];
  for (const [count, { cpu, peak }] of lives) {
    for (const [step, value] of Object.entries(cpu)) {
      figures.push(figure(`${step} of ${count} links, CPU per link`, value, "us", "reported"));
    }
    const limited = count === 10_000;
    figures.push(
      figure(`peak memory at ${count}`, peak, "MB", limited ? "<= 250" : "reported", limited ? 250 : undefined),
    );
  }
  const largest = SIZES.at(-1);
  for (const step of ["create", "refresh", "flip", "destroy"]) {
    const ratio = lives.get(largest).cpu[step] / lives.get(1000).cpu[step];
    figures.push(figure(`${step}, CPU per link at ${largest} against 1000`, ratio, "x", "<= 1.3", 1.3));
  }
  const floor = (10_000 / AT_ONCE) * LATENCY_MS;
  const distant = lives.get(10_000).time["distant flip"] / floor;
  figures.push(figure("flip of 10000 links, 20 ms away, against n / 64 x 20 ms", distant, "x", "<= 1.1", 1.1));
  return figures;
}

module.exports = { layoutBench };

if (process.argv[2] === "serve" && process.send) serve();
else if (require.main === module) layoutBench().then((figures) => console.log(figures));
