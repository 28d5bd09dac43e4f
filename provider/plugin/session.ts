import { createClientFor, type Environment, type Settings, settingsOf } from "../config/settings";
import type { OssClient } from "../oss";
import { Calls, cancelled, cutOff } from "../protocol/calls";
import type { Closable } from "../protocol/connections";
import { EngineLog } from "../protocol/engine-log";
import { CallFailure } from "../protocol/failures";
import type { PropertyMap } from "../protocol/values";

/**
 * What belongs to one connection of an engine: one provider instance of one deployment. A server that engines attach to
 * has many of them, one after the other and at once, and none must see another's configuration.
 */
export class Session implements Closable {
  readonly calls = new Calls();
  private engineLog: EngineLog;
  private settings: Settings | undefined;
  private openClient: OssClient | undefined;

  constructor(
    engineAddress: string | undefined,
    private readonly environment: Environment,
  ) {
    this.engineLog = new EngineLog(engineAddress);
  }

  get log(): EngineLog {
    return this.engineLog;
  }

  /** A deployment begins, or tells where its engine listens. */
  greet(engineAddress: string | undefined): void {
    this.calls.resume();
    if (engineAddress === undefined || engineAddress === "") return;
    this.engineLog.close();
    this.engineLog = new EngineLog(engineAddress);
  }

  configure(args: PropertyMap): void {
    this.calls.resume();
    this.closeClient();
    this.settings = settingsOf(args, this.environment);
  }

  client(): OssClient {
    if (this.settings === undefined) {
      throw new CallFailure("FAILED_PRECONDITION", "the provider was not configured before it was used");
    }
    this.openClient ??= createClientFor(this.settings, this.environment);
    return this.openClient;
  }

  /** Sent at the end of every deployment as well, so nothing may be broken by it. */
  cancel(): void {
    this.calls.stop(cancelled());
  }

  close(): void {
    this.calls.stop(cutOff());
    this.closeClient();
    this.engineLog.close();
  }

  private closeClient(): void {
    this.openClient?.close();
    this.openClient = undefined;
  }
}
