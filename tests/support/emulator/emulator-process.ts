import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Readable } from "node:stream";

const ROOT = path.join(__dirname, "..", "..", "..");

export type EmulatorProcess = ChildProcessByStdio<null, Readable, Readable>;

/** The command `oss-symlink emulator`, from its sources. */
export function spawnEmulator(args: readonly string[]): EmulatorProcess {
  const hook = path.join(ROOT, "tests", "support", "run-typescript.js");
  const command = ["--require", hook, path.join(ROOT, "cli", "main.ts"), "emulator", "--port", "0", ...args];
  return spawn(process.execPath, command, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
}

/** The line it prints when it is ready; rejects with what it says on stderr where it ends before. */
export async function readyLine(
  child: EmulatorProcess,
): Promise<{ endpoint: string; region: string; accessKeyId: string }> {
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const first = await Promise.race([once(child.stdout, "data"), once(child, "close")]);
  if (!Buffer.isBuffer(first[0])) throw new Error(said);
  return JSON.parse(first[0].toString());
}

export async function kill(child: EmulatorProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  const [status] = await once(child, "close");
  return status;
}
