import type { OssClient } from "../oss";
import type { Field } from "../properties/field";
import type { CallLimits } from "../protocol/calls";
import type { PropertyMap } from "../protocol/values";

/** What a function may use while it works. */
export interface FunctionContext {
  readonly client: () => OssClient;
  readonly limits: CallLimits;
  /** The name of the resource that declares a link, if one of the same program does. */
  readonly declaring?: (bucket: string, key: string) => string | undefined;
}

/** A property of what a function answers. */
export interface OutputSpec {
  readonly name: string;
  readonly type: "string" | "integer" | "map" | "counts" | ListOf;
  readonly doc: string;
  /** Present in every answer. */
  readonly always?: true;
}

/** A list of things that have a name of their own in the schema. */
export interface ListOf {
  readonly name: string;
  readonly doc: string;
  readonly properties: readonly OutputSpec[];
}

/** Something a program can ask without managing it. */
export interface ProviderFunction {
  readonly token: string;
  readonly doc: string;
  readonly inputs: readonly Field[];
  readonly outputs: readonly OutputSpec[];
  /** @param args checked: names, presence and types are right, nothing is secret or unknown. */
  run(args: PropertyMap, context: FunctionContext): Promise<PropertyMap>;
}
