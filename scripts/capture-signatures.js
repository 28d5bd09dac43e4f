/**
 * Records what official SDKs put on the wire, signatures included, as fixture for the tests of our signers.
 * Usage: node scripts/capture-signatures.js   (needs npm, pip and go; installs the SDKs into the cache)
 */
const { execFileSync, spawn } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { ensureCached } = require("./cache.js");

const DRIVERS = path.join(__dirname, "capture-signatures");
const FIXTURE = path.join(__dirname, "..", "tests", "unit", "oss", "fixtures", "sdk-signatures.fixture.json");
const ALI_OSS = "6.23.0";
const OSS2 = "2.19.1";
const GO_SDK = "1.2.3";
const CREDENTIALS = { ACCESS_KEY_ID: "capture-id", ACCESS_KEY_SECRET: "capture-secret" };
const TOKEN = "capture/token+==";

/** Each SDK as a command to run. */
async function install() {
  const say = (text) => console.error(text);
  const run = (command, args, cwd, env = {}) =>
    execFileSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", 2, 2] });
  const js = await ensureCached(
    `ali-oss-${ALI_OSS}`,
    async (folder) => {
      fs.writeFileSync(path.join(folder, "package.json"), "{}");
      run("npm", ["install", "--no-audit", "--no-fund", `ali-oss@${ALI_OSS}`], folder);
    },
    { say },
  );
  const python = await ensureCached(
    `oss2-${OSS2}`,
    async (folder) => run("python3", ["-m", "pip", "install", "-q", "--target", folder, `oss2==${OSS2}`], folder),
    { say },
  );
  const go = await ensureCached(
    `capture-go-${GO_SDK}`,
    async (folder) => {
      fs.copyFileSync(path.join(DRIVERS, "main.go"), path.join(folder, "main.go"));
      run("go", ["mod", "init", "capture"], folder);
      run("go", ["get", `github.com/aliyun/alibabacloud-oss-go-sdk-v2@v${GO_SDK}`], folder);
      run("go", ["build", "-mod=mod", "-o", "capture", "."], folder);
    },
    { say },
  );
  return [
    {
      sdk: `ali-oss ${ALI_OSS}`,
      command: "node",
      args: [path.join(DRIVERS, "ali-oss.js")],
      env: { NODE_PATH: path.join(js, "node_modules") },
    },
    {
      sdk: `oss2 ${OSS2}`,
      command: "python3",
      args: [path.join(DRIVERS, "with-oss2.py")],
      env: { PYTHONPATH: python },
    },
    { sdk: `Go SDK V2 ${GO_SDK}`, command: path.join(go, "capture"), args: [], env: {} },
  ];
}

/** Answers every request with the same empty success and keeps its head. */
function startRecorder(requests) {
  const server = net.createServer((socket) => {
    let buffered = "";
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      for (let parsed = parse(buffered); parsed !== undefined; parsed = parse(buffered)) {
        buffered = buffered.slice(parsed.length);
        requests.push(parsed.request);
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nx-oss-symlink-target: t\r\nx-oss-request-id: R\r\n\r\n");
      }
    });
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}

function parse(text) {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [first, ...lines] = text.slice(0, end).split("\r\n");
  const [method, target] = first.split(" ");
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const chunked = headers["transfer-encoding"] === "chunked";
  const bodyEnd = chunked ? text.indexOf("0\r\n\r\n", end) + 5 : end + 4 + Number(headers["content-length"] ?? 0);
  if (text.length < bodyEnd || (chunked && bodyEnd === 4)) return undefined;
  return { request: { method, target, headers }, length: bodyEnd };
}

/** Headers that differ from run to run without being signed, or that name this machine. */
const LEFT_OUT = new Set([
  "host",
  "user-agent",
  "x-sdk-client",
  "accept",
  "accept-encoding",
  "connection",
  "content-length",
  "transfer-encoding",
]);

async function main() {
  const captured = [];
  for (const { sdk, command, args, env } of await install()) {
    for (const signature of ["v4", "v1"]) {
      for (const token of [undefined, TOKEN]) {
        const requests = [];
        const server = await startRecorder(requests);
        const child = spawn(command, args, {
          env: {
            PATH: process.env.PATH,
            HOME: process.env.HOME,
            ...env,
            ...CREDENTIALS,
            ENDPOINT: `http://127.0.0.1:${server.address().port}`,
            SIGNATURE: signature,
            ...(token === undefined ? {} : { TOKEN: token }),
          },
          stdio: ["ignore", 2, 2],
        });
        await new Promise((ended) => child.on("exit", ended));
        server.close();
        for (const { method, target, headers } of requests) {
          const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !LEFT_OUT.has(name)));
          captured.push({ sdk, signature, ...(token === undefined ? {} : { token }), method, target, headers: kept });
        }
        console.error(`${sdk} ${signature}${token === undefined ? "" : " with token"}: ${requests.length} requests`);
      }
    }
  }
  const { ACCESS_KEY_ID: accessKeyId, ACCESS_KEY_SECRET: accessKeySecret } = CREDENTIALS;
  const fixture = { accessKeyId, accessKeySecret, bucket: "capture-bucket", region: "cn-hangzhou", captured };
  fs.writeFileSync(FIXTURE, `${JSON.stringify(fixture, null, 1)}\n`);
}

main();
