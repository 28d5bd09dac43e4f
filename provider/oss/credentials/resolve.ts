/** From configuration to credentials: explicit, then the environment, then the official chain; optionally a role on top. */
import { LOCAL_CODE, OssError } from "../error";
import type { Problem } from "../names";
import type { Credentials } from "../types";
import { CachedCredentials, type Fetch } from "./cached";
import { credentialsIn, type Environment } from "./environment";
import { assumedRole, Lacking, officialSources, profileSources, type Source } from "./official";
import { type CredentialSource, fixedCredentials } from "./source";

export interface CredentialOptions {
  readonly accessKeyId?: string | undefined;
  readonly accessKeySecret?: string | undefined;
  readonly securityToken?: string | undefined;
  /** Of the aliyun CLI or the credentials file; then no other source is asked. */
  readonly profile?: string | undefined;
  /** A role to assume with the credentials found. */
  readonly roleArn?: string | undefined;
  readonly environment?: Environment;
}

/** Nothing is read or fetched before the first call asks. Throws if what is given explicitly is half a pair. */
export function resolveCredentials(options: CredentialOptions): CredentialSource {
  const environment = options.environment ?? process.env;
  const explicit = explicitCredentials(options);
  const { roleArn } = options;
  if (explicit !== undefined && roleArn === undefined) return fixedCredentials(explicit);
  const openBase = explicit === undefined ? () => chain(options, environment) : () => async () => explicit;
  if (roleArn === undefined) return new CachedCredentials(openBase);
  return new CachedCredentials(() => roleOn(roleArn, openBase()));
}

function explicitCredentials(options: CredentialOptions): Credentials | undefined {
  const { accessKeyId, accessKeySecret, securityToken } = options;
  if (!accessKeyId && !accessKeySecret && !securityToken) return undefined;
  const problems: Problem[] = [];
  if (!accessKeyId)
    problems.push({ path: ["accessKeyId"], reason: "is missing although its secret or token is given" });
  if (!accessKeySecret)
    problems.push({ path: ["accessKeySecret"], reason: "is missing although the id or token is given" });
  for (const [property, value] of Object.entries({ accessKeyId, accessKeySecret, securityToken })) {
    if (value !== undefined && /[\s\p{C}]/u.test(value)) {
      problems.push({
        path: [property],
        reason: "contains a blank or a control character; it was probably not copied whole",
      });
    }
  }
  if (problems.length > 0) throw OssError.invalidInput("configure", {}, problems);
  const pair = { accessKeyId: accessKeyId as string, accessKeySecret: accessKeySecret as string };
  return securityToken ? { ...pair, securityToken } : pair;
}

/** Tries the sources in order; the one that answers is asked again when credentials are to be renewed. */
function chain(options: CredentialOptions, environment: Environment): Fetch {
  let chosen: Source | undefined;
  return async () => {
    if (chosen !== undefined) return explained(chosen);
    const { found, tried } = await search(options, environment);
    if (found === undefined) throw noCredentials(`none of ${tried.length} sources has any`, tried);
    chosen = found.source;
    return found.credentials;
  };
}

interface Search {
  readonly found: { readonly source: Source; readonly credentials: Credentials } | undefined;
  /** What each source before it lacks. */
  readonly tried: readonly string[];
}

async function search(options: CredentialOptions, environment: Environment): Promise<Search> {
  const tried: string[] = [];
  const sources = options.profile
    ? profileSources(options.profile, environment)
    : [environmentSource(environment), ...officialSources(environment)];
  for (const source of sources) {
    try {
      return { found: { source, credentials: await source.fetch() }, tried };
    } catch (error) {
      if (!(error instanceof Lacking)) throw error;
      tried.push(`${source.name}: ${error.message}`);
    }
  }
  return { found: undefined, tried };
}

/** Where credentials come from, in words: nothing in it tells a value. */
export interface CredentialReport {
  /** Undefined if there are none. */
  readonly source: string | undefined;
  /** They have a security token, and run out. */
  readonly temporary: boolean;
  /** What each source that was asked before lacks. */
  readonly tried: readonly string[];
}

/** The same search that the client makes, told. The role is assumed, if one is given. */
export async function reportCredentials(options: CredentialOptions): Promise<CredentialReport> {
  const environment = options.environment ?? process.env;
  const { found, tried } = await search(options, environment);
  if (found === undefined) return { source: undefined, temporary: false, tried };
  const source = sourceInWords(found.source, environment);
  const { roleArn } = options;
  if (roleArn === undefined) return { source, temporary: found.credentials.securityToken !== undefined, tried };
  try {
    await assumedRole(roleArn, async () => found.credentials).fetch();
    return { source: `role ${roleArn}, assumed with ${source}`, temporary: true, tried };
  } catch (error) {
    if (!(error instanceof Lacking)) throw error;
    return { source: undefined, temporary: false, tried: [...tried, `role ${roleArn}: ${error.message}`] };
  }
}

function sourceInWords({ name }: Source, environment: Environment): string {
  return name === ENVIRONMENT ? `${credentialsIn(environment).names} in the environment` : name;
}

const ENVIRONMENT = "environment";

function environmentSource(environment: Environment): Source {
  return {
    name: ENVIRONMENT,
    fetch: async () => {
      const { found, lacks } = credentialsIn(environment);
      if (found === undefined) throw new Lacking(lacks.join(", "));
      return found;
    },
  };
}

function roleOn(roleArn: string, base: Fetch): Fetch {
  let refusal: unknown;
  const role = assumedRole(roleArn, async () => {
    try {
      return await base();
    } catch (error) {
      refusal = error;
      throw error;
    }
  });
  return async () => {
    refusal = undefined;
    try {
      return await explained(role);
    } catch (error) {
      throw refusal ?? error;
    }
  };
}

async function explained(source: Source): Promise<Credentials> {
  try {
    return await source.fetch();
  } catch (error) {
    if (!(error instanceof Lacking)) throw error;
    throw noCredentials(`${source.name} no longer answers or was refused`, [`${source.name}: ${error.message}`]);
  }
}

function noCredentials(reason: string, tried: readonly string[]): OssError {
  return new OssError({
    operation: "Getting credentials",
    code: LOCAL_CODE.noCredentials,
    reason: `${reason} (${tried.map((text, i) => `${i + 1}. ${text}`).join("; ")})`,
    advice:
      "set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or configure accessKeyId and accessKeySecret, a profile or a role",
  });
}
