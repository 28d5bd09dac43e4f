import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { startEmulator } from "../../emulator";

const ROOT = join(__dirname, "../..");
const DOCUMENT = readFileSync(join(ROOT, "docs/local-oss.md"), "utf8");

/** The parts of docs/local-oss.md that are about the server itself; snippets.test.ts has those about its clients. */
describe("docs/local-oss.md", () => {
  test("its command starts a server that prints the line shown", async () => {
    const [command = ""] = codeUnder("Start it", "sh");
    const args = command.trim().split(" ");
    expect(args.slice(0, 2)).toEqual(["npx", "oss-symlink"]);
    const [, shown = ""] = /`(\{"endpoint":[^`]*\})`/.exec(DOCUMENT) ?? [];
    // The port is the only thing changed: it may be taken here.
    const runner = ["-r", join(ROOT, "tests/support/run-typescript.js"), join(ROOT, "cli/main.ts")];
    const server = spawn(process.execPath, [...runner, ...args.slice(2), "--port", "0"]);
    try {
      const ended = once(server, "exit");
      const [line] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
      expect({ ...JSON.parse(line), endpoint: "" }).toEqual({ ...JSON.parse(shown), endpoint: "" });
      server.kill("SIGINT");
      expect(await ended).toEqual([0, null]);
    } finally {
      server.kill("SIGKILL");
    }
  }, 60_000);

  test("its program for tests runs", async () => {
    const [program = ""] = codeUnder("In tests", "ts");
    const [, ...body] = program.split('import { startEmulator } from "pulumi-oss-symlink/emulator";\n');
    expect(body).toHaveLength(1);
    const shown: unknown[][] = [];
    const AsyncFunction = (async () => undefined).constructor as new (
      ...parts: string[]
    ) => (...given: unknown[]) => unknown;
    const run = new AsyncFunction("startEmulator", "console", body.join(""));
    await run(startEmulator, { log: (...values: unknown[]) => shown.push(values) });
    expect(shown).toEqual([
      [expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), "cn-hangzhou", "test", "test"],
      [[]],
    ]);
  });

  const curl = (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "curl")));
  (curl ? test : test.skip)(`its switches over HTTP work${curl ? "" : " [this machine has no curl]"}`, async () => {
    const server = await startEmulator({ admin: true });
    try {
      const [commands = ""] = codeUnder("Faults", "sh");
      const answers: string[] = [];
      for (const line of commands.trim().split("\n")) {
        const here = line.replace("http://127.0.0.1:9000", server.endpoint).replace("curl ", "curl -s -f ");
        answers.push((await promisify(execFile)("sh", ["-c", here])).stdout);
      }
      expect(answers[1]).toContain('"ms":500');
      expect(server.faults.list()).toEqual([]);
      expect(server.requests()).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

/** The blocks of a language between a heading and the next of any level. */
function codeUnder(heading: string, language: string): string[] {
  const [, section = ""] = new RegExp(`^##+ ${heading}$(.*?)(?=^##+ |$(?![\\s\\S]))`, "ms").exec(DOCUMENT) ?? [];
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, code = ""]) => code);
}
