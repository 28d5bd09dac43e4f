import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { EXAMPLES } from "../../engine/examples/table";
import { blocksOf, ROOT } from "../../support/docs/markdown";

const PAGE = "examples/README.md";
const [command = "", variables = ""] = blocksOf(PAGE).map(({ text }) => text.trim());
const COMMAND = "node dist/cli/main.js ";

describe(`the local server of ${PAGE}`, () => {
  const args = command.slice(COMMAND.length).split(" ");

  test("starts with the buckets of all examples that are in one region", async () => {
    expect(command.startsWith(COMMAND)).toBe(true);
    const local = EXAMPLES.filter(({ regions }) => regions === undefined);
    const needed = new Set(local.flatMap(({ links }) => Object.keys(links).map((link) => link.split("/")[0] ?? "")));
    const given = args.filter((_, index) => args[index - 1] === "--bucket");
    expect(given.sort()).toEqual([...needed].map((bucket) => `${bucket}:public`).sort());

    // The port is the only thing changed: it may be taken here.
    const runner = ["-r", join(ROOT, "tests/support/run-typescript.js"), join(ROOT, "cli/main.ts")];
    const server = spawn(process.execPath, [...runner, ...args, "--port", "0"]);
    try {
      const [line] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
      expect(JSON.parse(line)).toMatchObject({ region: "cn-hangzhou", accessKeyId: "test" });
    } finally {
      server.kill("SIGKILL");
    }
  }, 60_000);

  test("is where the variables point to", () => {
    const seen = execFileSync("sh", ["-e", "-c", `${variables}\nenv`], {
      env: { HOME: "/home/you" },
      encoding: "utf8",
    });
    const set = Object.fromEntries(seen.split("\n").map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(set).toMatchObject({
      OSS_ENDPOINT: "http://127.0.0.1:9000",
      OSS_REGION: "cn-hangzhou",
      OSS_ACCESS_KEY_ID: "test",
      OSS_ACCESS_KEY_SECRET: "test",
      PULUMI_BACKEND_URL: "file:///home/you",
      PULUMI_CONFIG_PASSPHRASE: "test",
    });
  });
});
