/** Functions as the Pulumi schema has them. */
import type { Field } from "../properties/field";
import type { ListOf, OutputSpec, ProviderFunction } from "./function";
import { FUNCTIONS } from "./registry";

type Spec = Readonly<Record<string, unknown>>;

export function functionSpecs(): Spec {
  return Object.fromEntries([...FUNCTIONS].map(([token, one]) => [token, functionSpec(one)]));
}

/** What the lists in answers are lists of. */
export function functionTypes(): Spec {
  const lists = [...FUNCTIONS.values()].flatMap(({ outputs }) => outputs.map(({ type }) => type).filter(isList));
  return Object.fromEntries(
    lists.map((list) => [tokenOf(list), { type: "object", description: list.doc, ...objectSpec(list.properties) }]),
  );
}

function functionSpec({ doc, inputs, outputs }: ProviderFunction): Spec {
  const required = inputs.filter((field) => field.required).map(({ name }) => name);
  const properties = Object.fromEntries(inputs.map((field) => [field.name, inputSpec(field)]));
  return {
    description: doc,
    inputs: { type: "object", properties, required },
    outputs: { type: "object", ...objectSpec(outputs) },
  };
}

function inputSpec({ type, doc }: Field): Spec {
  return { type: type === "number" ? "integer" : type, description: doc };
}

function objectSpec(outputs: readonly OutputSpec[]): Spec {
  return {
    properties: Object.fromEntries(outputs.map((one) => [one.name, { ...typeSpec(one), description: one.doc }])),
    required: outputs.filter(({ always }) => always).map(({ name }) => name),
  };
}

function typeSpec({ type }: OutputSpec): Spec {
  if (isList(type)) return { type: "array", items: { $ref: `#/types/${tokenOf(type)}` } };
  if (type === "map") return { type: "object", additionalProperties: { type: "string" } };
  if (type === "counts") return { type: "object", additionalProperties: { type: "integer" } };
  return { type };
}

function isList(type: OutputSpec["type"]): type is ListOf {
  return typeof type === "object";
}

function tokenOf({ name }: ListOf): string {
  return `oss-symlink:index:${name}`;
}
