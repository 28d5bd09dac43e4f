import { startEmulator } from "../emulator/index";
import { EMULATOR_HELP, parseEmulatorOptions } from "./emulator-options";
import type { Output } from "./run-command-line";

/** Runs the server until a signal; resolves with the exit status. */
export async function emulatorCommand(args: readonly string[], { stdout }: Output): Promise<number> {
  const options = parseEmulatorOptions(args);
  if (options === "help") {
    stdout.write(EMULATOR_HELP);
    return 0;
  }
  const emulator = await startEmulator(options);
  const { endpoint, region, accessKeyId } = emulator;
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  stdout.write(`${JSON.stringify({ endpoint, region, accessKeyId })}\n`);
  await stopped;
  await emulator.close();
  return 0;
}
