/**
 * A headless Chromium driven over its own pipe (--remote-debugging-pipe: messages end with a zero byte, in on
 * descriptor 3, out on 4), so that no driver package and no port is needed.
 */
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/** Each start has an empty profile; without the background flags Chromium calls home, which a closed network refuses. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * 127.0.0.1",
  "--remote-debugging-pipe",
];

/** Opens `url` in a new browser. `evaluate(expression)` waits for the promise it gives; `close` ends the browser. */
async function openPage({ executable, libraries }, url) {
  const env = libraries ? { ...process.env, LD_LIBRARY_PATH: libraries } : process.env;
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "oss-symlink-chromium-"));
  const browser = spawn(executable, [...FLAGS, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    env,
  });
  const gone = new Promise((resolve) => browser.once("exit", resolve));
  const send = commandsOver(browser);
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  await send("Page.enable", {}, sessionId);
  // An answer that says nothing of caching may be kept for a tenth of its age (RFC 9111, 4.2.2), whatever keys ask next.
  await send("Network.setCacheDisabled", { cacheDisabled: true }, sessionId);
  const loaded = send.once("Page.loadEventFired");
  await send("Page.navigate", { url }, sessionId);
  await loaded;
  return {
    async evaluate(expression) {
      const answer = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, sessionId);
      if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails));
      return answer.result.value;
    },
    /** A PNG of what is in sight, in base64. */
    async screenshot() {
      return (await send("Page.captureScreenshot", { format: "png" }, sessionId)).data;
    },
    async close() {
      browser.kill();
      await gone;
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** `send(method, params, session)` for one answer, `send.once(event)` for the next event of that name. */
function commandsOver(browser) {
  const input = browser.stdio[3];
  const waiting = new Map();
  const events = new Map();
  let last = 0;
  let rest = "";
  browser.stdio[4].setEncoding("utf8").on("data", (chunk) => {
    const messages = (rest + chunk).split("\0");
    rest = messages.pop();
    for (const message of messages) dispatch(JSON.parse(message));
  });
  browser.once("error", (error) => fail(error));
  browser.once("exit", (code) => fail(new Error(`Chromium ended with code ${code}`)));

  function dispatch({ id, result, error, method }) {
    if (id === undefined) {
      events.get(method)?.();
      events.delete(method);
      return;
    }
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(error.message));
    else resolve(result);
  }

  function fail(error) {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  const send = (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      input.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
  send.once = (method) => new Promise((resolve) => events.set(method, resolve));
  return send;
}

module.exports = { openPage };
