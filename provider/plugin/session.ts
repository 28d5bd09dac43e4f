import { plainHttpWarning } from "../config/plain-http";
import { createClientFor, type Environment, type Settings, settingsOf } from "../config/settings";
import { Deployment } from "../deployment/deployment";
import type { OssClient } from "../oss";
import { Calls, cancelled, cutOff } from "../protocol/calls";
import type { Closable } from "../protocol/connections";
import { EngineLog } from "../protocol/engine-log";
import { CallFailure } from "../protocol/failures";
import type { PropertyMap } from "../protocol/values";

/**
 * What belongs to one provider instance of one engine: of the one that has started this process, or of a connection to a
 * server that engines attach to. Such a one has many, one after the other and at once, and none must see another's
 * configuration.
 */
export class Session implements Closable {
  readonly calls = new Calls();
  private engineLog: EngineLog;
  private settings: Settings | undefined;
  private openClient: OssClient | undefined;
  private currentDeployment: Deployment;

  constructor(
    private engineAddress: string | undefined,
    private readonly environment: Environment,
  ) {
    this.engineLog = new EngineLog(engineAddress);
    this.currentDeployment = this.begin();
  }

  get log(): EngineLog {
    return this.engineLog;
  }

  /** What is known of the deployment under way. A call that outlives it keeps the one it began with. */
  get deployment(): Deployment {
    return this.currentDeployment;
  }

  /** The provider's default for `enforce`. */
  get enforce(): boolean {
    return this.settings?.enforce ?? false;
  }

  /** Undefined as long as nothing is configured. */
  get urlOf(): ((bucket: string, key: string) => string) | undefined {
    if (this.settings === undefined) return undefined;
    return (bucket, key) => this.client().objectUrl(bucket, key);
  }

  /** A deployment begins, or tells where its engine listens. */
  greet(engineAddress: string | undefined): void {
    this.calls.resume();
    if (engineAddress === undefined || engineAddress === "") return;
    this.engineLog.close();
    this.engineAddress = engineAddress;
    this.engineLog = new EngineLog(engineAddress);
    this.currentDeployment = this.begin();
  }

  configure(args: PropertyMap): void {
    this.calls.resume();
    this.closeClient();
    this.currentDeployment = this.begin();
    this.settings = settingsOf(args, this.environment);
    const warning = plainHttpWarning(this.settings.endpoint);
    if (warning !== undefined) this.log.for("").warnOnce("plain http", warning);
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
    this.currentDeployment = this.begin();
  }

  close(): void {
    this.calls.stop(cutOff());
    this.closeClient();
    this.engineLog.close();
  }

  private begin(): Deployment {
    return new Deployment(this.engineAddress);
  }

  private closeClient(): void {
    this.openClient?.close();
    this.openClient = undefined;
  }
}
