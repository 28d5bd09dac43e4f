/**
 * The smallest plugin that shows what the harness must be able to see: one resource, probe:index:Thing, with one
 * property. A value of "bad" fails its check, "hang" is created for ever, and a create logs a warning. One that begins
 * with "later:" is answered without that, and not before it is created.
 */
const grpc = require("@grpc/grpc-js");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
const engine = require("@pulumi/pulumi/proto/engine_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const messages = require("@pulumi/pulumi/proto/provider_pb");

const SCHEMA = {
  name: "probe",
  version: "1.0.0",
  resources: {
    "probe:index:Thing": {
      inputProperties: { value: { type: "string" } },
      requiredInputs: ["value"],
      properties: { value: { type: "string" } },
      required: ["value"],
    },
  },
};

const LATER = "later:";

let engineAddress = process.argv[2];

const read = (struct) => struct?.toJavaScript() ?? {};
const write = (value) => Struct.fromJavaScript(value);
const unimplemented = (_call, done) => done({ code: grpc.status.UNIMPLEMENTED, message: "not in the probe" });

function warn(urn, message, done) {
  const entry = new engine.LogRequest();
  entry.setSeverity(engine.LogSeverity.WARNING);
  entry.setUrn(urn);
  entry.setMessage(message);
  new EngineClient(engineAddress, grpc.credentials.createInsecure()).log(entry, done);
}

function handshake({ request }, done) {
  engineAddress = request.getEngineAddress();
  const answer = new messages.ProviderHandshakeResponse();
  answer.setAcceptSecrets(true);
  done(null, answer);
}

function configure(_call, done) {
  const answer = new messages.ConfigureResponse();
  answer.setAcceptsecrets(true);
  answer.setSupportspreview(true);
  done(null, answer);
}

function check({ request }, done) {
  const answer = new messages.CheckResponse();
  answer.setInputs(request.getNews());
  if (read(request.getNews()).value === "bad") {
    const failure = new messages.CheckFailure();
    failure.setProperty("value");
    failure.setReason("is bad");
    answer.setFailuresList([failure]);
  }
  done(null, answer);
}

function diff({ request }, done) {
  const answer = new messages.DiffResponse();
  const same = JSON.stringify(read(request.getOldInputs())) === JSON.stringify(read(request.getNews()));
  answer.setChanges(same ? messages.DiffResponse.DiffChanges.DIFF_NONE : messages.DiffResponse.DiffChanges.DIFF_SOME);
  if (!same) {
    const change = new messages.PropertyDiff();
    change.setKind(messages.PropertyDiff.Kind.UPDATE);
    change.setInputdiff(true);
    answer.setDiffsList(["value"]);
    answer.getDetaileddiffMap().set("value", change);
    answer.setHasdetaileddiff(true);
  }
  done(null, answer);
}

function create({ request }, done) {
  const properties = read(request.getProperties());
  if (properties.value === "hang" && !request.getPreview()) return;
  if (typeof properties.value === "string" && properties.value.startsWith(LATER)) {
    if (request.getPreview()) delete properties.value;
    else properties.value = properties.value.slice(LATER.length);
  }
  const answer = new messages.CreateResponse();
  answer.setId(`thing/${properties.value}`);
  answer.setProperties(write(properties));
  warn(request.getUrn(), "it is only a probe", () => done(null, answer));
}

function update({ request }, done) {
  const answer = new messages.UpdateResponse();
  answer.setProperties(request.getNews());
  done(null, answer);
}

function readBack({ request }, done) {
  const answer = new messages.ReadResponse();
  const value = request.getId().split("/")[1];
  answer.setId(request.getId());
  answer.setProperties(write({ value }));
  answer.setInputs(write({ value }));
  done(null, answer);
}

const implementation = Object.fromEntries(Object.keys(ResourceProviderService).map((name) => [name, unimplemented]));
Object.assign(implementation, {
  handshake,
  configure,
  check,
  diff,
  create,
  update,
  read: readBack,
  checkConfig: ({ request }, done) => {
    const answer = new messages.CheckResponse();
    answer.setInputs(request.getNews());
    done(null, answer);
  },
  diffConfig: (_call, done) => done(null, new messages.DiffResponse()),
  delete: (_call, done) => done(null, new Empty()),
  cancel: (_call, done) => done(null, new Empty()),
  attach: (_call, done) => done(null, new Empty()),
  getPluginInfo: (_call, done) => {
    const answer = new PluginInfo();
    answer.setVersion(SCHEMA.version);
    done(null, answer);
  },
  getSchema: (_call, done) => {
    const answer = new messages.GetSchemaResponse();
    answer.setSchema(JSON.stringify(SCHEMA));
    done(null, answer);
  },
});

const server = new grpc.Server();
server.addService(ResourceProviderService, implementation);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (_error, port) =>
  process.stdout.write(`${port}\n`),
);
