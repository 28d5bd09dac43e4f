/** The local server in a child process, so that its work is not ours. */
const { fork } = require("node:child_process");

/** Runs in the child. */
async function serve() {
  const { startEmulator } = require("../../dist/emulator/index.js");
  const emulator = await startEmulator({ buckets: ["bench"], keptRequests: 1_000_000 });
  let delay;
  let counted = 0;
  // Whoever measures may fail.
  process.once("disconnect", () => process.exit());
  const answers = {
    latency: (ms) => {
      if (delay) emulator.faults.remove(delay);
      delay = ms > 0 ? emulator.faults.add({ effect: { kind: "latency", ms } }) : undefined;
    },
    /** How many requests there were since this was last asked. */
    requests: () => {
      const before = counted;
      counted = emulator.requests().length;
      return counted - before;
    },
  };
  process.on("message", async ({ ask, value }) => {
    if (ask !== "close") return process.send({ answer: answers[ask](value) ?? null });
    await emulator.close();
    process.disconnect();
  });
  const { endpoint, region, accessKeyId, accessKeySecret } = emulator;
  process.send({ answer: { endpoint, region, accessKeyId, accessKeySecret } });
}

async function startServer() {
  const child = fork(__filename, ["serve"]);
  const answer = () => new Promise((resolve) => child.once("message", (message) => resolve(message.answer)));
  const config = await answer();
  const ask = (question, value) => {
    const answered = answer();
    child.send({ ask: question, value });
    return answered;
  };
  return {
    config,
    setLatency: (ms) => ask("latency", ms),
    requests: () => ask("requests"),
    close: () => child.send({ ask: "close" }),
  };
}

module.exports = { startServer };

if (process.argv[2] === "serve" && process.send) serve();
