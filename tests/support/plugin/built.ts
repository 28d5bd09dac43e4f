import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..");
const MAIN = join(ROOT, "dist", "provider", "main.js");
const SOURCES = ["cli", "emulator", "policy", "provider", "sdk"];

let checked = false;

/** The package's folder. What starts the plugin as a process runs what is built, so that must be as new as the sources. */
export function builtPackage(): string {
  if (!checked && Math.max(...SOURCES.map((room) => newestUnder(join(ROOT, room)))) > modified(MAIN)) {
    throw new Error("dist is older than the sources it is made of; run: npm run build");
  }
  checked = true;
  return ROOT;
}

function newestUnder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  // The published schema is made of what is built, and so is newer.
  const sources = files.filter(({ name }) => name.endsWith(".ts"));
  return Math.max(...sources.map((file) => modified(join(file.parentPath, file.name))));
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
