/**
 * What `@pulumi/policy` hands to policies and takes from them, as far as it is used here. Spelt out, so that neither
 * the rules nor their types need that package: it is an optional peer.
 */

// biome-ignore lint/suspicious/noExplicitAny: what another provider's resource looks like is not known
export type Props = Record<string, any>;

export interface ResourceOptions {
  readonly protect: boolean;
  readonly additionalSecretOutputs?: readonly string[];
}

/** A resource with its inputs, or at the end of a deployment with its outputs. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Secrets stand here in clear. Reading a value that a preview does not know yet throws. */
  readonly props: Props;
  readonly opts: ResourceOptions;
}

export interface Surroundings {
  getConfig<T extends object>(): T;
  /** Ends the policy's run: it says nothing about what it was shown. */
  notApplicable(reason?: string): never;
}

export type ResourceArgs = Resource & Surroundings;

export interface StackArgs extends Surroundings {
  readonly resources: readonly Resource[];
}

export type Report = (message: string, urn?: string) => void;

export type Level = "advisory" | "mandatory" | "remediate" | "disabled";

/** JSON schema of one setting. */
export interface SettingSchema {
  type: "string" | "integer" | "boolean" | "array" | "object";
  description: string;
  items?: { type: "string" };
  additionalProperties?: { type: "string" };
  enum?: string[];
  minimum?: number;
  default?: string | number | boolean;
}

interface Policy {
  name: string;
  description: string;
  enforcementLevel: Level;
  configSchema: { properties: Record<string, SettingSchema> };
}

export interface ResourcePolicy extends Policy {
  validateResource(args: ResourceArgs, report: Report): void;
  /** Changes the properties where they stand, so that secrets among them stay secret. */
  remediateResource?(args: ResourceArgs): Props | undefined;
}

export interface StackPolicy extends Policy {
  validateStack(args: StackArgs, report: Report): void;
}

/** Thrown by what `@pulumi/policy` wraps properties in, when a value is read that a preview does not know yet. */
export function isUnknownValue(error: unknown): boolean {
  return error instanceof Error && "unknownTypeSentinel" in error;
}
