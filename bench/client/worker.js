/**
 * One client in a process of its own, at CONCURRENCY, PUT and GET of links by turns. Told { from, to } it makes those
 * calls and answers with CPU and wall time per call in microseconds. CALLS is how many there will be, warm-up included.
 */
const { CLIENT, ENDPOINT, CONCURRENCY, CALLS, ALI_OSS } = process.env;
const dist = "../../dist/provider/oss";
const concurrency = Number(CONCURRENCY);
const METADATA = { owner: "team", build: "1234" };
const CREDENTIALS = { accessKeyId: "test-id", accessKeySecret: "test-secret" };
const total = Number(CALLS);
const keyOf = (i) => `latest/app-${i % 5000}.tgz`;
const TARGET = "releases/1.4.2/app.tgz";

/** The whole client of this project. */
function ours() {
  const { createClient } = require(dist);
  const client = createClient({
    endpoint: ENDPOINT,
    region: "cn-hangzhou",
    credentials: CREDENTIALS,
    maxConnections: concurrency,
  });
  return {
    put: (i) => client.putSymlink("bucket", keyOf(i), { target: TARGET, metadata: METADATA }),
    get: (i) => client.getSymlink("bucket", keyOf(i)),
    close: () => client.close(),
  };
}

/** The limit: undici's Agent.request with headers made and signed beforehand. */
function bare() {
  const { Agent } = require("undici");
  const { V4Signer } = require(`${dist}/signing/v4`);
  const agent = new Agent({ connections: concurrency, pipelining: 1 });
  const signer = new V4Signer("cn-hangzhou");
  const putHeaders = [
    "x-oss-meta-build",
    "1234",
    "x-oss-meta-owner",
    "team",
    "x-oss-symlink-target",
    "releases%2F1.4.2%2Fapp.tgz",
  ];
  const requests = Array.from({ length: total }, (_, i) => {
    const method = i % 2 === 0 ? "PUT" : "GET";
    const parts = { method, uri: `/bucket/${keyOf(i)}`, query: "symlink", headers: method === "PUT" ? putHeaders : [] };
    return {
      origin: ENDPOINT,
      path: `${parts.uri}?symlink`,
      method,
      headers: signer.sign(parts, CREDENTIALS, Date.now()),
    };
  });
  const call = async (i) => {
    const { statusCode, body } = await agent.request(requests[i]);
    body.resume();
    if (statusCode !== 200) throw new Error(`status ${statusCode}`);
  };
  return { put: call, get: call, close: () => agent.destroy() };
}

function aliOss() {
  const { createAliOss } = require("./ali-oss.js");
  const bucket = "bucket";
  const client = createAliOss(ALI_OSS, {
    ...CREDENTIALS,
    bucket,
    endpoint: ENDPOINT,
    region: "cn-hangzhou",
    connections: concurrency,
  });
  return {
    put: (i) => client.putSymlink(keyOf(i), TARGET, { meta: METADATA }),
    get: (i) => client.getSymlink(keyOf(i)),
    close: () => {},
  };
}

/** Makes calls `from` to `to`, `concurrency` at a time. */
async function run({ put, get }, from, to) {
  let next = from;
  const lane = async () => {
    while (next < to) {
      const i = next++;
      await (i % 2 === 0 ? put(i) : get(i));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

if (!ENDPOINT.startsWith("http://127.0.0.1:")) throw new Error("benches run against loopback only");
const client = { ours, bare, "ali-oss": aliOss }[CLIENT]();

process.on("message", async ({ from, to }) => {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await run(client, from, to);
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  process.send({ cpu: (user + system) / (to - from), wall: (wall * 1000) / (to - from) });
});
process.send("ready");
