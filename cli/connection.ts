/** How the commands get to the service: flags, else the environment, as the provider does. Keys are never flags. */
import { plainHttpWarning } from "../provider/config/plain-http";
import { createClientFor, type Environment, type Settings, settingsOf } from "../provider/config/settings";
import type { OssClient } from "../provider/oss";
import { MissingConfiguration } from "../provider/protocol/failures";
import { given, oneOf } from "./flags";
import type { Output } from "./output";
import { UsageError } from "./usage-error";

export const CONNECTION_FLAGS = {
  region: { type: "string" },
  endpoint: { type: "string" },
  addressing: { type: "string" },
  profile: { type: "string" },
  "role-arn": { type: "string" },
  "signature-version": { type: "string" },
} as const;

export const CONNECTION_HELP = `  --region REGION             region of the bucket (default: OSS_REGION)
  --endpoint URL              the service, if not the region's public one (default: OSS_ENDPOINT)
  --addressing HOW            auto, virtual, path or cname (default auto)
  --profile NAME              profile of the aliyun CLI to take credentials from
  --role-arn ARN              RAM role to assume with the credentials found
  --signature-version V       v4 or v1 (default v4)
                              credentials come from the environment (OSS_ACCESS_KEY_ID,
                              OSS_ACCESS_KEY_SECRET, …), never from a flag
`;

export type ConnectionValues = { readonly [flag in keyof typeof CONNECTION_FLAGS]?: string | undefined };

/** Throws UsageError where flags and environment leave open where to go. */
export function connectionSettings(values: ConnectionValues, environment: Environment): Settings {
  const addressing = values.addressing && oneOf("addressing", values.addressing, ["auto", "virtual", "path", "cname"]);
  const version = values["signature-version"] && oneOf("signature-version", values["signature-version"], ["v4", "v1"]);
  const { region, endpoint, profile } = values;
  const options = { region, endpoint, addressing, profile, roleArn: values["role-arn"], signatureVersion: version };
  try {
    return settingsOf(given(options) as Record<string, string>, environment);
  } catch (error) {
    if (!(error instanceof MissingConfiguration)) throw error;
    throw new UsageError("where is the bucket? Give --region or --endpoint, or set OSS_REGION.");
  }
}

export function connect(values: ConnectionValues, output: Output, environment: Environment = process.env): OssClient {
  const settings = connectionSettings(values, environment);
  const warning = plainHttpWarning(settings.endpoint);
  if (warning !== undefined) output.stderr.write(`warning: ${warning}\n`);
  return createClientFor(settings, environment);
}
