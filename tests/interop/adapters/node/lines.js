/** The adapter's side of the protocol, for adapters that run on Node: `serve({ op: async (args) => result })`. */
const readline = require("node:readline");

/** Answers every line of stdin; ends when stdin does. `describe(error)` gives status, code, message, ec, requestId. */
function serve(operations, describe) {
  const lines = readline.createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", async (line) => {
    const { id, op, ...args } = JSON.parse(line);
    write({ id, ...(await answer(operations, describe, op, args)) });
  });
  lines.on("close", () => process.exit(0));
}

async function answer(operations, describe, op, args) {
  if (!operations[op]) return { error: { code: "AdapterLacksOperation", message: `no operation ${op}` } };
  try {
    return { ok: (await operations[op](args)) ?? {} };
  } catch (error) {
    return { error: describe(error) };
  }
}

function write(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

module.exports = { serve };
