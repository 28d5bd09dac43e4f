import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { FakeEngine } from "../../support/plugin/fake-engine";
import { ProviderClient } from "../../support/plugin/provider-client";
import type { Clock, Loaded, ProviderLoader } from "./load-provider";
import type { Actor, OssWorld } from "./oss-world";

/** A provider instance as an engine holds it: a connection of its own, configured with keys of its own. */
export interface Line {
  readonly provider: ProviderClient;
  readonly actor: Actor;
  readonly process: PluginProcess;
}

type Plugin = ReturnType<Loaded["plugin"]["servePlugin"]>;

/** The plugin as a process: what it remembers is its own, and when it is killed not one more request leaves it. */
export class PluginProcess {
  readonly #lines: Line[] = [];
  #alive = true;

  private constructor(
    private readonly world: OssWorld,
    private readonly engine: FakeEngine,
    private readonly address: string,
    private readonly plugin: Plugin,
    readonly clock: Clock,
  ) {}

  static async start(world: OssWorld, engine: FakeEngine, loader: ProviderLoader): Promise<PluginProcess> {
    const listener = createServer().listen(0, "127.0.0.1");
    const { plugin, clock } = loader.load();
    const served = plugin.servePlugin(listener, { environment: {} });
    await once(listener, "listening");
    const address = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
    return new PluginProcess(world, engine, address, served, clock);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** @param owner whose requests these are, in the ledger. */
  async connect(owner: string): Promise<Line> {
    const actor = this.world.newActor(owner, () => this.kill());
    const line: Line = { provider: new ProviderClient(this.address), actor, process: this };
    this.#lines.push(line);
    await line.provider.handshake(await this.engine.nextAddress());
    await this.configure(line);
    return line;
  }

  /** The next command begins, with an engine of its own, on a connection that stays open. */
  async resume({ provider }: Line): Promise<void> {
    await provider.handshake(await this.engine.nextAddress());
  }

  async configure({ provider, actor }: Line): Promise<void> {
    const { endpoint, region, secret } = this.world;
    // One repetition: enough for an answer that was lost, and little waiting.
    await provider.configure({ endpoint, region, accessKeyId: actor.id, accessKeySecret: secret, maxRetries: 1 });
  }

  /** As kill -9 would: calls under way break, and nothing that was still to be sent is. */
  kill(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const { actor, provider } of this.#lines) {
      this.world.bury(actor);
      provider.close();
    }
    this.plugin.close();
  }
}
