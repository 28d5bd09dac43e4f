import { getEventListeners } from "node:events";
import net from "node:net";
import { createClient } from "../../../provider/oss";
import { type Loopback, type Recorded, reply, startLoopback } from "../../support/oss/loopback";

const CREDENTIALS = { accessKeyId: "test-id", accessKeySecret: "test-secret" };
const options = (endpoint: string) => ({ endpoint, region: "cn-hangzhou", credentials: CREDENTIALS, maxRetries: 0 });
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(...[answer]: Parameters<typeof startLoopback>): Promise<Loopback> {
  const server = await startLoopback(answer);
  closing.push(server.close);
  return server;
}

function clientOf(endpoint: string, more: Partial<Parameters<typeof createClient>[0]> = {}) {
  const client = createClient({ ...options(endpoint), ...more });
  closing.push(() => client.close());
  return client;
}

test.each([
  ["a/../b", "/bucket/a/../b"],
  ["a//b/./c", "/bucket/a//b/./c"],
  ["%2e%2e/x", "/bucket/%252e%252e/x"],
  ["..", "/bucket/.."],
  [" +?#&='\"<>[]{}|^`", "/bucket/%20%2B%3F%23%26%3D%27%22%3C%3E%5B%5D%7B%7D%7C%5E%60"],
  ["\f\u0001", "/bucket/%0C%01"],
  ["世😀", "/bucket/%E4%B8%96%F0%9F%98%80"],
])("the key %j goes out as %s", async (key, path) => {
  const server = await serve(() => reply(204));
  await clientOf(server.endpoint).deleteObject("bucket", key);
  expect(server.requests[0]?.target).toBe(path);
});

test("metadata and headers go out as UTF-8 and come back from UTF-8 or Latin-1", async () => {
  const server = await serve(() => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nx-oss-symlink-target: t\r\n";
    const utf8 = Buffer.from("x-oss-meta-a: Jürgen 😀\r\n", "utf8");
    return Buffer.concat([Buffer.from(head), utf8, Buffer.from("x-oss-meta-b: Jürgen\r\n\r\n", "latin1")]);
  });
  const client = clientOf(server.endpoint);
  await client.putSymlink("bucket", "k", { target: "t", metadata: { a: "ÿ 世😀" }, contentDisposition: 'x="ü"' });
  const sent = server.requests[0] as Recorded;
  const utf8 = (name: string) => Buffer.from(sent.header(name) ?? "", "latin1").toString("utf8");
  expect(utf8("x-oss-meta-a")).toBe("ÿ 世😀");
  expect(utf8("content-disposition")).toBe('x="ü"');
  expect((await client.getSymlink("bucket", "k")).metadata).toEqual({ a: "Jürgen 😀", b: "Jürgen" });
});

// undici waits one turn of the event loop before it uses a connection again, so that two serve a sequence of calls.
test("connections serve call after call, HEAD included", async () => {
  const server = await serve((request) =>
    request.method === "HEAD"
      ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
      : reply(200, { "x-oss-symlink-target": "t" }),
  );
  const client = clientOf(server.endpoint);
  for (let i = 0; i < 10; i++) {
    await client.getSymlink("bucket", "k");
    expect((await client.headObject("bucket", "k")).contentLength).toBe(99);
  }
  expect(Math.max(...server.requests.map(({ connection }) => connection))).toBeLessThanOrEqual(2);
});

test("there are never more connections than allowed", async () => {
  const server = await serve(() => reply(200, { "x-oss-symlink-target": "t" }));
  const client = clientOf(server.endpoint, { maxConnections: 3 });
  await Promise.all(Array.from({ length: 30 }, (_, i) => client.getSymlink("bucket", `k${i}`)));
  expect(Math.max(...server.requests.map(({ connection }) => connection))).toBe(3);
});

test("who waits for a connection gets the one that is free again, whatever became of the call before", async () => {
  let cut = true;
  const server = await serve((request) => {
    if (request.target.includes("silent")) return undefined;
    if (!request.target.includes("cut") || !cut) return reply(200, { "x-oss-symlink-target": "t" });
    cut = false;
    return "reset";
  });
  const client = clientOf(server.endpoint, { maxConnections: 1 });
  const controller = new AbortController();
  const silent = client.getSymlink("bucket", "silent", { timeoutMs: 100 });
  const lost = client.getSymlink("bucket", "cut");
  const given = client.getSymlink("bucket", "given-up", { signal: controller.signal });
  const served = client.getSymlink("bucket", "served");
  controller.abort();
  await expect(given).rejects.toMatchObject({ code: "Cancelled", ambiguous: false });
  await expect(silent).rejects.toMatchObject({ code: "TimedOut" });
  await expect(lost).rejects.toMatchObject({ code: "ConnectionFailed" });
  expect((await served).target).toBe("t");
  expect((await client.getSymlink("bucket", "later")).target).toBe("t");
  const keys = server.requests.map(({ target }) => target.replace(/.*\/|\?.*/g, ""));
  expect(keys).toEqual(["silent", "cut", "served", "later"]);
});

test("a signal ends all calls that have it and no others, and is listened to once as long as one of them lasts", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const server = await serve(({ target }) =>
    target.includes("silent") ? undefined : reply(200, { "x-oss-symlink-target": "t" }),
  );
  const client = clientOf(server.endpoint);
  const listeners = () => getEventListeners(signal, "abort").length;
  const silent = ["silent-1", "silent-2"].map((key) => client.getSymlink("bucket", key, { signal }));
  const outcomes = Promise.allSettled(silent);
  await client.getSymlink("bucket", "served", { signal });
  expect(listeners()).toBe(1);
  const other = client.getSymlink("bucket", "other", { signal: new AbortController().signal });
  controller.abort();
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: "Cancelled" } });
  expect((await other).target).toBe("t");
  expect(listeners()).toBe(0);
});

test("closing the client ends those who wait for a connection, too", async () => {
  const server = await serve(() => undefined);
  const client = clientOf(server.endpoint, { maxConnections: 1 });
  const calls = [1, 2, 3].map((i) => client.getSymlink("bucket", `k${i}`));
  const outcomes = Promise.allSettled(calls);
  client.close("enough");
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: "Cancelled" } });
});

test("proxies of the environment are used, but never for loopback", async () => {
  const server = await serve(() => reply(200, { "x-oss-symlink-target": "direct" }));
  const asked: string[] = [];
  const proxy = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (chunk) => {
      asked.push(chunk.toString().split("\r\n")[0] ?? "");
      const upstream = net.connect(server.port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connected\r\n\r\n");
        socket.pipe(upstream).pipe(socket);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("close", () => upstream.destroy());
    });
  });
  await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
  closing.push(() => new Promise((closed) => proxy.close(closed)));
  const { port } = proxy.address() as net.AddressInfo;
  const environment = { http_proxy: `http://127.0.0.1:${port}`, no_proxy: "0.0.0.0" };

  expect((await clientOf(server.endpoint, { environment }).getSymlink("bucket", "k")).target).toBe("direct");
  // This machine, too, but not by a name that never goes through a proxy.
  const excepted = server.endpoint.replace("127.0.0.1", "0.0.0.0");
  expect((await clientOf(excepted, { environment }).getSymlink("bucket", "k")).target).toBe("direct");
  expect(asked).toEqual([]);
  const { no_proxy: _, ...everything } = environment;
  expect((await clientOf(excepted, { environment: everything }).getSymlink("bucket", "k")).target).toBe("direct");
  expect(asked.splice(0)).toEqual([`CONNECT 0.0.0.0:${server.port} HTTP/1.1`]);
  const proxied = clientOf("http://oss.example.test", { environment, addressing: "virtual" });
  expect((await proxied.getSymlink("bucket", "a/../k")).target).toBe("direct");
  expect(asked).toEqual(["CONNECT bucket.oss.example.test:80 HTTP/1.1"]);
  expect(server.requests.at(-1)?.target).toBe("/a/../k?symlink");
  expect(server.requests.at(-1)?.header("host")).toBe("bucket.oss.example.test");
  proxied.close();
});

test("a proxy variable that holds no address is refused by its name, not its value", async () => {
  const client = clientOf("oss.example.test", { environment: { ALL_PROXY: "http://user:hidden@[proxy" } });
  const { signal } = new AbortController();
  for (const options of [{}, { signal }]) {
    const failure = await client.getSymlink("bucket", "k", options).catch((error: Error) => error);
    expect(failure).toMatchObject({
      code: "InvalidInput",
      message: expect.stringContaining("ALL_PROXY is not a proxy's address, such as http://proxy.example.com:3128"),
    });
    expect(JSON.stringify(failure) + (failure as Error).stack).not.toContain("hidden");
  }
});

describe("addressing", () => {
  const urlOf = (endpoint: string | undefined, addressing?: "auto" | "virtual" | "path" | "cname") => {
    const given = {
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(addressing === undefined ? {} : { addressing }),
    };
    return clientOf("", {
      ...given,
      ...(endpoint === undefined ? { endpoint: "oss-cn-hangzhou.aliyuncs.com" } : {}),
    }).objectUrl("bucket", "a b");
  };

  test.each([
    ["oss-cn-hangzhou.aliyuncs.com", undefined, "https://bucket.oss-cn-hangzhou.aliyuncs.com/a%20b"],
    ["http://oss-cn-hangzhou.aliyuncs.com/", undefined, "http://bucket.oss-cn-hangzhou.aliyuncs.com/a%20b"],
    ["http://127.0.0.1:9000", undefined, "http://127.0.0.1:9000/bucket/a%20b"],
    ["http://localhost:9000", undefined, "http://localhost:9000/bucket/a%20b"],
    ["http://[::1]:9000", undefined, "http://[::1]:9000/bucket/a%20b"],
    ["10.1.2.3", "auto", "https://10.1.2.3/bucket/a%20b"],
    ["oss.example.com", "path", "https://oss.example.com/bucket/a%20b"],
    ["files.example.com", "cname", "https://files.example.com/a%20b"],
  ] as const)("%s %s", (endpoint, addressing, url) => {
    expect(urlOf(endpoint, addressing)).toBe(url);
  });

  test("the region gives the endpoint, and the endpoint's host the region", () => {
    const client = createClient({ region: "oss-eu-central-1", credentials: CREDENTIALS });
    expect(client.endpoint.host).toBe("oss-eu-central-1.aliyuncs.com");
    for (const host of [
      "oss-cn-beijing.aliyuncs.com",
      "oss-cn-beijing-internal.aliyuncs.com",
      "cn-beijing.oss.aliyuncs.com",
    ]) {
      expect(createClient({ endpoint: host, credentials: CREDENTIALS }).region).toBe("cn-beijing");
    }
  });

  test.each([
    [{ endpoint: "https://host/path" }, /endpoint must be a host/],
    [{ endpoint: "ftp://host" }, /endpoint must be a host/],
    [{ endpoint: "https://user@host" }, /endpoint must be a host/],
    [{ endpoint: "http://127.0.0.1:99999" }, /endpoint must be a host/],
    [{ endpoint: "https://1.2.3.999" }, /endpoint must be a host/],
    [{ endpoint: "https://[::g]" }, /endpoint must be a host/],
    [{ region: "CN Hangzhou" }, /region must be lower-case/],
    [{}, /region is missing/],
    [{ endpoint: "oss-accelerate.aliyuncs.com" }, /region is needed for signatures/],
    [{ endpoint: "10.0.0.1", region: "r", addressing: "virtual" as const }, /addressing cannot be virtual/],
  ])("%j is refused", (given, reason) => {
    expect(() => createClient({ ...given, credentials: CREDENTIALS })).toThrow(reason);
  });

  test("what is signed has the bucket in it, whatever the address style", async () => {
    const server = await serve(() => reply(204));
    const clock = () => Date.UTC(2026, 0, 2);
    await clientOf(server.endpoint, { clock }).deleteObject("bucket", "k");
    await clientOf(server.endpoint, { clock, addressing: "cname" }).deleteObject("bucket", "k");
    expect(server.requests.map(({ target }) => target)).toEqual(["/bucket/k", "/k"]);
    const [path, cname] = server.requests.map((request) => request.header("authorization"));
    expect(cname).toBe(path);
  });
});

test("neither an HTTP nor an XML library is loaded before a call needs it", async () => {
  const loaded: string[] = [];
  const watch = (name: string) =>
    jest.doMock(name, () => {
      loaded.push(name);
      return jest.requireActual(name);
    });
  for (const name of ["undici", "fast-xml-parser", "@alicloud/credentials"]) watch(name);
  await jest.isolateModulesAsync(async () => {
    const oss = require("../../../provider/oss") as typeof import("../../../provider/oss");
    const server = await serve((_, count) =>
      count === 1 ? reply(204) : reply(404, {}, "<Error><Code>NoSuchKey</Code></Error>"),
    );
    const client = oss.createClient(options(server.endpoint));
    expect(loaded).toEqual([]);
    await client.deleteObject("bucket", "k");
    expect(loaded).toEqual(["undici"]);
    await client.getSymlink("bucket", "k").catch(() => {});
    expect(loaded).toEqual(["undici", "fast-xml-parser"]);
    client.close();
  });
});

test("what cannot be sent faithfully is refused before the wire, with property and reason", async () => {
  const server = await serve(() => reply(200));
  const client = clientOf(server.endpoint);
  const refused = async (call: Promise<unknown>, text: RegExp) =>
    expect(call).rejects.toMatchObject({
      code: "InvalidInput",
      ambiguous: false,
      message: expect.stringMatching(text),
    });
  await refused(
    client.deleteObject("Bucket", "/k"),
    /DeleteObject of Bucket\/\/k failed: bucket must be .*; key starts with a slash/,
  );
  await refused(
    client.putSymlink("bucket", "k", { target: "\uD800", metadata: { "a b": "x\n" } }),
    /target contains half.*"a b"/,
  );
  await refused(client.getSymlink("bucket", "k", { versionId: "" }), /versionId is empty/);
  await refused(client.putTagging("bucket", "k", { "a!": "b" }), /tags\.a! has a name with other characters/);
  await refused(client.listObjects("bucket", { prefix: "\uDFFF" }).next(), /prefix contains half/);
  await refused(client.listVersions("bucket", { pageSize: 1001 }).next(), /pageSize must be a whole number/);
  await refused(client.deleteMany("bucket", [{ key: "ok" }, { key: "" }]), /entries\.1\.key is empty/);
  await refused(client.copyObject("bucket", "k", { key: "/x" }), /source\.key starts with a slash/);
  expect(server.requests).toEqual([]);
});

test("requester pays where that is configured, signed like everything else", async () => {
  const server = await serve(() => reply(200, { "x-oss-symlink-target": "t" }));
  await clientOf(server.endpoint, { requestPayer: true }).putSymlink("bucket", "k", {
    target: "t",
    metadata: { a: "1" },
  });
  const names = server.requests[0]?.headers.map(([name]) => name) ?? [];
  expect(server.requests[0]?.header("x-oss-request-payer")).toBe("requester");
  const oss = names.filter((name) => name.startsWith("x-oss-"));
  expect(oss).toEqual([...oss].sort());
});
