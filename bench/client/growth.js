/** What 200000 calls leave behind: heap after collection, listeners on a shared signal, active timers. */
const { getEventListeners } = require("node:events");
const { createClient } = require("../../dist/provider/oss");

const { ENDPOINT } = process.env;
const controller = new AbortController();
const client = createClient({
  endpoint: ENDPOINT,
  region: "cn-hangzhou",
  credentials: { accessKeyId: "test-id", accessKeySecret: "test-secret" },
  maxConnections: 16,
});

async function calls(count) {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const i = next++;
      const options = i % 4 === 0 ? { signal: controller.signal } : {};
      if (i % 2 === 0) await client.putSymlink("bucket", `k${i}`, { target: "t", metadata: { a: "1" } }, options);
      else await client.getSymlink("bucket", `k${i}`, options);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}

const settle = async () => {
  for (let i = 0; i < 3; i++) {
    await new Promise((done) => setTimeout(done, 50));
    globalThis.gc();
  }
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  return {
    heap: process.memoryUsage().heapUsed,
    listeners: getEventListeners(controller.signal, "abort").length,
    timers,
  };
};

async function main() {
  await calls(20_000);
  const before = await settle();
  await calls(200_000);
  const after = await settle();
  client.close();
  console.log(
    JSON.stringify({
      heapMb: (after.heap - before.heap) / 1e6,
      listeners: after.listeners - before.listeners,
      timers: after.timers - before.timers,
    }),
  );
}

main();
