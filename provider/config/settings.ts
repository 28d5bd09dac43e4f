import type { OssClient, OssClientOptions } from "../oss";
import { endpointIn, regionIn } from "../oss/credentials/environment";
import { MissingConfiguration } from "../protocol/failures";
import { isSecret, type PropertyMap } from "../protocol/values";
import { decodeConfig } from "./check";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Provider options as plain values; what is undefined was given neither as an option nor in the environment. */
export interface Settings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly addressing?: OssClientOptions["addressing"];
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
  readonly profile?: string;
  readonly roleArn?: string;
  readonly signatureVersion?: "v4" | "v1";
  readonly maxRetries?: number;
  readonly timeoutSeconds?: number;
  readonly maxConnections?: number;
  readonly requestPayer?: boolean;
  readonly enforce?: boolean;
}

/** Reads checked options. Region and endpoint are looked for in the environment here, so that they never get into state. */
export function settingsOf(args: PropertyMap, environment: Environment): Settings {
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(decodeConfig(args))) {
    settings[name] = isSecret(value) ? value.value : value;
  }
  settings.region ??= regionIn(environment);
  settings.endpoint ??= endpointIn(environment);
  if (settings.region === undefined && settings.endpoint === undefined) throw nowhere();
  return settings as Settings;
}

function nowhere(): MissingConfiguration {
  const message = "neither a region nor an endpoint is configured, and OSS_REGION is not set";
  const description = "the region of the buckets, such as cn-hangzhou; OSS_REGION in the environment does as well";
  return new MissingConfiguration(message, [{ name: "oss-symlink:region", description }]);
}

/** Loads the client, which nothing needs before the first call to the service. Credentials are found by that call. */
export function createClientFor(settings: Settings, environment: Environment): OssClient {
  const { createClient, resolveCredentials } = require("../oss") as typeof import("../oss");
  const { region, endpoint, addressing, signatureVersion, maxRetries, maxConnections, requestPayer } = settings;
  return createClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(addressing !== undefined && { addressing }),
    ...(signatureVersion !== undefined && { signatureVersion }),
    ...(maxRetries !== undefined && { maxRetries }),
    ...(maxConnections !== undefined && { maxConnections }),
    ...(requestPayer !== undefined && { requestPayer }),
    ...(settings.timeoutSeconds !== undefined && { timeoutMs: settings.timeoutSeconds * 1000 }),
    credentials: resolveCredentials({ ...settings, environment }),
    environment,
  });
}
