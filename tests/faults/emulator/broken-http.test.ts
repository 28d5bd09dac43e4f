import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../../../emulator/index";
import { RawClient } from "../../support/emulator/raw-client";
import { withEmulator } from "../../support/emulator/with-emulator";

const { emulator, client } = withEmulator({ buckets: ["bucket"] });

interface Exchange {
  readonly end?: boolean;
  readonly until?: RegExp;
  readonly endpoint?: string;
}

/** Everything the server says to these bytes until it closes, or until the given text has come. */
function exchange(
  text: string,
  { end = false, until, endpoint = emulator().endpoint }: Exchange = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(endpoint).port), "127.0.0.1", () => {
      socket.write(Buffer.from(text, "latin1"));
      if (end) socket.end();
    });
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      answer += chunk;
      if (until?.test(answer)) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

afterEach(async () => {
  expect((await client().send({})).status).toBe(200);
});

test.each([
  ["no HTTP", "hello\r\n\r\n", /^HTTP\/1\.1 400 [\s\S]*<Code>InvalidArgument</],
  ["a broken header", "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", /^HTTP\/1\.1 400 /],
  [
    "a length that is no number",
    "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  [
    "two lengths",
    "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    /^HTTP\/1\.1 400 /,
  ],
  [
    "length and chunks",
    "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  [
    "headers of 100 kB",
    `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(100_000)}\r\n\r\n`,
    /^HTTP\/1\.1 400 [\s\S]*too many or too large/,
  ],
  [
    "a chunk size that is none",
    "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  ["a CONNECT", "CONNECT other:443 HTTP/1.1\r\nHost: x\r\n\r\n", /^HTTP\/1\.1 405 /],
  [
    "a body shorter than declared",
    "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
    /^HTTP\/1\.1 400 /,
  ],
])("%s is answered and the connection closed (§18.4)", async (name, text, expected) => {
  expect(await exchange(text, { end: name.startsWith("a body shorter") })).toMatch(expected);
});

test("half a request that never goes on is given up (§9.5)", async () => {
  const impatient = await startEmulator({ requestTimeoutMs: 100 });
  const answer = await exchange("PUT /bucket/k HTTP/1.1\r\nHost: x\r\n", { endpoint: impatient.endpoint });
  await impatient.close();
  expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*<Code>RequestTimeout</);
});

test("a client that does not read its answer is given up", async () => {
  const data = mkdtempSync(path.join(tmpdir(), "emulator-slow-"));
  const patient = await startEmulator({ data, buckets: [{ name: "open", acl: "public-read" }] });
  const writer = new RawClient(patient.endpoint);
  await writer.send({ method: "PUT", bucket: "open", key: "big", body: Buffer.alloc(16 * 1024 * 1024) });
  writer.close();
  await patient.close();
  const impatient = await startEmulator({ data, requestTimeoutMs: 100 });
  const socket = connect(Number(new URL(impatient.endpoint).port), "127.0.0.1");
  const cut = once(socket, "error");
  socket.pause();
  socket.write("GET /open/big HTTP/1.1\r\nHost: x\r\n\r\n");
  // Only writing shows a reader that does not read that nobody is there any more.
  const probe = setInterval(() => socket.write("\r\n"), 20);
  try {
    const [error] = await cut;
    expect(["ECONNRESET", "EPIPE"]).toContain(error.code);
  } finally {
    clearInterval(probe);
    socket.destroy();
    await impatient.close();
    rmSync(data, { recursive: true });
  }
}, 30_000);

test("300 headers are refused, not cut off in silence", async () => {
  const many = Array.from({ length: 300 }, (_, i) => `x-h-${i}: 1\r\n`).join("");
  expect(await exchange(`GET /bucket HTTP/1.1\r\nHost: x\r\n${many}Connection: close\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 400 [\s\S]*too many/,
  );
});

test.each([
  ["GET /%zz/k HTTP/1.1", "InvalidBucketName"],
  ["GET /bucket/%ff HTTP/1.1", "InvalidObjectName"],
  ["GET /bucket/k?a=%f HTTP/1.1", "InvalidArgument"],
  ["GET //k HTTP/1.1", "InvalidBucketName"],
  ["BREW /bucket/k HTTP/1.1", undefined],
  ["GET http://elsewhere/bucket/k HTTP/1.1", "AccessDenied"],
])("%s is %s", async (line, code) => {
  const answer = await exchange(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  if (code) expect(answer).toContain(`<Code>${code}</Code>`);
});

test("a Go client's chunked empty PutSymlink is taken (§3)", async () => {
  await client().send({
    method: "PUT",
    bucket: "bucket",
    query: { acl: "" },
    headers: { "x-oss-acl": "public-read-write" },
  });
  const text =
    "PUT /bucket/k?symlink HTTP/1.1\r\nHost: x\r\nx-oss-symlink-target: t\r\nTransfer-Encoding: chunked\r\nContent-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\nConnection: close\r\n\r\n0\r\n\r\n";
  expect(await exchange(text)).toMatch(/^HTTP\/1\.1 200 /);
});

test("Expect: 100-continue is answered before the body", async () => {
  const answer = await exchange(
    "PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n",
    { until: /100 Continue/ },
  );
  expect(answer).toMatch(/^HTTP\/1\.1 100 Continue/);
});
