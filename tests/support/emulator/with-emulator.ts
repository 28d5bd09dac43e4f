import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator/index";
import { RawClient } from "./raw-client";

/** A server for the tests of one file, started and closed by its hooks and set back before each test. */
export function withEmulator(options: EmulatorOptions = {}): { emulator: () => Emulator; client: () => RawClient } {
  let emulator: Emulator;
  let client: RawClient;
  beforeAll(async () => {
    emulator = await startEmulator(options);
    client = new RawClient(emulator.endpoint);
  });
  beforeEach(() => emulator.reset());
  afterAll(async () => {
    client.close();
    await emulator.close();
  });
  return { emulator: () => emulator, client: () => client };
}
