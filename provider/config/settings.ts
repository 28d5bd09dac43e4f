import { isSecret, type PropertyMap } from "../protocol/values";
import { decodeConfig } from "./check";

/** Provider options as plain values; what is undefined was not given. */
export interface Settings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly addressing?: string;
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
  readonly profile?: string;
  readonly roleArn?: string;
  readonly signatureVersion?: string;
  readonly maxRetries?: number;
  readonly timeoutSeconds?: number;
  readonly maxConnections?: number;
  readonly requestPayer?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const REGION_VARIABLES = [
  "OSS_REGION",
  "ALIBABA_CLOUD_REGION_ID",
  "ALIBABA_CLOUD_REGION",
  "ALIBABACLOUD_REGION",
  "ALICLOUD_REGION",
  "ALICLOUD_REGION_ID",
];

/** Options as configured, with region and endpoint from the environment where they were not. */
export function settingsOf(args: PropertyMap, environment: Environment): Settings {
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(decodeConfig(args)))
    settings[name] = isSecret(value) ? value.value : value;
  const region = settings.region ?? firstOf(REGION_VARIABLES, environment);
  const endpoint = settings.endpoint ?? firstOf(["OSS_ENDPOINT"], environment);
  return {
    ...settings,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  } as Settings;
}

function firstOf(names: readonly string[], environment: Environment): string | undefined {
  for (const name of names) if (environment[name]) return environment[name];
  return undefined;
}
