import { checkConfig } from "../config/check";
import { CONFIG_FIELDS } from "../config/fields";
import { createClientFor, type Environment, settingsOf } from "../config/settings";
import { Deployment } from "../deployment/deployment";
import type { OssClient } from "../oss";
import { Calls } from "../protocol/calls";
import { CallFailure } from "../protocol/failures";
import { formatPath } from "../protocol/paths";
import type { PropertyMap } from "../protocol/values";
import type { Ownership } from "../resource";
import type { DynamicConfig } from "./protocol";
import { decode } from "./values";

/** Configuration, client and calls of this process: it serves one stack, for one command. */
export class DynamicSession {
  readonly calls = new Calls();
  /** Topics of warnings that are shown once. */
  readonly said = new Set<string>();
  readonly deployment = new Deployment();
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

  client(): OssClient {
    this.openClient ??= createClientFor(settingsOf(this.checkedOptions(), this.environment), this.environment);
    return this.openClient;
  }

  /** Where a link would be written now; undefined as long as the configuration does not say. */
  get urlOf(): ((bucket: string, key: string) => string) | undefined {
    try {
      const client = this.client();
      return (bucket, key) => client.objectUrl(bucket, key);
    } catch {
      return undefined;
    }
  }

  /** States were shown in read or diff. Without URNs a link goes by its ID here. */
  show(ownerships: readonly Ownership[]): void {
    for (const { id, proof } of ownerships) this.deployment.show(id, id, proof);
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
