/**
 * The sources of the official credentials library, one by one, in the order of its own default chain, so that a failure
 * can say what each lacked. The library is loaded when a source has something to offer. Its error texts are not passed
 * on: one of them quotes a whole configuration file, others quote answers that hold keys.
 */
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Credentials } from "../types";
import type { Environment } from "./environment";

type Library = typeof import("@alicloud/credentials");

interface Provider {
  getCredentials(): Promise<{ accessKeyId: string; accessKeySecret: string; securityToken?: string }>;
}

/** A place to look for credentials. */
export interface Source {
  readonly name: string;
  /** Throws Lacking. A second call renews what the first got. */
  fetch(): Promise<Credentials>;
}

/** Why a source has no credentials, in words that hold no secret. */
export class Lacking extends Error {
  override readonly name = "Lacking";
}

/** What makes one provider of the library. */
interface Recipe {
  readonly name: string;
  readonly limitMs: number;
  /** What is lacking, found without loading the library. */
  readonly lack: () => string | undefined;
  readonly make: (library: Library) => Provider;
  /** The library's failures that can be told apart, and what to say of them. */
  readonly known?: readonly (readonly [RegExp, string])[];
  readonly failed: string;
}

/** Looking for a metadata service that is not there must not hold up everybody who is not on ECS. */
const METADATA_LIMIT_MS = 2_000;
const SERVICE_LIMIT_MS = 15_000;
const SESSION_NAME = "pulumi-oss-symlink";

/** The library's default chain behind its environment variables. */
export function officialSources(environment: Environment): Source[] {
  const profile = environment.ALIBABA_CLOUD_PROFILE || undefined;
  return [
    oidcRole(environment),
    cliProfile(profile, environment),
    credentialsFile(profile, environment),
    ecsRole(environment),
    credentialsUri(environment),
  ].map(source);
}

/** The two places where a profile of that name may stand. */
export function profileSources(profile: string, environment: Environment): Source[] {
  return [cliProfile(profile, environment), credentialsFile(profile, environment)].map(source);
}

/** A role assumed with the credentials of another source. */
export function assumedRole(roleArn: string, base: () => Promise<Credentials>): Source {
  return source({
    name: `role ${roleArn}`,
    limitMs: SERVICE_LIMIT_MS,
    lack: () => undefined,
    make: ({ RAMRoleARNCredentialsProvider }) =>
      RAMRoleARNCredentialsProvider.builder()
        .withCredentialsProvider({
          getCredentials: async () => ({ securityToken: "", ...(await base()), providerName: SESSION_NAME }),
          getProviderName: () => SESSION_NAME,
        })
        .withRoleArn(roleArn)
        .withRoleSessionName(SESSION_NAME)
        .build(),
    known: [[/NoPermission|not authorized/i, "these credentials may not assume it (sts:AssumeRole)"]],
    failed: "STS did not answer with credentials for it",
  });
}

function oidcRole(environment: Environment): Recipe {
  const names = ["ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"];
  const missing = names.filter((name) => !environment[name]);
  return {
    name: "OIDC role",
    limitMs: SERVICE_LIMIT_MS,
    lack: () => (missing.length === 0 ? undefined : `${missing.join(", ")} not set`),
    make: ({ OIDCRoleArnCredentialsProvider }) =>
      OIDCRoleArnCredentialsProvider.builder()
        .withRoleArn(environment.ALIBABA_CLOUD_ROLE_ARN ?? "")
        .withOIDCProviderArn(environment.ALIBABA_CLOUD_OIDC_PROVIDER_ARN ?? "")
        .withOIDCTokenFilePath(environment.ALIBABA_CLOUD_OIDC_TOKEN_FILE ?? "")
        .build(),
    known: [[/^ENOENT/, "the token file does not exist"]],
    failed: "STS did not answer with credentials for it",
  };
}

function cliProfile(profile: string | undefined, environment: Environment): Recipe {
  const file = path.join(os.homedir(), ".aliyun", "config.json");
  return {
    name: profile === undefined ? "current profile of the aliyun CLI" : `profile ${profile} of the aliyun CLI`,
    limitMs: SERVICE_LIMIT_MS,
    lack: () => {
      if (isTrue(environment.ALIBABA_CLOUD_CLI_PROFILE_DISABLED)) return "ALIBABA_CLOUD_CLI_PROFILE_DISABLED is true";
      return existsSync(file) ? undefined : `${file} does not exist`;
    },
    make: ({ CLIProfileCredentialsProvider }) => {
      const builder = CLIProfileCredentialsProvider.builder();
      return (profile === undefined ? builder : builder.withProfileName(profile)).build();
    },
    known: [
      [/^unable to get profile/, `${file} has no such profile`],
      [/^no any configured profiles/, `${file} has no profiles`],
      [/^parse aliyun cli config/, `${file} is not JSON`],
      [/^unsupported profile mode/, "its mode is not supported"],
      [/access ?key ?(id|secret)/i, "it has no access key id or no secret"],
    ],
    failed: "it gave no credentials",
  };
}

function credentialsFile(profile: string | undefined, environment: Environment): Recipe {
  const file = environment.ALIBABA_CLOUD_CREDENTIALS_FILE || path.join(os.homedir(), ".alibabacloud", "credentials");
  return {
    name: `section ${profile ?? "default"} of the credentials file`,
    limitMs: SERVICE_LIMIT_MS,
    lack: () => (existsSync(file) ? undefined : `${file} does not exist`),
    make: ({ ProfileCredentialsProvider }) => {
      const builder = ProfileCredentialsProvider.builder();
      return (profile === undefined ? builder : builder.withProfileName(profile)).build();
    },
    known: [
      [/^Can not find credential type/, `${file} has no such section, or no type in it`],
      [/^Invalid type option/, "its type is not supported"],
      [/access ?key ?(id|secret)/i, "it has no access key id or no secret"],
    ],
    failed: "it gave no credentials",
  };
}

function ecsRole(environment: Environment): Recipe {
  const named = Boolean(environment.ALIBABA_CLOUD_ECS_METADATA);
  return {
    name: "RAM role of the ECS instance",
    limitMs: named ? SERVICE_LIMIT_MS : METADATA_LIMIT_MS,
    lack: () =>
      isTrue(environment.ALIBABA_CLOUD_ECS_METADATA_DISABLED)
        ? "ALIBABA_CLOUD_ECS_METADATA_DISABLED is true"
        : undefined,
    make: ({ ECSRAMRoleCredentialsProvider }) => ECSRAMRoleCredentialsProvider.builder().build(),
    failed: "no metadata service with a role answers here",
  };
}

function credentialsUri(environment: Environment): Recipe {
  const address = environment.ALIBABA_CLOUD_CREDENTIALS_URI;
  return {
    name: "credentials URI",
    limitMs: SERVICE_LIMIT_MS,
    lack: () => (address ? undefined : "ALIBABA_CLOUD_CREDENTIALS_URI is not set"),
    make: ({ URICredentialsProvider }) =>
      URICredentialsProvider.builder()
        .withCredentialsURI(address ?? "")
        .build(),
    failed: "it did not answer with credentials",
  };
}

function source(recipe: Recipe): Source {
  let provider: Provider | undefined;
  return {
    name: recipe.name,
    fetch: async () => {
      const lack = recipe.lack();
      if (lack !== undefined) throw new Lacking(lack);
      try {
        provider ??= recipe.make(require("@alicloud/credentials") as Library);
        return plain(await limited(provider.getCredentials(), recipe.limitMs));
      } catch (error) {
        if (error instanceof Lacking) throw error;
        const text = error instanceof Error ? error.message : "";
        throw new Lacking(recipe.known?.find(([pattern]) => pattern.test(text))?.[1] ?? recipe.failed);
      }
    },
  };
}

function plain(raw: { accessKeyId: string; accessKeySecret: string; securityToken?: string }): Credentials {
  const { accessKeyId, accessKeySecret, securityToken } = raw;
  return securityToken ? { accessKeyId, accessKeySecret, securityToken } : { accessKeyId, accessKeySecret };
}

async function limited<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Lacking(`nothing answered within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === "true";
}
