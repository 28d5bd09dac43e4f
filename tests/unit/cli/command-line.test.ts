import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEmulatorOptions } from "../../../cli/emulator-options";
import { runCommandLine } from "../../../cli/run-command-line";

const manifest = JSON.parse(readFileSync(path.join(__dirname, "../../../package.json"), "utf8"));

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const status = await runCommandLine(args, {
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
  });
  return { status, ...said };
}

test("--help, --version, and help on a command", async () => {
  expect(await run("--help")).toMatchObject({ status: 0, out: expect.stringContaining("emulator"), err: "" });
  expect(await run("--version")).toEqual({ status: 0, out: `${manifest.version}\n`, err: "" });
  expect((await run("emulator", "--help")).out).toContain("--bucket NAME[:versioned][:public]");
});

test.each([
  [["emulater"], 'unknown command "emulater". Did you mean "emulator"?'],
  [["--versoin"], 'unknown option "--versoin". Did you mean "--version"?'],
  [["zzz"], 'unknown command "zzz".\n'],
  [[], "which command?"],
  [["emulator", "--prot", "1"], 'unknown option --prot. Did you mean "--port"?'],
  [["emulator", "--port", "http"], '--port must be a whole number from 0 to 65535, not "http".'],
  [["emulator", "--bucket", "My_Bucket"], '"My_Bucket" is not a bucket name'],
  [["emulator", "--bucket", "name:versionned"], 'only ":versioned" and ":public" can follow'],
  [["emulator", "--bucket", "name:public:public:versioned"], 'only ":versioned" and ":public" can follow'],
  [["emulator", "--port"], "argument missing"],
  [["emulator", "extra"], "Unexpected argument 'extra'"],
])("%j is a mistake, status 2", async (args, message) => {
  const { status, out, err } = await run(...args);
  expect([status, out]).toEqual([2, ""]);
  expect(err).toContain(message);
});

test("a mistake in a command's options leads to the help of that command, any other to the list of commands", async () => {
  expect((await run("audit", "links", "--al")).err).toContain('Run "oss-symlink audit --help" for what there is.\n');
  expect((await run("audti")).err).toContain('Run "oss-symlink --help" for what there is.\n');
});

test("options reach the server; what is not given is left to its defaults", () => {
  expect(
    parseEmulatorOptions([
      "--port=0",
      "--bucket",
      "one",
      "--bucket",
      "two:versioned",
      "--bucket",
      "three:public",
      "--bucket",
      "four:public:versioned",
      "--latency",
      "20",
      "--admin",
      "--data",
      "d",
    ]),
  ).toEqual({
    port: 0,
    latencyMs: 20,
    admin: true,
    data: "d",
    buckets: [
      { name: "one" },
      { name: "two", versioning: "Enabled" },
      { name: "three", acl: "public-read-write" },
      { name: "four", versioning: "Enabled", acl: "public-read-write" },
    ],
  });
  expect(parseEmulatorOptions([])).toEqual({ port: 9000, latencyMs: 0, admin: false, buckets: [] });
});
