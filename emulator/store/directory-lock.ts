import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Who holds a directory. The start time tells a living process from a later one with the same id. */
interface Owner {
  readonly pid: number;
  readonly startedAt: string;
}

const LOCK_NAME = /^lock\.(\d+)$/;

/**
 * Makes this process the only user of a data directory and returns the release.
 * The lock with the highest number counts. A dead owner is succeeded by the next number, which only one process can
 * create; nobody ever removes a lock that may be alive.
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const self: Owner = { pid: process.pid, startedAt: startTimeOf(process.pid) };
  for (let attempt = 0; attempt < 100; attempt++) {
    const highest = highestLock(directory);
    if (highest !== undefined) refuseLiving(directory, highest);
    const mine = (highest ?? 0) + 1;
    if (!create(directory, mine, self)) continue;
    if (highestLock(directory) !== mine) {
      rmSync(lockFile(directory, mine), { force: true });
      continue;
    }
    removeOlder(directory, mine);
    return () => rmSync(lockFile(directory, mine), { force: true });
  }
  throw new Error(`the data directory ${directory} could not be locked: other servers start on it all the time`);
}

function refuseLiving(directory: string, number: number): void {
  const owner = readOwner(lockFile(directory, number));
  if (!owner || !isAlive(owner)) return;
  throw new Error(
    `the data directory ${directory} is in use by process ${owner.pid}; stop that server, or give this one another --data directory`,
  );
}

function highestLock(directory: string): number | undefined {
  const numbers = readdirSync(directory).flatMap((name) => LOCK_NAME.exec(name)?.[1] ?? []);
  return numbers.length === 0 ? undefined : Math.max(...numbers.map(Number));
}

/** By a link, so that the file appears with its content; false where the number is taken. */
function create(directory: string, number: number, owner: Owner): boolean {
  const draft = path.join(directory, `draft.${owner.pid}.${process.hrtime.bigint()}`);
  writeFileSync(draft, JSON.stringify(owner));
  try {
    linkSync(draft, lockFile(directory, number));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeOlder(directory: string, mine: number): void {
  for (const name of readdirSync(directory)) {
    const number = Number(LOCK_NAME.exec(name)?.[1] ?? mine);
    if (number < mine) rmSync(path.join(directory, name), { force: true });
  }
}

function lockFile(directory: string, number: number): string {
  return path.join(directory, `lock.${number}`);
}

function readOwner(file: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "startedAt" in value
  );
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return owner.startedAt === "" || owner.startedAt === startTimeOf(owner.pid);
}

/** Field 22 of /proc/<pid>/stat, in ticks since boot; empty where there is no such file system. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
