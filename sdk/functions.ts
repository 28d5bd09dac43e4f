/** The functions as a program calls them: plain values in, a promise of plain values out. */
import { Config, RunError } from "@pulumi/pulumi";
import type {
  AuditSymlinksArgs,
  AuditSymlinksResult,
  GetSymlinkArgs,
  GetSymlinkResult,
  GetSymlinksArgs,
  GetSymlinksResult,
  OssOptions,
} from "./function-types";

/** In the order of the provider's options. */
const OPTIONS = [
  "region",
  "endpoint",
  "addressing",
  "accessKeyId",
  "accessKeySecret",
  "securityToken",
  "profile",
  "roleArn",
  "signatureVersion",
  "maxRetries",
  "timeoutSeconds",
  "maxConnections",
  "requestPayer",
] as const satisfies readonly (keyof OssOptions)[];

/**
 * Reads a link: where it points to, and what is stored with it. Whether its target exists is not asked; auditSymlinks
 * tells. Nothing at the key, or an ordinary object, is an error.
 *
 * Region and credentials come from `options`, else from the stack's configuration (`oss-symlink:region`, …), else from
 * the environment (`OSS_REGION`, `OSS_ACCESS_KEY_ID`, …).
 */
export function getSymlink(args: GetSymlinkArgs, options: OssOptions = {}): Promise<GetSymlinkResult> {
  return call("getSymlink", args, options) as Promise<GetSymlinkResult>;
}

/** Lists the links below a prefix, each with its target. Costs a request per 1000 keys listed, and one per link. */
export function getSymlinks(args: GetSymlinksArgs, options: OssOptions = {}): Promise<GetSymlinksResult> {
  return call("getSymlinks", args, options) as Promise<GetSymlinksResult>;
}

/**
 * Looks at every link below a prefix and at its target, and tells what is wrong. Costs a request per 1000 keys listed,
 * and two per link.
 */
export function auditSymlinks(args: AuditSymlinksArgs, options: OssOptions = {}): Promise<AuditSymlinksResult> {
  return call("auditSymlinks", args, options) as Promise<AuditSymlinksResult>;
}

/** The client is loaded by the first call, so that programs that make none do without it. */
async function call(name: string, args: object, options: OssOptions): Promise<unknown> {
  const { callFunction } = require("../provider/program") as typeof import("../provider/program");
  try {
    return await callFunction(name, args, { ...configured(), ...given(options) });
  } catch (error) {
    throw new RunError(error instanceof Error ? error.message : String(error));
  }
}

function configured(): Readonly<Record<string, unknown>> {
  const config = new Config("oss-symlink");
  return given(Object.fromEntries(OPTIONS.map((name) => [name, config.get(name)])));
}

function given(options: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
