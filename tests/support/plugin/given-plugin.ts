import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type BucketSpec, type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { servePlugin } from "../../../provider/plugin/serve";
import type { PropertyMap } from "../../../provider/protocol/values";
import { type FakeEngine, type LoggedLine, startFakeEngine } from "./fake-engine";
import { ProviderClient } from "./provider-client";

/** A provider served in this process, a local OSS server, an engine that takes its log, and a client like an engine's. */
export interface GivenPlugin {
  readonly address: string;
  readonly engine: FakeEngine;
  readonly oss: Emulator;
  readonly provider: ProviderClient;
  /** Options that reach the local server. */
  readonly config: PropertyMap;
  /** A further connection, as a further provider instance has; greeted and configured. */
  connect(config?: PropertyMap, address?: string, engineAddress?: string): Promise<ProviderClient>;
  /** Warnings logged so far. */
  warnings(): string[];
  close(): Promise<void>;
}

export interface GivenOptions {
  readonly buckets?: readonly (string | BucketSpec)[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The plugin's process was started by the engine, rather than attached to. */
  readonly startedByEngine?: boolean;
  /** How the local server answers what is documented nowhere, and whom it lets in. */
  readonly service?: Pick<EmulatorOptions, "openQuestions" | "credentials">;
}

export async function givenPlugin(options: GivenOptions = {}): Promise<GivenPlugin> {
  const { buckets = ["links"], environment = {}, service = {}, startedByEngine = false } = options;
  const [engine, oss] = await Promise.all([startFakeEngine(), startEmulator({ buckets, ...service })]);
  const listener = createServer().listen(0, "127.0.0.1");
  const plugin = servePlugin(listener, { environment, engineAddress: startedByEngine ? engine.address : undefined });
  await once(listener, "listening");
  const address = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const config = { endpoint, region, accessKeyId, accessKeySecret };
  const clients: ProviderClient[] = [];
  const connect = async (
    settings: PropertyMap = config,
    way = address,
    by = engine.address,
  ): Promise<ProviderClient> => {
    const client = new ProviderClient(way);
    clients.push(client);
    await client.handshake(by);
    await client.configure(settings);
    return client;
  };
  return {
    address,
    engine,
    oss,
    provider: await connect(),
    config,
    connect,
    warnings: () => engine.log.filter(isWarning).map(({ message }) => message),
    close: async () => {
      for (const client of clients) client.close();
      plugin.close();
      engine.close();
      await oss.close();
    },
  };
}

function isWarning({ severity }: LoggedLine): boolean {
  return severity === "WARNING";
}
