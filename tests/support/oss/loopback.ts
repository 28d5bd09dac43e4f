/** A raw server on loopback that keeps the bytes it gets and answers what the test says. It knows nothing of OSS. */
import net from "node:net";

/** One request as it came over the wire. */
export interface Recorded {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly target: string;
  /** Name as sent and value in Latin-1 (one character per byte), in order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** Number of the connection, from 1. */
  readonly connection: number;
  header(name: string): string | undefined;
}

/** Bytes to send; `undefined` leaves the client waiting, "reset" cuts the connection, `last` ends it after these bytes. */
export type Reply = string | Buffer | undefined | "reset" | { readonly last: Buffer };

export interface Loopback {
  readonly endpoint: string;
  readonly port: number;
  readonly requests: Recorded[];
  close(): Promise<void>;
}

export async function startLoopback(
  answer: (request: Recorded, count: number, socket: net.Socket) => Reply | Promise<Reply>,
): Promise<Loopback> {
  const requests: Recorded[] = [];
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer((socket) => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    let buffered = Buffer.alloc(0);
    socket.on("data", async (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      for (;;) {
        const parsed = parseRequest(buffered, connection);
        if (parsed === undefined) return;
        buffered = buffered.subarray(parsed.length);
        requests.push(parsed.request);
        const reply = await answer(parsed.request, requests.length, socket);
        if (reply === "reset") socket.resetAndDestroy();
        else if (typeof reply === "object" && "last" in reply) socket.end(reply.last);
        else if (reply !== undefined) socket.write(reply);
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as net.AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    requests,
    close: () =>
      new Promise((closed) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => closed());
      }),
  };
}

/** A whole response with the right length. */
export function reply(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = "",
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ "Content-Length": String(bytes.length), ...headers }).map(
    ([n, v]) => `${n}: ${v}\r\n`,
  );
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Text\r\n${lines.join("")}\r\n`, "utf8"), bytes]);
}

export function errorXml(code: string, message: string, extra: Readonly<Record<string, string>> = {}): string {
  const elements = Object.entries({ Code: code, Message: message, ...extra });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.map(([n, v]) => `<${n}>${v}</${n}>`).join("")}</Error>`;
}

function parseRequest(bytes: Buffer, connection: number): { request: Recorded; length: number } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [first = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const [method = "", target = ""] = first.split(" ");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const header = (name: string) => headers.find(([candidate]) => candidate.toLowerCase() === name.toLowerCase())?.[1];
  const length = Number(header("content-length") ?? 0);
  const start = end + 4;
  if (bytes.length < start + length) return undefined;
  const body = Buffer.from(bytes.subarray(start, start + length));
  return { request: { method, target, headers, body, connection, header }, length: start + length };
}
