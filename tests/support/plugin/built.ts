import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..");
const MAIN = join(ROOT, "dist", "provider", "main.js");

let built = false;

/** The package's folder, with dist as new as the sources: what starts the plugin as a process runs what is built. */
export function builtPackage(): string {
  if (built) return ROOT;
  if (newestUnder(join(ROOT, "provider")) > modified(MAIN)) {
    execFileSync("npm", ["run", "build", "--silent"], { cwd: ROOT, stdio: "pipe" });
  }
  built = true;
  return ROOT;
}

function newestUnder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Math.max(...files.map((file) => modified(join(file.parentPath, file.name))));
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
