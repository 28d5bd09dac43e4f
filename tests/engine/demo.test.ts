import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describeOnEngine } from "./harness";

const root = path.join(__dirname, "../..");

jest.setTimeout(300_000);

/** The demo in a terminal-less process, with a temporary folder of its own to see what it leaves there. */
function startDemo(args: readonly string[] = []) {
  const scratch = mkdtempSync(path.join(tmpdir(), "oss-symlink-demo-test-"));
  const child = spawn(process.execPath, ["scripts/demo.js", ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: scratch },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    text: () => output,
    ended: endOf(child),
    /** Waits until the demo has printed something that matches. */
    printed: (pattern: RegExp) =>
      new Promise<RegExpMatchArray>((resolve, reject) => {
        const look = (): void => {
          const match = output.match(pattern);
          if (match) resolve(match);
        };
        listeners.add(look);
        child.once("close", () => reject(new Error(`the demo ended without ${pattern}:\n${output}`)));
        look();
      }),
    leftovers: () => (existsSync(scratch) ? readdirSync(scratch).filter((name) => name.startsWith("oss-symlink")) : []),
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once("close", resolve);
  });
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint);
    return true;
  } catch {
    return false;
  }
}

const endpointPattern = /local OSS server runs at (http:\/\/127\.0\.0\.1:\d+)/;

describeOnEngine("npm run demo", () => {
  test("tells its whole story on the real engine and leaves nothing behind", async () => {
    const demo = startDemo();
    try {
      expect({ status: await demo.ended, text: demo.text() }).toMatchObject({ status: 0 });
      expect(demo.text()).not.toMatch(/✗|\u001b/);
      expect(demo.text()).toMatch(/6\. Take it all down[\s\S]*That took \d+ seconds\.\n$/);
      expect(demo.text()).toContain('targetPrefix: "releases/1.4.2/" => "releases/1.4.3/"');
      expect(demo.text()).toContain("1 of 3 links were not dealt with");
      expect(demo.text()).toMatch(/downloads\/latest\/notes\.txt is an ordinary object/);
      const [, endpoint = ""] = await demo
        .printed(endpointPattern)
        .catch(() => demo.text().match(endpointPattern) ?? []);
      expect(await answers(endpoint)).toBe(false);
      expect(demo.leftovers()).toEqual([]);
    } finally {
      demo.remove();
    }
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "cleans up when %s ends it in the middle of a deployment",
    async (signal) => {
      const demo = startDemo();
      try {
        const [, endpoint = ""] = await demo.printed(endpointPattern);
        await demo.printed(/\$ pulumi up/);
        demo.child.kill(signal);
        expect(await demo.ended).toBe(signal === "SIGINT" ? 130 : 143);
        expect(demo.text()).toContain(`stopped by ${signal}; cleaning up`);
        expect(demo.text()).not.toContain("The demo failed");
        expect(await answers(endpoint)).toBe(false);
        expect(demo.leftovers()).toEqual([]);
      } finally {
        demo.remove();
      }
    },
  );

  test("keeps server and stack on demand; the printed commands go on and clean up", async () => {
    const demo = startDemo(["--keep"]);
    try {
      expect(await demo.ended).toBe(0);
      const [, endpoint = ""] = demo.text().match(endpointPattern) ?? [];
      expect(await answers(endpoint)).toBe(true);
      const [, goOn = "", cleanUp = ""] = demo.text().match(/To go on:\n\n([\s\S]*?)\n\nTo clean up:\n\n(.*)\n/) ?? [];
      const played = spawnSync("sh", ["-ec", goOn], { encoding: "utf8" });
      expect({ status: played.status, error: played.stderr }).toEqual({ status: 1, error: expect.any(String) });
      expect(played.stdout).toContain("downloads/latest/notes.txt is an ordinary object");
      expect(spawnSync("sh", ["-ec", cleanUp]).status).toBe(0);
      expect(demo.leftovers()).toEqual([]);
    } finally {
      demo.remove();
    }
  });

  test("refuses an argument it does not know", async () => {
    const demo = startDemo(["--kep"]);
    try {
      expect(await demo.ended).toBe(1);
      expect(demo.text()).toContain("The demo failed: the demo knows only --keep, not --kep");
    } finally {
      demo.remove();
    }
  });
});
