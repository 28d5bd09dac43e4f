/** What the environment says, in the spellings of the OSS tools, the Alibaba Cloud tools and the Alibaba Cloud providers. */
import type { Credentials } from "../types";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Names that belong together; all values come from one set, never mixed. */
interface Spelling {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
}

const CREDENTIAL_SPELLINGS: readonly Spelling[] = [
  { id: "OSS_ACCESS_KEY_ID", secret: "OSS_ACCESS_KEY_SECRET", token: "OSS_SESSION_TOKEN" },
  {
    id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
    secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    token: "ALIBABA_CLOUD_SECURITY_TOKEN",
  },
  { id: "ALICLOUD_ACCESS_KEY", secret: "ALICLOUD_SECRET_KEY", token: "ALICLOUD_SECURITY_TOKEN" },
  {
    id: "ALIBABACLOUD_ACCESS_KEY_ID",
    secret: "ALIBABACLOUD_ACCESS_KEY_SECRET",
    token: "ALIBABACLOUD_SECURITY_TOKEN",
  },
];
const REGION_NAMES = ["OSS_REGION", "ALIBABA_CLOUD_REGION_ID", "ALIBABA_CLOUD_REGION", "ALICLOUD_REGION"];
const ENDPOINT_NAMES = ["OSS_ENDPOINT", "ALIBABA_CLOUD_OSS_ENDPOINT", "ALICLOUD_OSS_ENDPOINT"];

/** The first whole set and the names it stands under, and for each set before it what it lacks. */
export function credentialsIn(environment: Environment): {
  found: Credentials | undefined;
  names: string | undefined;
  lacks: string[];
} {
  const lacks: string[] = [];
  for (const { id, secret, token } of CREDENTIAL_SPELLINGS) {
    const missing = [id, secret].filter((name) => !environment[name]);
    if (missing.length > 0) {
      lacks.push(`${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set`);
      continue;
    }
    const found = { accessKeyId: environment[id] as string, accessKeySecret: environment[secret] as string };
    const securityToken = environment[token];
    const names = `${id} and ${secret}`;
    return { found: securityToken ? { ...found, securityToken } : found, names, lacks };
  }
  return { found: undefined, names: undefined, lacks };
}

/** Variables that can name a region, in the order in which they are read. */
export function regionIn(environment: Environment): string | undefined {
  return textOf(environment, regionVariable(environment));
}

export function endpointIn(environment: Environment): string | undefined {
  return textOf(environment, endpointVariable(environment));
}

/** The name of the variable that is read. */
export function regionVariable(environment: Environment): string | undefined {
  return REGION_NAMES.find((name) => environment[name]);
}

export function endpointVariable(environment: Environment): string | undefined {
  return ENDPOINT_NAMES.find((name) => environment[name]);
}

function textOf(environment: Environment, name: string | undefined): string | undefined {
  return name === undefined ? undefined : environment[name];
}
