import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { createClient, isConnectionFailed, isUntrustedServer, type OssError } from "../../../provider/oss";
import { type Identity, makeAuthority } from "./certificates";

const CREDENTIALS = { accessKeyId: "test-id", accessKeySecret: "test-secret" };
const ROOT = path.join(__dirname, "../../..");
const authority = makeAuthority("Authority of this test");
const closing: (() => unknown)[] = [];
jest.setTimeout(60_000);
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Seen {
  readonly line: string;
  readonly host: string | undefined;
  /** The name the client asked TLS for. */
  readonly servername: string | false | undefined;
}

/** A server over TLS that answers everything as a link, and keeps what it was asked. */
async function serve(identity: Identity): Promise<{ port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = https.createServer({ cert: identity.certificate, key: identity.key }, (request, response) => {
    const { servername } = request.socket as TLSSocket & { servername?: string | false };
    seen.push({ line: `${request.method} ${request.url}`, host: request.headers.host, servername });
    response.writeHead(200, { "x-oss-symlink-target": "t%2F1", "Content-Length": 0 }).end();
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  return { port: (server.address() as net.AddressInfo).port, seen };
}

/** A proxy that leads every tunnel to `port`, as no name but localhost resolves here. */
async function tunnelTo(port: number): Promise<string> {
  const proxy = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      const upstream = net.connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connected\r\n\r\n");
        socket.pipe(upstream).pipe(socket);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("close", () => upstream.destroy());
    });
  });
  await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
  closing.push(() => new Promise((closed) => proxy.close(closed)));
  return `http://127.0.0.1:${(proxy.address() as net.AddressInfo).port}`;
}

async function failureOf(endpoint: string, more: object = {}): Promise<OssError> {
  const client = createClient({ endpoint, region: "cn-hangzhou", credentials: CREDENTIALS, environment: {}, ...more });
  closing.push(() => client.close());
  const failure: unknown = await client.putSymlink("bucket", "k", { target: "t" }).catch((error: unknown) => error);
  return failure as OssError;
}

/** Runs in a process of its own, as Node.js reads NODE_EXTRA_CA_CERTS when it starts; the sources need no build. */
const PROGRAM = `
  const { transformSync } = require("@swc/core");
  const { readFileSync } = require("node:fs");
  const options = { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } };
  require.extensions[".ts"] = (module, file) => module._compile(transformSync(readFileSync(file, "utf8"), options).code, file);
  const { createClient } = require("./provider/oss/index.ts");
  const { direct, virtual, proxy, distrusted } = JSON.parse(process.env.CASE);
  const common = { region: "cn-hangzhou", credentials: { accessKeyId: "test-id", accessKeySecret: "test-secret" } };
  async function main() {
    const near = createClient({ ...common, endpoint: direct, environment: {} });
    const far = createClient({ ...common, endpoint: virtual, environment: { https_proxy: proxy } });
    await near.putSymlink("bucket", "k", { target: "t/1" });
    const link = await near.getSymlink("bucket", "k");
    const presigned = await fetch(await near.presignGet("bucket", "k", { expiresSeconds: 60 }));
    const farLink = await far.getSymlink("bucket", "a/../k");
    const refused = [];
    for (const endpoint of distrusted) {
      const client = createClient({ ...common, endpoint, environment: {}, maxConnections: 1 });
      const outcome = () => client.getSymlink("bucket", "k").then(() => "served", (error) => error.message);
      const outcomes = await Promise.all([outcome(), outcome()]);
      refused.push(...new Set([...outcomes, await outcome()]));
    }
    console.log(JSON.stringify([link.target, presigned.status, farLink.target, ...refused]));
    near.close();
    far.close();
  }
  main();`;

test("an authority named in NODE_EXTRA_CA_CERTS is trusted, as far as its certificates go", async () => {
  const server = await serve(authority.issue(["bucket.oss.example.test", "127.0.0.1"]));
  const otherHost = await serve(authority.issue(["other.example.test"]));
  const expired = await serve(authority.issue(["127.0.0.1"], 0.5));
  const folder = mkdtempSync(path.join(tmpdir(), "oss-symlink-tls-"));
  closing.push(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "authority.pem");
  writeFileSync(file, authority.certificate);
  const given = {
    direct: `https://127.0.0.1:${server.port}`,
    virtual: "oss.example.test",
    proxy: await tunnelTo(server.port),
    distrusted: [otherHost, expired].map(({ port }) => `https://127.0.0.1:${port}`),
  };
  const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: file, CASE: JSON.stringify(given) };
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", PROGRAM], { cwd: ROOT, env });
  expect(JSON.parse(stdout)).toEqual([
    "t/1",
    200,
    "t/1",
    expect.stringMatching(/certificate is for another host .*addressing cname/),
    expect.stringMatching(/certificate has expired .*clock/),
  ]);
  expect([...otherHost.seen, ...expired.seen]).toEqual([]);
  const [put, get, presigned, far] = server.seen as [Seen, Seen, Seen, Seen];
  expect([put.line, get.line]).toEqual(["PUT /bucket/k?symlink", "GET /bucket/k?symlink"]);
  expect(presigned.line).toMatch(/^GET \/bucket\/k\?x-oss-credential=.*&x-oss-signature=[0-9a-f]{64}$/);
  expect(far).toEqual({
    line: "GET /a/../k?symlink",
    host: "bucket.oss.example.test",
    servername: "bucket.oss.example.test",
  });
});

test("an authority nobody vouched for is refused at once, with what to do, and nothing is sent", async () => {
  const server = await serve(authority.issue(["127.0.0.1"]));
  const failure = await failureOf(`https://127.0.0.1:${server.port}`);
  expect(failure.message).toMatch(
    /^PutSymlink of bucket\/k failed: the server's certificate is not from an authority that is trusted here \(\w+\) .*NODE_EXTRA_CA_CERTS/,
  );
  expect(failure).toMatchObject({ ambiguous: false, attempts: 1 });
  expect(isUntrustedServer(failure)).toBe(true);
  expect(server.seen).toEqual([]);
});

test.each<[string, (socket: net.Socket) => void]>([
  ["a fatal alert", (socket) => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 80]))],
  ["a record that is none", (socket) => socket.end(Buffer.from([0x16, 3, 3, 0, 5, 0, 0, 0, 0, 0]))],
  ["a reset", (socket) => socket.resetAndDestroy()],
  ["an end", (socket) => socket.end()],
])("%s in the middle of a handshake is tried again", async (_, breakOff) => {
  const server = await serve(authority.issue(["127.0.0.1"]));
  let broken = 2;
  const flaky = net.createServer((socket) => {
    socket.on("error", () => {});
    if (broken-- > 0) socket.once("data", () => breakOff(socket));
    else socket.pipe(net.connect(server.port, "127.0.0.1").on("error", () => socket.destroy())).pipe(socket);
  });
  await new Promise<void>((ready) => flaky.listen(0, "127.0.0.1", ready));
  closing.push(() => new Promise((closed) => flaky.close(closed)));
  const { port } = flaky.address() as net.AddressInfo;
  const failure = await failureOf(`https://127.0.0.1:${port}`, { random: () => 0 });
  expect(failure.message).toMatch(/not from an authority that is trusted here/);
  expect(failure).toMatchObject({ ambiguous: false, attempts: 3 });
  broken = 1;
  const once = await failureOf(`https://127.0.0.1:${port}`, { random: () => 0, maxRetries: 0 });
  expect(once).toMatchObject({ ambiguous: false, attempts: 1 });
  expect(isConnectionFailed(once)).toBe(true);
});

test("the same holds behind a proxy", async () => {
  const server = await serve(authority.issue(["bucket.oss.example.test"]));
  const environment = { https_proxy: await tunnelTo(server.port) };
  const failure = await failureOf("oss.example.test", { environment });
  expect(failure.message).toMatch(/not from an authority that is trusted here .*NODE_EXTRA_CA_CERTS/);
  expect(server.seen).toEqual([]);
});

test("a server that speaks no TLS is told from one that does", async () => {
  const plain = net.createServer((socket) => {
    socket.on("error", () => {}).on("data", () => socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
  });
  await new Promise<void>((ready) => plain.listen(0, "127.0.0.1", ready));
  closing.push(() => new Promise((closed) => plain.close(closed)));
  const failure = await failureOf(`https://127.0.0.1:${(plain.address() as net.AddressInfo).port}`);
  expect(failure.message).toMatch(/what answers there does not speak TLS .* write http:\/\/ into endpoint/);
  expect(failure).toMatchObject({ ambiguous: false, attempts: 1 });
});
