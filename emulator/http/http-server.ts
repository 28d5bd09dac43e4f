import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type OssError, ossError } from "../errors/oss-error";
import { randomHex } from "../random-hex";
import { errorReply } from "./error-reply";
import type { RequestHead } from "./oss-request";
import { readBody } from "./read-body";
import type { Answer, Reply } from "./reply";

export interface HttpSetting {
  readonly maxBodyBytes: number;
  readonly requestTimeoutMs: number;
}

export type Answering = (head: RequestHead, body: Buffer | OssError) => Promise<Answer>;

const MOST_HEADERS = 200;
const MOST_HEADER_BYTES = 64 * 1024;
const MOST_CONNECTIONS = 2000;
const LINGER_MS = 1000;
/** Smaller answers leave the process at once, whether or not the client reads. */
const FITS_INTO_BUFFERS = 64 * 1024;

/** Puts `answer` behind node's HTTP server; clients that are slow, broken or gone cost a connection and no more. */
export function createHttpServer(answer: Answering, setting: HttpSetting): Server {
  const server = createServer({
    maxHeaderSize: MOST_HEADER_BYTES,
    requestTimeout: setting.requestTimeoutMs,
    headersTimeout: setting.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(5000, setting.requestTimeoutMs),
    // Idle connections of pooled clients must not be cut under their next request.
    keepAliveTimeout: 65_000,
  });
  server.maxConnections = MOST_CONNECTIONS;
  // Node drops what is above its own limit in silence; one more lets us see and refuse it.
  server.maxHeadersCount = MOST_HEADERS + 1;
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    respond(request, response, answer, setting).catch(() => response.destroy());
  };
  server.on("request", serve);
  server.on("checkExpectation", serve);
  server.on("clientError", refuse);
  server.on("connect", (_request, socket: Socket) => refuse({ code: "CONNECT" }, socket));
  return server;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answering,
  setting: HttpSetting,
): Promise<void> {
  const head = readHead(request);
  const tooMany = request.rawHeaders.length / 2 > MOST_HEADERS;
  const body = await readBody(request, setting.maxBodyBytes);
  if (body === "aborted") return;
  const { reply, cut } = await answer(head, tooMany ? ossError("HeadersTooLarge") : body);
  if (cut === "instead") response.socket?.resetAndDestroy();
  else if (cut === "in-the-middle") sendHalf(response, reply, head.method);
  else send(response, reply, head.method, setting.requestTimeoutMs);
}

function readHead(request: IncomingMessage): RequestHead {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return { method: request.method ?? "GET", url: request.url ?? "/", headers };
}

function send(response: ServerResponse, reply: Reply, method: string, timeoutMs: number): void {
  if (reply.body.length > FITS_INTO_BUFFERS) cutSlowReader(response, timeoutMs);
  writeHead(response, reply, reply.contentLength ?? reply.body.length);
  // Always bytes: with a string, node would send the headers in its encoding, and they are byte strings.
  if (method === "HEAD" || reply.body.length === 0) response.end();
  else response.end(reply.body);
}

/** What is sent has to be taken in the time that a request may take. */
function cutSlowReader(response: ServerResponse, timeoutMs: number): void {
  const timer = setTimeout(() => response.destroy(), timeoutMs);
  response.once("close", () => clearTimeout(timer));
}

/** Tells the whole length, sends half of it, cuts the connection; without a body the cut comes within the head. */
function sendHalf(response: ServerResponse, reply: Reply, method: string): void {
  const { socket } = response;
  if (method === "HEAD" || reply.body.length === 0) {
    socket?.write(`HTTP/1.1 ${reply.status} OK\r\nServer: Ali`, () => socket.destroy());
    return;
  }
  writeHead(response, reply, reply.body.length);
  response.write(reply.body.subarray(0, reply.body.length >> 1), () => socket?.destroy());
}

function writeHead(response: ServerResponse, reply: Reply, length: number): void {
  const headers: Record<string, string | number> = { ...reply.headers };
  if (reply.status !== 304 && reply.status !== 204) headers["Content-Length"] = length;
  response.writeHead(reply.status, headers);
}

/** Errors of the HTTP parser and time-outs: there is no request to answer, only a connection (wire-facts §18.4). */
function refuse(error: { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const requestId = randomHex(12);
  const known = clientErrorOf(error.code);
  const setting = { method: "GET", host: "", requestId, withErrorHeader: false, ec: undefined };
  const { status, headers, body } = errorReply(known, setting);
  const lines = Object.entries({
    ...headers,
    Server: "AliyunOSS",
    Date: new Date().toUTCString(),
    "x-oss-request-id": requestId,
    "Content-Length": String(body.length),
    Connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  // Time to read the answer, which a reset would take away; a client that keeps its side open does not stay.
  const linger = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(linger));
  socket.end(
    Buffer.concat([Buffer.from(`HTTP/1.1 ${status} ${known.entry.code}\r\n${lines.join("")}\r\n`, "latin1"), body]),
  );
}

function clientErrorOf(code: string | undefined): OssError {
  if (code === "HPE_HEADER_OVERFLOW") return ossError("HeadersTooLarge");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return ossError("RequestTimeout");
  if (code === "CONNECT") return ossError("MethodNotAllowed");
  return ossError("HeadersNotReadable");
}

/** Resolves with the port that was taken. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, port, host)));
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function explain(error: Error, port: number, host: string): Error {
  const inUse = "code" in error && error.code === "EADDRINUSE";
  return inUse ? new Error(`port ${port} of ${host} is in use; --port 0 takes a free one`, { cause: error }) : error;
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
