import net from "node:net";
import {
  createClient,
  isAlreadyExists,
  isCancelled,
  isConnectionFailed,
  isSkew,
  isTimedOut,
  isTooLate,
  type OssClient,
  type OssError,
} from "../../../provider/oss";
import { backoffMs } from "../../../provider/oss/retry";
import { errorXml, type Loopback, type Recorded, type Reply, reply, startLoopback } from "../../support/oss/loopback";

const CREDENTIALS = { accessKeyId: "test-id", accessKeySecret: "test-secret" };
const OK = reply(200, { ETag: '"E"', "x-oss-symlink-target": "t" });
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that gives these answers one after the other, and a client that does not wait between attempts. */
async function serve(
  answers: readonly Reply[] | ((request: Recorded, count: number) => Reply),
  more: Partial<Parameters<typeof createClient>[0]> = {},
): Promise<{ server: Loopback; client: OssClient }> {
  const server = await startLoopback((request, count) =>
    typeof answers === "function" ? answers(request, count) : answers[Math.min(count, answers.length) - 1],
  );
  const client = createClient({
    endpoint: server.endpoint,
    region: "cn-hangzhou",
    credentials: CREDENTIALS,
    random: () => 0,
    ...more,
  });
  closing.push(() => client.close(), server.close);
  return { server, client };
}

/** Where nothing listens. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const failing = (call: Promise<unknown>): Promise<OssError> =>
  call.then(
    () => {
      throw new Error("did not fail");
    },
    (error: OssError) => error,
  );

const WRITES: [string, (client: OssClient) => Promise<unknown>][] = [
  ["putSymlink", (client) => client.putSymlink("bucket", "k", { target: "t" })],
  [
    "putSymlink with a guard not known to work",
    (client) => client.putSymlink("bucket", "k", { target: "t", forbidOverwrite: true }),
  ],
  [
    "putSymlink that claims a guard it does not send",
    (client) => client.putSymlink("bucket", "k", { target: "t", guardEffective: true }),
  ],
  ["putObject", (client) => client.putObject("bucket", "k", "x")],
  ["copyObject", (client) => client.copyObject("bucket", "k", { key: "s" })],
  ["deleteObject", (client) => client.deleteObject("bucket", "k")],
  ["deleteObject by version", (client) => client.deleteObject("bucket", "k", { versionId: "v" })],
  ["deleteBucket", (client) => client.deleteBucket("bucket")],
];

describe.each(WRITES)("%s", (_, call) => {
  test.each<[string, Reply]>([
    ["a reset after sending", "reset"],
    ["an internal error", reply(500, {}, errorXml("InternalError", "m"))],
    ["a gateway's 502", reply(502, {}, "<html></html>")],
    ["a 503 that is not the service's", reply(503)],
    ["half an answer", { last: reply(200, { "Content-Length": "9" }) }],
  ])("is not repeated after %s, and the error says that it may have taken effect", async (_name, answer) => {
    const { server, client } = await serve([answer, OK]);
    const error = await failing(call(client));
    expect([error.ambiguous, error.attempts, server.requests.length]).toEqual([true, 1, 1]);
    expect(error.message).toContain("may have taken effect");
  });

  test("is repeated where the service says that it has not begun", async () => {
    const busy = ["ServiceUnavailable", "TotalQpsLimitExceeded"].map((code) => reply(503, {}, errorXml(code, "m")));
    const { server, client } = await serve([...busy, reply(429, {}, errorXml("QpsLimitExceeded", "m")), OK]);
    await call(client);
    expect(server.requests).toHaveLength(4);
  });
});

test("a delete of many is not repeated, and names every entry as failed", async () => {
  const { server, client } = await serve(["reset", OK]);
  const result = await client.deleteMany("bucket", [{ key: "a" }, { key: "b" }]);
  expect(result.deleted).toEqual([]);
  expect(result.failed.map(({ key, error }) => [key, error.ambiguous])).toEqual([
    ["a", true],
    ["b", true],
  ]);
  expect(server.requests).toHaveLength(1);
});

const REPEATABLE: [string, (client: OssClient) => Promise<unknown>][] = [
  ["getSymlink", (client) => client.getSymlink("bucket", "k")],
  ["headObject", (client) => client.headObject("bucket", "k")],
  [
    "putSymlink with an effective guard",
    (client) => client.putSymlink("bucket", "k", { target: "t", forbidOverwrite: true, guardEffective: true }),
  ],
  ["putAcl", (client) => client.putAcl("bucket", "k", "private")],
  ["putTagging", (client) => client.putTagging("bucket", "k", { a: "b" })],
  ["deleteTagging", (client) => client.deleteTagging("bucket", "k")],
];

test.each(REPEATABLE)("%s is repeated after resets and 5xx", async (_, call) => {
  const { server, client } = await serve(["reset", reply(500, {}, errorXml("InternalError", "m")), reply(408), OK]);
  await call(client);
  expect(server.requests).toHaveLength(4);
});

test("a guarded put that meets its own success says that it may be its own", async () => {
  const { client } = await serve(["reset", reply(409, {}, errorXml("FileAlreadyExists", "m"))]);
  const error = await failing(
    client.putSymlink("bucket", "k", { target: "t", forbidOverwrite: true, guardEffective: true }),
  );
  expect([isAlreadyExists(error), error.ambiguous, error.attempts]).toEqual([true, true, 2]);
});

test("a read that fails is never ambiguous, and attempts are counted", async () => {
  const { server, client } = await serve(["reset"], { maxRetries: 2 });
  const error = await failing(client.getSymlink("bucket", "k"));
  expect([error.ambiguous, error.attempts, server.requests.length]).toEqual([false, 3, 3]);
  expect(error.message).toContain("after 3 attempts");
});

test("where no connection comes about, nothing was sent: even a delete is repeated and not ambiguous", async () => {
  const client = createClient({
    endpoint: `http://127.0.0.1:${await freePort()}`,
    region: "r",
    credentials: CREDENTIALS,
    random: () => 0,
  });
  closing.push(() => client.close());
  const error = await failing(client.deleteObject("bucket", "k"));
  expect([isConnectionFailed(error), error.ambiguous, error.attempts]).toEqual([true, false, 4]);
  expect(error.message).toContain("the connection was refused (ECONNREFUSED)");
});

test("a connection refused while others wait for it fails each of them, and nothing else", async () => {
  const { server, client } = await serve([OK], { maxConnections: 1, maxRetries: 0 });
  const elsewhere = createClient({
    endpoint: `http://127.0.0.1:${await freePort()}`,
    region: "r",
    credentials: CREDENTIALS,
    maxConnections: 1,
    maxRetries: 0,
  });
  closing.push(() => elsewhere.close());
  const calls = (of: OssClient) => ["a", "b", "c"].map((key) => of.deleteObject("bucket", key));
  const errors = await Promise.all(calls(elsewhere).map(failing));
  expect(errors.map((error) => [isConnectionFailed(error), error.ambiguous])).toEqual(Array(3).fill([true, false]));
  expect(isConnectionFailed(await failing(elsewhere.deleteObject("bucket", "later")))).toBe(true);
  await Promise.all(calls(client));
  expect(server.requests).toHaveLength(3);
});

test.each([400, 403, 404, 409, 412, 501])("status %i is not repeated", async (status) => {
  const { server, client } = await serve([reply(status, {}, errorXml("SomeCode", "m")), OK]);
  expect((await failing(client.putSymlink("bucket", "k", { target: "t" }))).ambiguous).toBe(false);
  expect(server.requests).toHaveLength(1);
});

test("every attempt is signed anew", async () => {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const { server, client } = await serve(["reset", OK], { clock: () => (now += 1000) });
  await client.getSymlink("bucket", "k");
  const [first, second] = server.requests.map((request) => [
    request.header("x-oss-date"),
    request.header("authorization"),
  ]);
  expect(first?.[0]).toBe("20260102T030406Z");
  expect(second?.[0]).toBe("20260102T030407Z");
  expect(first?.[1]).not.toBe(second?.[1]);
});

describe("a clock that is off", () => {
  const HOUR = 3_600_000;
  const service = Date.UTC(2026, 0, 2, 12);
  /** Refuses what is signed more than 15 minutes off. */
  const strict = (answer: Reply) => (request: Recorded) => {
    const date = request.header("x-oss-date") ?? "";
    const signed = Date.parse(date.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z"));
    return Math.abs(signed - service) > 900_000 ? answer : OK;
  };
  const skewed = (extra: Readonly<Record<string, string>>, headers = {}) =>
    reply(403, headers, errorXml("RequestTimeTooSkewed", "m", extra));

  test.each([
    ["ServerTime", skewed({ ServerTime: "2026-01-02T12:00:00.000Z" })],
    ["Date", skewed({}, { Date: "Fri, 02 Jan 2026 12:00:00 GMT" })],
  ])("is corrected by %s once, and stays corrected", async (_, answer) => {
    const { server, client } = await serve(strict(answer), { clock: () => service + HOUR });
    await client.putSymlink("bucket", "k", { target: "t" });
    expect(server.requests).toHaveLength(2);
    await client.deleteObject("bucket", "k");
    expect(server.requests.map((request) => request.header("x-oss-date"))).toEqual([
      "20260102T130000Z",
      "20260102T120000Z",
      "20260102T120000Z",
    ]);
    const url = await client.presignGet("bucket", "k", { expiresSeconds: 60 });
    expect(url).toContain("x-oss-date=20260102T120000Z");
  });

  test("is an error where the correction does not help", async () => {
    const { server, client } = await serve([skewed({ ServerTime: "2026-01-02T12:00:00.000Z" })]);
    const error = await failing(client.getSymlink("bucket", "k"));
    expect(isSkew(error)).toBe(true);
    expect(error.advice).toMatch(/set this machine's clock/);
    expect(server.requests).toHaveLength(2);
  });
});

describe("time", () => {
  test("a call without answer ends at its timeout, retries included", async () => {
    const { server, client } = await serve([undefined], { attemptTimeoutMs: 20, maxRetries: 1000 });
    const started = performance.now();
    const error = await failing(client.getSymlink("bucket", "k", { timeoutMs: 300 }));
    expect(isTimedOut(error)).toBe(true);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(error.attempts).toBeGreaterThan(1);
    expect(server.requests.length).toBeLessThanOrEqual(error.attempts);
  });

  test("a wait that would pass the timeout is not begun", async () => {
    const { client } = await serve([reply(500)], { random: () => 1000 });
    const started = performance.now();
    const error = await failing(client.getSymlink("bucket", "k", { timeoutMs: 5000 }));
    expect([error.code, error.attempts]).toEqual(["ServerError", 1]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("a call is not repeated once what it goes by is too long ago", async () => {
    const { client } = await serve([reply(503, {}, errorXml("ServiceUnavailable", "m"))], { random: () => 1 });
    const put = client.putSymlink("bucket", "k", { target: "t" }, { repeatForMs: 100 });
    expect(await failing(put)).toMatchObject({ code: "ServiceUnavailable", attempts: 1 });
  });

  test("nor is it after the machine has slept meanwhile, which stops one of its clocks", async () => {
    let sleptMs = 0;
    const answer = () => {
      sleptMs = 60_000;
      return reply(503, {}, errorXml("ServiceUnavailable", "m"));
    };
    const { server, client } = await serve(answer, { clock: () => Date.now() + sleptMs });
    const error = await failing(client.deleteObject("bucket", "k", { repeatForMs: 30_000 }));
    expect([isTooLate(error), error.ambiguous]).toEqual([true, false]);
    // XML cannot carry these keys, so each is a request.
    sleptMs = 0;
    const { failed } = await client.deleteMany("bucket", [{ key: "a\u0001" }, { key: "b\u0001" }], {
      repeatForMs: 30_000,
    });
    expect(failed.map(({ error }) => isTooLate(error))).toEqual([true, true]);
    expect(server.requests).toHaveLength(2);
  });

  test("nor is it sent at all if it has waited for a connection for so long", async () => {
    const { server, client } = await serve([undefined], { maxConnections: 1, attemptTimeoutMs: 60_000 });
    const ahead = failing(client.getSymlink("bucket", "ahead", { timeoutMs: 500 }));
    const late = failing(client.putSymlink("bucket", "late", { target: "t" }, { repeatForMs: 100 }));
    expect(isTimedOut(await ahead)).toBe(true);
    expect(isTooLate(await late)).toBe(true);
    expect((await late).ambiguous).toBe(false);
    expect(server.requests).toHaveLength(1);
  });

  test("an answer that trickles in does not outlive the timeout", async () => {
    const timers: NodeJS.Timeout[] = [];
    const server = await startLoopback((_, __, socket) => {
      timers.push(setInterval(() => socket.write("x"), 5));
      return "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    });
    const client = createClient({ endpoint: server.endpoint, region: "r", credentials: CREDENTIALS });
    closing.push(
      () => client.close(),
      () => timers.map(clearInterval),
      server.close,
    );
    expect(isTimedOut(await failing(client.getSymlink("bucket", "k", { timeoutMs: 60 })))).toBe(true);
  });

  test("waiting for a free connection counts, and such a call was not sent", async () => {
    const controller = new AbortController();
    let second: Promise<OssError> | undefined;
    const { server, client } = await serve(
      () => {
        second = failing(client.deleteObject("bucket", "b", { timeoutMs: 20 })).finally(() => controller.abort());
        return undefined;
      },
      { maxConnections: 1 },
    );
    const first = await failing(client.deleteObject("bucket", "a", { signal: controller.signal }));
    const waited = await second;
    expect([first.ambiguous, waited?.ambiguous, isTimedOut(waited)]).toEqual([true, false, true]);
    expect(server.requests.map(({ target }) => target)).toEqual(["/bucket/a"]);
  });

  test("back-off is full jitter below a ceiling that doubles", () => {
    expect([1, 2, 3].map((attempt) => backoffMs(attempt, 0.5))).toEqual([100, 200, 400]);
    expect(backoffMs(30, 0.999)).toBeLessThan(10_000);
    expect(backoffMs(5, 0)).toBe(0);
  });
});

describe("cancelling", () => {
  test("by the call's signal ends the call at once and leaves no listener", async () => {
    const controller = new AbortController();
    const removed = jest.spyOn(controller.signal, "removeEventListener");
    const { client } = await serve((_, count) => {
      if (count === 1) setImmediate(() => controller.abort());
      return undefined;
    });
    const error = await failing(client.deleteObject("bucket", "k", { signal: controller.signal }));
    expect([isCancelled(error), error.ambiguous, error.attempts]).toEqual([true, true, 1]);
    expect(removed).toHaveBeenCalledTimes(1);
    const later = await failing(client.deleteObject("bucket", "k", { signal: controller.signal }));
    expect([isCancelled(later), later.ambiguous]).toEqual([true, false]);
  });

  test("by the call's signal ends a wait between attempts", async () => {
    const controller = new AbortController();
    const { client } = await serve(
      () => {
        setImmediate(() => controller.abort());
        return reply(500);
      },
      { random: () => 1 },
    );
    expect(isCancelled(await failing(client.getSymlink("bucket", "k", { signal: controller.signal })))).toBe(true);
  });

  test("by closing the client ends every call, on the wire, waiting or queued", async () => {
    const { client, server } = await serve(
      (request) => {
        if (server.requests.length === 2) setImmediate(() => client.close("Pulumi cancelled the deployment"));
        return request.target.includes("retry") ? reply(500) : undefined;
      },
      { random: () => 1, maxConnections: 2 },
    );
    const calls = ["retry", "wire", "queued"].map((key) => failing(client.getSymlink("bucket", key)));
    const errors = await Promise.all(calls);
    expect(errors.map(isCancelled)).toEqual([true, true, true]);
    expect(errors[1]?.message).toContain("Pulumi cancelled the deployment");
    expect(isCancelled(await failing(client.getSymlink("bucket", "after")))).toBe(true);
  });
});
