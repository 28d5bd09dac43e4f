import { checkConfig, decodeConfig } from "../config/check";
import { CONFIG_FIELDS } from "../config/fields";
import { createClientFor, type Environment, settingsOf } from "../config/settings";
import { Deployment } from "../deployment/deployment";
import type { OssClient } from "../oss";
import { Calls } from "../protocol/calls";
import { CallFailure } from "../protocol/failures";
import { formatPath } from "../protocol/paths";
import type { PropertyMap } from "../protocol/values";
import { consoleLog } from "./console-log";
import type { DynamicConfig } from "./protocol";
import { decode } from "./values";

/** Configuration, client and calls of this process: it serves one stack, for one command. */
export class DynamicSession {
  readonly calls = new Calls();
  readonly deployment = new Deployment();
  /** Topics of warnings that are shown once. */
  readonly said = new Set<string>();
  private options: PropertyMap | undefined;
  private openClient: OssClient | undefined;

  constructor(private readonly environment: Environment) {}

  /**
   * Keeps the options, and no more: the engine's dynamic provider lets other calls in while the first one still waits
   * for `configure`, and never calls it again after a failure. What is wrong with them is said by every call that
   * needs the service.
   */
  configure(config: DynamicConfig): void {
    const given = CONFIG_FIELDS.map(({ name }) => [name, config.get(`oss-symlink:${name}`)] as const);
    this.options = decode(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  }

  /** The engine cannot be told from here to read first; a stack that is set to do so must not believe that it does. */
  warnOfEnforce(): void {
    if (this.options === undefined || decodeConfig(this.options).enforce !== true) return;
    const message = "has no effect on what the dynamic provider manages; pulumi up --refresh reads every link first";
    consoleLog("oss-symlink:enforce", this.said).warnOnce("enforce", message);
  }

  client(): OssClient {
    this.openClient ??= createClientFor(settingsOf(this.checkedOptions(), this.environment), this.environment);
    return this.openClient;
  }

  /** Undefined if that is not configured, which the first call that needs it will say. */
  get urlOf(): ((bucket: string, key: string) => string) | undefined {
    try {
      const client = this.client();
      return (bucket, key) => client.objectUrl(bucket, key);
    } catch {
      return undefined;
    }
  }

  private checkedOptions(): PropertyMap {
    if (this.options === undefined) {
      throw new CallFailure("FAILED_PRECONDITION", "the provider was not configured before it was used");
    }
    const { inputs, failures } = checkConfig(this.options);
    if (failures.length === 0) return inputs;
    const sentences = failures.map(({ path, reason }) => `oss-symlink:${formatPath(path)} ${reason}`);
    throw new CallFailure("INVALID_ARGUMENT", `the stack's configuration is wrong: ${sentences.join("; ")}`);
  }
}
