/** What an audit of a large bucket takes: the command as a process, against a local server in another. */
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const path = require("node:path");

const COMMAND = path.join(__dirname, "..", "dist", "cli", "main.js");
const FEW = 100_000;
const MANY = 1_000_000;
const GOAL_MB = 200;

/** The most memory that an audit of so many keys had, in MB, and its CPU seconds. */
async function audit(keys) {
  const server = spawn(process.execPath, [path.join(__dirname, "audit", "large-bucket.js"), String(keys)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = await once(server.stdout, "data");
    const env = {
      PATH: process.env.PATH,
      OSS_ENDPOINT: String(line).trim(),
      OSS_REGION: "cn-hangzhou",
      OSS_ACCESS_KEY_ID: "test",
      OSS_ACCESS_KEY_SECRET: "test",
    };
    const args = [
      "--require",
      path.join(__dirname, "audit", "tell-memory.js"),
      COMMAND,
      "audit",
      "large",
      "--json",
      "--all",
    ];
    const command = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    command.stderr.on("data", (chunk) => {
      said += chunk;
    });
    const [status] = await once(command, "close");
    if (status !== 4) throw new Error(`the audit ended with ${status}: ${said}`);
    const [memory, cpu] = (said.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
    return { mb: Math.round(memory / 1024), seconds: Math.round(cpu / 100) / 10 };
  } finally {
    server.kill();
  }
}

async function measureAudit() {
  const [few, many] = [await audit(FEW), await audit(MANY)];
  return [
    {
      name: `audit: memory for ${MANY} keys`,
      value: many.mb,
      unit: "MB",
      goal: `<= ${GOAL_MB}`,
      ok: many.mb <= GOAL_MB,
    },
    { name: `audit: memory for ${FEW} keys`, value: few.mb, unit: "MB", goal: "reported", ok: true },
    { name: `audit: CPU for ${MANY} keys`, value: many.seconds, unit: "s", goal: "reported", ok: true },
  ];
}

module.exports = { measureAudit };
