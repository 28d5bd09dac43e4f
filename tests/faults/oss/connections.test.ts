/** What becomes of connections when calls on them end in every possible way. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { createClient, type OssClient } from "../../../provider/oss";
import { Transport } from "../../../provider/oss/transport/transport";
import { type Loopback, reply, startLoopback } from "../../support/oss/loopback";

const OK = reply(200, { ETag: '"E"', "x-oss-symlink-target": "t" });
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(
  answer: Parameters<typeof startLoopback>[0],
  maxConnections: number,
): Promise<{ server: Loopback; client: OssClient }> {
  const server = await startLoopback(answer);
  const credentials = { accessKeyId: "test-id", accessKeySecret: "test-secret" };
  const client = createClient({ endpoint: server.endpoint, region: "r", credentials, maxConnections, maxRetries: 0 });
  closing.push(() => client.close(), server.close);
  return { server, client };
}

test("a connection that the server closed between calls is replaced, and no put is in doubt", async () => {
  const sockets: Socket[] = [];
  const { server, client } = await serve((_, __, socket) => {
    sockets.push(socket);
    return OK;
  }, 1);
  for (const end of ["end", "resetAndDestroy"] as const) {
    await client.putSymlink("bucket", "k", { target: "t" });
    const socket = sockets.at(-1) as Socket;
    const closed = once(socket, "close");
    socket[end]();
    await closed;
    // What the other side did has reached this process when it has reached the server's, but not been looked at.
    await new Promise((turn) => setImmediate(turn));
  }
  await client.putSymlink("bucket", "k", { target: "t" });
  expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2, 3]);
});

test("who waits for a connection that the server says it will close gets another one", async () => {
  const closes = reply(200, { ETag: '"E"', Connection: "close" });
  const { server, client } = await serve(() => ({ last: closes }), 1);
  await Promise.all(Array.from({ length: 5 }, (_, i) => client.putSymlink("bucket", `k${i}`, { target: "t" })));
  expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2, 3, 4, 5]);
});

test("who waits for a connection that the server closes without a word gets another one", async () => {
  const { server, client } = await serve(() => ({ last: OK }), 1);
  await Promise.all(Array.from({ length: 50 }, (_, i) => client.putSymlink("bucket", `k${i}`, { target: "t" })));
  expect(server.requests).toHaveLength(50);
});

const END = fc.constantFrom("served", "reset", "closed", "cut", "nonsense", "timed out", "cancelled", "given up early");

test("whatever became of calls, each connection has one at a time and all of them serve on", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(END, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 4 }),
      async (ends, most) => {
        const busy = new Set<number>();
        let overlapping = 0;
        let gathered = 0;
        let open = () => {};
        const all = new Promise<void>((resolve) => {
          open = resolve;
        });
        const controllers = ends.map(() => new AbortController());
        const { client, server } = await serve(async ({ target, connection }) => {
          if (busy.has(connection)) overlapping++;
          busy.add(connection);
          if (target.includes("after")) {
            if (++gathered === most) open();
            await all;
          }
          const [end, index] = /(\w+)-(\d+)/.exec(target)?.slice(1) ?? [];
          if (end === "cancelled") setImmediate(() => controllers[Number(index)]?.abort());
          if (end === "cancelled" || end === "timed_out") return undefined;
          busy.delete(connection);
          if (end === "reset") return "reset";
          if (end === "closed") return { last: reply(200, { Connection: "close", "x-oss-symlink-target": "t" }) };
          if (end === "cut") return { last: reply(200, { "Content-Length": "9" }) };
          return end === "nonsense" ? { last: Buffer.from("nonsense\r\n\r\n") } : OK;
        }, most);
        const calls = ends.map((end, i) => {
          const { signal } = controllers[i] as AbortController;
          const timeoutMs = end === "timed out" ? 30 : 20_000;
          const call = client.getSymlink("bucket", `${end.replaceAll(" ", "_")}-${i}`, { signal, timeoutMs });
          if (end === "given up early") controllers[i]?.abort();
          return call.then(
            () => "served",
            (error: { code: string }) => error.code,
          );
        });
        const outcomes = await Promise.all(calls);
        outcomes.forEach((outcome, i) => {
          const end = ends[i];
          if (end === "served" || end === "closed") expect(outcome).toBe("served");
          else if (end === "cancelled" || end === "given up early") expect(outcome).toBe("Cancelled");
          else if (end === "timed out") expect(outcome).toBe("TimedOut");
          else expect(["ConnectionFailed", "UnexpectedAnswer"]).toContain(outcome);
        });
        // Answered only when as many as there may be connections have come: a lost connection would leave it waiting.
        const after = Array.from({ length: most }, (_, i) =>
          client.getSymlink("bucket", `after${i}`, { timeoutMs: 20_000 }),
        );
        await Promise.all(after);
        expect(overlapping).toBe(0);
        client.close();
        await server.close();
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

test("nothing keeps what has been answered while others wait", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const server = await startLoopback(({ target }) => (target === "/silent" ? undefined : OK));
  const transport = new Transport({ connections: 1, environment: {} });
  closing.push(() => transport.close("over"), server.close);
  const send = (path: string, headers: string[] = []) =>
    transport.send({
      origin: server.endpoint,
      path,
      method: "GET",
      headers,
      body: undefined,
      deadline: performance.now() + 60_000,
      bodyLimit: 1024,
      signal: undefined,
    });
  const kept: WeakRef<string[]>[] = [];
  const served = Array.from({ length: 20 }, () => {
    const headers = ["x-test", "1"];
    kept.push(new WeakRef(headers));
    return send("/served", headers);
  });
  const waiting = Promise.allSettled([send("/silent"), send("/after")]);
  await Promise.all(served);
  // A weak reference holds until the turn in which it was made or read is over.
  await new Promise((turn) => setImmediate(turn));
  collect();
  expect(kept.filter((headers) => headers.deref() !== undefined).length).toBeLessThanOrEqual(1);
  transport.close("over");
  await waiting;
});
