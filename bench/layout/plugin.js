/** The plugin in a process of its own, spoken to as an engine does, and what it costs. */
const { spawn } = require("node:child_process");
const { readFileSync } = require("node:fs");
const path = require("node:path");

const ROOT = path.join(__dirname, "../..");
const SHIM = path.join(ROOT, "pulumi-resource-oss-symlink");
/** What /proc counts CPU time in. */
const TICK_MS = 10;

/** Properties as bytes, made before any clock runs. */
function encoded(properties) {
  const { EncodedStruct } = require("../../dist/provider/protocol/codec.js");
  const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
  return new EncodedStruct(Struct.fromJavaScript(properties).serializeBinary());
}

/** The service, with properties going to and fro as bytes: what an engine spends on them is not the plugin's. */
function serviceOfBytes(service) {
  const { PROPERTY_FIELDS, readMessage, writeMessage } = require("../../dist/provider/protocol/messages.js");
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => {
      const { request, response } = PROPERTY_FIELDS[name] ?? { request: [], response: [] };
      const requestSerialize = (message) => writeMessage(message, request, method.requestSerialize);
      const responseDeserialize = (bytes) => readMessage(bytes, response, method.responseDeserialize);
      return [name, { ...method, requestSerialize, responseDeserialize }];
    }),
  );
}

async function startPlugin(config) {
  const { credentials, makeGenericClientConstructor } = require("@grpc/grpc-js");
  const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
  const pb = require("@pulumi/pulumi/proto/provider_pb");
  const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
  const child = spawn(SHIM, [], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", (text) => resolve(String(text).trim()));
  });
  const Client = makeGenericClientConstructor(serviceOfBytes(ResourceProviderService), "ResourceProvider");
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  const call = (method, request) =>
    new Promise((resolve, reject) =>
      client[method](request, (error, response) => (error ? reject(error) : resolve(response))),
    );
  await call("handshake", new pb.ProviderHandshakeRequest());
  await call("configure", new pb.ConfigureRequest().setArgs(Struct.fromJavaScript(config)).setSendsOldInputs(true));
  return {
    /** What the process has cost so far: CPU time, and the most memory that it ever had. */
    cost: () => ({ cpuMs: cpuTime(child.pid), peakMb: peakMegabytes(child.pid) }),
    stop: () => {
      client.close();
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      return ended;
    },
    resource: (type, name) => resourceOf(call, pb, Struct, `urn:pulumi:dev::bench::${type}::${name}`, type),
  };
}

/** The calls of an engine about one resource, with its state. */
function resourceOf(call, pb, Struct, urn, type) {
  const about = (request) => request.setUrn(urn).setType(type);
  const check = async (news) => {
    const answer = await call("check", about(new pb.CheckRequest()).setOlds(new Struct()).setNews(news));
    if (answer.getFailuresList().length > 0) throw new Error(answer.getFailuresList()[0].getReason());
    return answer.getInputs();
  };
  return {
    state: undefined,
    async create(inputs) {
      const checked = await check(inputs);
      const answer = await call("create", about(new pb.CreateRequest()).setProperties(checked));
      this.state = { id: answer.getId(), inputs: checked, outputs: answer.getProperties() };
    },
    async read() {
      const { id, inputs, outputs } = this.state;
      const answer = await call("read", about(new pb.ReadRequest()).setId(id).setInputs(inputs).setProperties(outputs));
      this.state = { id, inputs: answer.getInputs(), outputs: answer.getProperties() };
    },
    /** If anything differs, it is written, and the milliseconds which that took are returned. */
    async up(inputs) {
      const checked = await check(inputs);
      const { id, inputs: old, outputs } = this.state;
      const change = (request) => about(request).setId(id).setOlds(outputs).setOldInputs(old).setNews(checked);
      const diff = await call("diff", change(new pb.DiffRequest()));
      if (diff.getChanges() === pb.DiffResponse.DiffChanges.DIFF_NONE) return undefined;
      const begun = performance.now();
      const answer = await call("update", change(new pb.UpdateRequest()));
      this.state = { id, inputs: checked, outputs: answer.getProperties() };
      return performance.now() - begun;
    },
    async delete() {
      const { id, inputs, outputs } = this.state;
      await call("delete", about(new pb.DeleteRequest()).setId(id).setProperties(outputs).setOldInputs(inputs));
    },
  };
}

function cpuTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function peakMegabytes(pid) {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

module.exports = { encoded, startPlugin };
