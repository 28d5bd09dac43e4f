import { startEmulator } from "../emulator/index";
import { EMULATOR_HELP, parseEmulatorOptions } from "./emulator-options";

/** Runs the server until a signal; resolves with the exit status. */
export async function emulatorCommand(args: readonly string[]): Promise<number> {
  const options = parseEmulatorOptions(args);
  if (options === "help") {
    process.stdout.write(EMULATOR_HELP);
    return 0;
  }
  const emulator = await startEmulator(options);
  const { endpoint, region, accessKeyId } = emulator;
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  process.stdout.write(`${JSON.stringify({ endpoint, region, accessKeyId })}\n`);
  await stopped;
  await emulator.close();
  return 0;
}
