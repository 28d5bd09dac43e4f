import { spawnSync } from "node:child_process";
import { join } from "node:path";

const SCRIPT = join(__dirname, "..", "..", "..", "scripts", "engine.js");

/** A directory with the engine in it, or why there is none. */
export type Engine = { directory: string } | { missing: string };

let found: Engine | undefined;

/** Waits for the engine to be built if need be: what to skip must be known before the first test runs. */
export function findEngine(): Engine {
  found ??= askScript();
  return found;
}

function askScript(): Engine {
  // Set by whoever runs all files and has been told already, so that not each of them tries every way again.
  const known = process.env.OSS_SYMLINK_NO_ENGINE;
  if (known) return { missing: known };
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT], { encoding: "utf8" });
  const directory = stdout.trim().split("\n").at(-1);
  if (status === 0 && directory) return { directory };
  return { missing: stderr.slice(Math.max(0, stderr.indexOf("No Pulumi engine"))).trim() };
}

export function engineDirectory(): string {
  const engine = findEngine();
  if ("missing" in engine) throw new Error(engine.missing);
  return engine.directory;
}

/** Tools of the machine, beside the engine, that a suite may need. */
export type Tool = "python3" | "go" | "javac" | "mvn";

const PROBES: Record<Tool, string[]> = {
  python3: ["-c", "import venv, ensurepip"],
  go: ["version"],
  javac: ["-version"],
  mvn: ["-version"],
};

function lackOf(tools: Tool[]): string | undefined {
  const engine = findEngine();
  if ("missing" in engine) return engine.missing;
  const absent = tools.filter((tool) => spawnSync(tool, PROBES[tool]).status !== 0);
  return absent.length > 0 ? `needs ${absent.join(" and ")}` : undefined;
}

/** A suite that needs the engine: skipped with the reason where there is none, a failure under REQUIRE_ALL=1. */
export function describeOnEngine(title: string, body: () => void, tools: Tool[] = []): void {
  const lack = lackOf(tools);
  if (!lack) return void describe(title, body);
  // The file as a whole: hooks of its own would start servers, fail without the engine, and leave them running.
  if (process.env.REQUIRE_ALL) throw new Error(lack);
  // Whoever runs all files says once what the further lines say: the ways that were tried.
  const reason = lack.split("\n", 1)[0]?.replace(/:$/, "");
  describe.skip(`${title} (skipped: ${reason})`, body);
}
