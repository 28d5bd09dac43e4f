import { runCommandLine } from "../../../cli/run-command-line";
import { kill, readyLine, spawnEmulator } from "../../support/emulator/emulator-process";

test("the command prints one line when it is ready and ends on SIGTERM with status 0", async () => {
  const child = spawnEmulator(["--bucket", "one", "--region", "us-west-1"]);
  try {
    const ready = await readyLine(child);
    expect(ready).toEqual({
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: "us-west-1",
      accessKeyId: "test",
    });
    let said = "";
    const status = await runCommandLine(["emulator", "--port", new URL(ready.endpoint).port], {
      stdout: { write: () => {} },
      stderr: { write: (text) => (said += text) },
    });
    expect(status).toBe(1);
    expect(said).toContain("is in use; --port 0 takes a free one");
  } finally {
    expect(await kill(child, "SIGTERM")).toBe(0);
  }
}, 30_000);
