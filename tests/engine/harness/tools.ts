import { execFile } from "node:child_process";

/** Runs a tool to its end. A failure is an error that ends in what the tool said last. */
export function runTool(command: string, args: string[], cwd: string, env = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = stderr.trim().split("\n").slice(-4).join(" | ");
      reject(new Error(`${command} ${args.join(" ")} failed: ${said || error.message}`));
    });
  });
}
