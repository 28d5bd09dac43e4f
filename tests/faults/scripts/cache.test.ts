import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ensureCached } from "../../../scripts/cache";

const CACHE = join(__dirname, "..", "..", "..", "scripts", "cache.js");

let root: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "oss-symlink-cache-"));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

/** A process that makes the entry `thing`: the builder notes itself, then goes on when `go` exists. */
function startBuilder(): ChildProcess {
  const program = `
    const fs = require("node:fs");
    const [cache, root] = process.argv.slice(1);
    require(cache).ensureCached("thing", async (folder) => {
      fs.appendFileSync(root + "/builds", process.pid + "\\n");
      fs.writeFileSync(folder + "/half", "");
      while (!fs.existsSync(root + "/go")) await new Promise((done) => setTimeout(done, 5));
      fs.rmSync(folder + "/half");
      fs.writeFileSync(folder + "/whole", String(process.pid));
    }, { root, say: (text) => console.error(text) }).then(console.log);
  `;
  const child = spawn(process.execPath, ["-e", program, CACHE, root], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  return child;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(5);
}

const builds = () =>
  existsSync(join(root, "builds")) ? readFileSync(join(root, "builds"), "utf8").trim().split("\n") : [];

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

describe("ensureCached()", () => {
  test("builds an entry once and leaves nothing but it", async () => {
    const build = jest.fn((folder: string) => writeFileSync(join(folder, "a"), "1"));
    const first = await ensureCached("rooms/thing", build, { root });
    expect(await ensureCached("rooms/thing", build, { root })).toBe(first);
    expect(build).toHaveBeenCalledTimes(1);
    expect(readdirSync(join(root, "rooms"))).toEqual(["thing"]);
  });

  test("lets many that ask at once, in this process and in others, build it once", async () => {
    const others = [startBuilder(), startBuilder(), startBuilder()];
    await until(() => builds().length > 0);
    const build = jest.fn();
    const here = [ensureCached("thing", build, { root }), ensureCached("thing", build, { root })];
    writeFileSync(join(root, "go"), "");
    await Promise.all([...here, ...others.map((child) => once(child, "exit"))]);
    expect(others.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(build).not.toHaveBeenCalled();
    expect(builds()).toHaveLength(1);
    expect(readFileSync(join(root, "thing", "whole"), "utf8")).toBe(builds()[0]);
  });

  test("has one of several waiters succeed a builder that was killed", async () => {
    const victim = startBuilder();
    await until(() => builds().length === 1);
    const waiters = [startBuilder(), startBuilder(), startBuilder()];
    await Promise.all(waiters.map(({ stderr }) => stderr && once(stderr, "data")));
    await kill(victim);
    await until(() => builds().length >= 2);
    writeFileSync(join(root, "go"), "");
    await Promise.all(waiters.map((child) => once(child, "exit")));
    expect(builds()).toHaveLength(2);
    expect(readFileSync(join(root, "thing", "whole"), "utf8")).toBe(builds()[1]);
    expect(readdirSync(root).sort()).toEqual(["builds", "go", "thing"]);
  });

  test.each([0, 5, 20, 40, 60, 80])("survives a kill %i ms after the start", async (milliseconds) => {
    writeFileSync(join(root, "go"), "");
    const victim = startBuilder();
    await wait(milliseconds);
    await kill(victim);
    const folder = await ensureCached("thing", (draft) => writeFileSync(join(draft, "whole"), "here"), { root });
    expect(readdirSync(folder).sort()).toEqual([".entry.json", "whole"]);
    expect(readdirSync(root).filter((name) => /lock|draft/.test(name))).toEqual([]);
  });

  test("is not held up by the claim of a process whose id another one has now", async () => {
    mkdirSync(join(root, "thing.lock"));
    writeFileSync(join(root, "thing.lock", `${process.pid}-1-abcdef`), "");
    await ensureCached("thing", () => {}, { root });
    expect(readdirSync(root)).toEqual(["thing"]);
  });

  test("passes the builder's error on, and the next one builds anew", async () => {
    const failing = ensureCached(
      "thing",
      (folder) => {
        writeFileSync(join(folder, "half"), "");
        throw new Error("the registry cannot be reached");
      },
      { root },
    );
    await expect(failing).rejects.toThrow("the registry cannot be reached");
    expect(readdirSync(root)).toEqual([]);
    await ensureCached("thing", () => {}, { root });
    expect(readdirSync(root)).toEqual(["thing"]);
  });
});

describe("an entry that was not used for a month", () => {
  const old = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
  const age = (entry: string) => utimesSync(join(entry, ".entry.json"), old, old);

  test("goes when another one is made beside it; what is in use, and what is none, stays", async () => {
    const said: string[] = [];
    const say = (text: string) => said.push(text);
    const make = (name: string) => ensureCached(`engine/${name}`, () => {}, { root, say });
    const unused = await make("1");
    for (const name of ["2", "3"]) age(await make(name));
    await make("3");
    mkdirSync(join(root, "engine", "not-an-entry"));
    age(unused);
    await make("4");
    expect(readdirSync(join(root, "engine")).sort()).toEqual(["3", "4", "not-an-entry"]);
    expect(said.sort()).toEqual(
      [1, 2].map((n) => `removed ${join(root, "engine", String(n))}, which was not used for a month`),
    );
  });

  test("is made fresh by being asked for", async () => {
    const entry = await ensureCached("thing", () => {}, { root });
    age(entry);
    await ensureCached("thing", () => {}, { root });
    await ensureCached("other", () => {}, { root });
    expect(readdirSync(root).sort()).toEqual(["other", "thing"]);
  });
});

describe("ensureCached() on a damaged entry", () => {
  const make = (folder: string) => writeFileSync(join(folder, "tool"), "12345");

  test.each<[string, (entry: string) => void, string]>([
    ["has lost a file", (entry) => rmSync(join(entry, "tool")), "tool is missing"],
    ["has a file cut short", (entry) => truncateSync(join(entry, "tool"), 2), "tool has 2 bytes, not 5"],
    ["was written without its list", (entry) => rmSync(join(entry, ".entry.json")), "it was never finished"],
    ["has its list cut short", (entry) => truncateSync(join(entry, ".entry.json"), 5), "it was never finished"],
  ])("that %s says so and makes it anew", async (_how, harm, words) => {
    const entry = await ensureCached("thing", make, { root });
    harm(entry);
    const said: string[] = [];
    await ensureCached("thing", make, { root, say: (text) => said.push(text) });
    expect(said).toEqual([`the cache entry ${entry} is damaged (${words}) and is made anew`]);
    expect(readFileSync(join(entry, "tool"), "utf8")).toBe("12345");
  });
});

describe("ensureCached() where it cannot write", () => {
  const onLinux = process.platform === "linux" ? test : test.skip;

  onLinux("says that the disk is full and what to do", async () => {
    const failing = ensureCached("thing", () => writeFileSync("/dev/full", "x"), { root });
    await expect(failing).rejects.toThrow(
      `the disk of the cache ${root} is full (ENOSPC: no space left on device, write): ` +
        "free some space, or set OSS_SYMLINK_CACHE to a folder elsewhere",
    );
    expect(readdirSync(root)).toEqual([]);
  });

  test("says so when a file is in the folder's place", async () => {
    const file = join(root, "file");
    writeFileSync(file, "");
    await expect(ensureCached("thing", () => {}, { root: file })).rejects.toThrow(
      /^the cache .*file cannot be written \(E.*\): make it writable, or set OSS_SYMLINK_CACHE/,
    );
  });
});
