/**
 * The cheapest HTTP server: answers each request head with one fixed block, after DELAY_MS if that is given.
 * Prints its port; on SIGUSR2 prints the mean delay it really had, in milliseconds, and forgets it.
 */
const net = require("node:net");

const delay = Number(process.env.DELAY_MS ?? 0);
const ANSWER = Buffer.from(
  [
    "HTTP/1.1 200 OK",
    "Server: AliyunOSS",
    "Date: Fri, 02 Jan 2026 03:04:05 GMT",
    "Content-Length: 0",
    "Connection: keep-alive",
    "x-oss-request-id: 5C3D9175B6FC201293AD0001",
    'ETag: "0CC175B9C0F1B6A831C399E269772661"',
    "Last-Modified: Fri, 02 Jan 2026 03:04:05 GMT",
    "x-oss-symlink-target: releases%2F1.4.2%2Fapp.tgz",
    "x-oss-meta-owner: team",
    "x-oss-meta-build: 1234",
    "x-oss-server-time: 3",
    "",
    "",
  ].join("\r\n"),
);
const HEAD_END = Buffer.from("\r\n\r\n");
let delays = 0;
let answered = 0;

function answer(socket, received) {
  if (delay > 0) {
    delays += performance.now() - received;
    answered++;
  }
  socket.write(ANSWER);
}

const server = net.createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => {});
  let rest = null;
  socket.on("data", (chunk) => {
    const bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let end = bytes.indexOf(HEAD_END); end !== -1; end = bytes.indexOf(HEAD_END, at)) {
      at = end + 4;
      const received = performance.now();
      if (delay > 0) setTimeout(answer, delay, socket, received);
      else answer(socket, received);
    }
    rest = at === bytes.length ? null : bytes.subarray(at);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.on("SIGUSR2", () => {
  console.log(delays / answered);
  delays = 0;
  answered = 0;
});
