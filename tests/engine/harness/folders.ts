import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { endProcessesWith } from "./processes";

/** Everything one stack reads and writes. */
export interface Folders {
  root: string;
  /** PULUMI_HOME; by it the processes of the stack are found, too. */
  home: string;
  state: string;
  program: string;
  /** Event and gRPC logs of each command: what is kept when a test fails. */
  logs: string;
  temporary: string;
}

export function makeFolders(): Folders {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink-engine-")));
  janitor().write(`${root}\n`);
  const folders = {
    root,
    home: join(root, "home"),
    state: join(root, "state"),
    program: join(root, "program"),
    logs: join(root, "logs"),
    temporary: join(root, "tmp"),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  return folders;
}

export function removeFolders(folders: Folders): void {
  endProcessesWith("PULUMI_HOME", folders.home);
  rmSync(folders.root, { recursive: true, force: true });
}

let folderLines: Writable | undefined;

/** The input of a process that outlives this one and cleans up when its input ends. */
function janitor(): Writable {
  if (folderLines) return folderLines;
  const child = spawn(process.execPath, [join(__dirname, "janitor.js")], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  child.unref();
  const { stdin } = child;
  if ("unref" in stdin && typeof stdin.unref === "function") stdin.unref();
  folderLines = stdin;
  return stdin;
}
