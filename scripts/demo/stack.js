/** A stack of the example program on the real engine, with everything it writes in one folder. */
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { showCommand, showOutput } = require("./narrator.js");

const root = path.join(__dirname, "../..");

/** Copies the example into `folder` and creates the stack. */
async function createStack({ folder, engine, server, environment }) {
  const project = path.join(folder, "release-layout");
  fs.cpSync(path.join(root, "examples/release-layout"), project, { recursive: true });
  const program = path.join(project, "Pulumi.yaml");
  fs.writeFileSync(
    program,
    fs.readFileSync(program, "utf8").replace("oss-symlink: ../..", `oss-symlink: ${JSON.stringify(root)}`),
  );
  fs.mkdirSync(path.join(folder, "state"));
  const own = {
    OSS_ENDPOINT: server.endpoint,
    OSS_REGION: server.region,
    OSS_ACCESS_KEY_ID: server.accessKeyId,
    OSS_ACCESS_KEY_SECRET: server.accessKeySecret,
    PATH: `${engine}${path.delimiter}${environment.PATH}`,
    PULUMI_HOME: path.join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "demo",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const env = { ...environment, ...own };
  const running = new Set();
  let interrupted = false;
  const pulumi = async (args) => {
    const result = await runPulumi(args, { cwd: project, env, running });
    // Whoever interrupted ends the demo; the story does not go on.
    return interrupted ? new Promise(() => {}) : result;
  };

  await pulumi(["stack", "init", "demo"]);
  return {
    project,
    environment: own,
    /** Runs `pulumi …` before the reader's eyes and resolves with its status and output. */
    async show(args) {
      showCommand(`pulumi ${args.join(" ")}`);
      const result = await pulumi([...args, ...(needsYes(args) ? ["--yes", "--skip-preview"] : [])]);
      showOutput(result.output);
      return result;
    },
    pulumi,
    /** Stops what runs and waits until it has stopped; the engine passes the interruption on to its plugins. */
    async interrupt() {
      interrupted = true;
      const ends = [...running].map((child) => new Promise((resolve) => child.once("exit", resolve)));
      for (const child of running) child.kill("SIGINT");
      await Promise.all(ends);
    },
  };
}

function needsYes([verb]) {
  return verb === "up" || verb === "destroy";
}

function runPulumi(args, { cwd, env, running }) {
  return new Promise((resolve, reject) => {
    const options = ["--non-interactive", "--color", "never"];
    // A process group of its own: Ctrl-C reaches the demo, and the demo decides what the engine hears.
    const child = spawn("pulumi", [...args, ...options], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => {
      running.delete(child);
      resolve({ code, output });
    });
  });
}

module.exports = { createStack };
