import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FIELDS } from "./config/fields";
import { LAYOUT_DOC } from "./layout/doc";
import { LAYOUT_FIELDS, LAYOUT_HANDLING_FIELDS, LAYOUT_OUTPUT_FIELDS, LAYOUT_TYPE } from "./layout/fields";
import type { Choice, Field } from "./properties/field";
import { SYMLINK_DOC } from "./symlink/doc";
import { HANDLING_FIELDS, LIST_FIELDS, OUTPUT_FIELDS, SYMLINK_FIELDS, SYMLINK_TYPE } from "./symlink/fields";

export const PACKAGE_NAME = "oss-symlink";

/**
 * `pulumi package add` names the Go module after the folder above, so there must be one. The module is local to a
 * project and fetched from nowhere; its first part is the one that the generator has for packages without a repository.
 */
const GO_IMPORT_PATH = "example.com/pulumi-oss-symlink/sdk/go/osssymlink";

interface PropertySpec {
  readonly type?: string;
  readonly $ref?: string;
  readonly oneOf?: readonly PropertySpec[];
  readonly items?: PropertySpec;
  readonly additionalProperties?: PropertySpec;
  readonly description?: string;
  readonly secret?: true;
  readonly willReplaceOnChanges?: true;
}

type Properties = Readonly<Record<string, PropertySpec>>;

/** The Pulumi schema of this package, as `GetSchema` answers it and `sdk/schema.json` publishes it. */
export function packageSchema(): Readonly<Record<string, unknown>> {
  const { functionSpecs, functionTypes } = require("./functions/schema") as typeof import("./functions/schema");
  return {
    name: PACKAGE_NAME,
    displayName: "OSS Symlink",
    version: packageVersion(),
    description: "Alibaba Cloud OSS symbolic links as Pulumi resources.",
    keywords: ["pulumi", "alibaba-cloud", "oss", "symlink", "category/cloud", "kind/native"],
    license: "Apache-2.0",
    meta: { moduleFormat: "(.*)" },
    language: languages(),
    config: { variables: inputProperties(CONFIG_FIELDS) },
    provider: {
      description: "Where the buckets are and how to get in. Everything has a default from the environment.",
      inputProperties: inputProperties(CONFIG_FIELDS),
    },
    types: {
      ...Object.fromEntries(
        [...CONFIG_FIELDS, ...SYMLINK_FIELDS, ...HANDLING_FIELDS, ...LAYOUT_HANDLING_FIELDS].flatMap(typeEntry),
      ),
      ...functionTypes(),
    },
    resources: { [SYMLINK_TYPE]: resourceSpec(SYMLINK), [LAYOUT_TYPE]: resourceSpec(LAYOUT) },
    functions: functionSpecs(),
  };
}

/** The one place that has the version. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile(), "utf8")) as { version: string }).version;
}

/** package.json lies above this file, be it the source or what is built of it in dist. */
function packageFile(): string {
  const root = join(__dirname, "..");
  return join(root.endsWith("dist") ? join(root, "..") : root, "package.json");
}

function languages(): Readonly<Record<string, unknown>> {
  return {
    nodejs: { packageName: "pulumi-oss-symlink-plugin", respectSchemaVersion: true },
    python: { packageName: "pulumi_oss_symlink", respectSchemaVersion: true, pyproject: { enabled: true } },
    go: { rootPackageName: "osssymlink", importBasePath: GO_IMPORT_PATH, respectSchemaVersion: true },
    csharp: { respectSchemaVersion: true },
    java: {},
  };
}

/** What a resource is made of, whichever it is. */
interface ResourceTables {
  readonly doc: string;
  /** The name of its class on the dynamic host. */
  readonly dynamicName: string;
  readonly fields: readonly (Field & { readonly effect: string })[];
  readonly handling: readonly Field[];
  readonly outputs: readonly ObservedField[];
  /** What a listing of such resources may be narrowed by. */
  readonly list?: readonly Field[];
}

interface ObservedField {
  readonly name: string;
  readonly type: "string" | "strings" | "map" | "number";
  readonly doc: string;
  readonly always?: true;
  readonly secret?: true;
}

const SYMLINK: ResourceTables = {
  doc: SYMLINK_DOC,
  dynamicName: "Symlink",
  fields: SYMLINK_FIELDS,
  handling: HANDLING_FIELDS,
  outputs: OUTPUT_FIELDS,
  list: LIST_FIELDS,
};

const LAYOUT: ResourceTables = {
  doc: LAYOUT_DOC,
  dynamicName: "AliasLayout",
  fields: LAYOUT_FIELDS,
  handling: LAYOUT_HANDLING_FIELDS,
  outputs: LAYOUT_OUTPUT_FIELDS,
};

function resourceSpec({ doc, dynamicName, fields, handling, outputs, list }: ResourceTables): object {
  const required = names(fields.filter((field) => field.required));
  const inputs = fields.map((field) => {
    const replaces = field.effect === "replace" && { willReplaceOnChanges: true };
    return [field.name, { ...inputSpec(field), ...replaces }];
  });
  return {
    description: doc,
    inputProperties: { ...Object.fromEntries(inputs), ...inputProperties(handling) },
    requiredInputs: required,
    properties: {
      ...Object.fromEntries(fields.map((field) => [field.name, outputSpec(field)])),
      ...Object.fromEntries(outputs.map((field) => [field.name, observedSpec(field)])),
    },
    required: [...required, ...names(outputs.filter((field) => field.always))],
    aliases: [{ type: `pulumi-nodejs:dynamic/oss-symlink:${dynamicName}` }],
    ...(list && { listInputs: { properties: inputProperties(list), required: names(list.filter((f) => f.required)) } }),
  };
}

function observedSpec({ type, doc, secret }: ObservedField): PropertySpec {
  const texts = { type: "string" } as const;
  const shape: PropertySpec =
    type === "strings"
      ? { type: "array", items: texts }
      : type === "map"
        ? { type: "object", additionalProperties: texts }
        : { type: type === "number" ? "integer" : type };
  return { ...shape, description: doc, ...(secret && { secret }) };
}

function names(fields: readonly { readonly name: string }[]): string[] {
  return fields.map((field) => field.name);
}

function inputProperties(fields: readonly Field[]): Properties {
  return Object.fromEntries(fields.map((field) => [field.name, inputSpec(field)]));
}

/** A closed set is offered as an enum, and taken as any text: check names the right values better than a type error. */
function inputSpec(field: Field): PropertySpec {
  const { choice } = field;
  const type: PropertySpec =
    choice === undefined
      ? plainSpec(field)
      : { oneOf: [{ type: "string" }, { type: "string", $ref: typeRef(choice) }] };
  return { ...type, description: field.doc, ...(field.secret && { secret: true as const }) };
}

function outputSpec(field: Field): PropertySpec {
  return { ...plainSpec(field), description: field.doc };
}

function plainSpec(field: Field): PropertySpec {
  if (field.type === "map") return { type: "object", additionalProperties: { type: "string" } };
  return { type: field.type === "number" ? "integer" : field.type };
}

function typeRef(choice: Choice): string {
  return `#/types/${PACKAGE_NAME}:index:${choice.name}`;
}

function typeEntry(field: Field): [string, unknown][] {
  const { choice } = field;
  if (choice === undefined) return [];
  const values = choice.values.map(({ name, value, doc }) => ({ name, value, description: doc }));
  return [[`${PACKAGE_NAME}:index:${choice.name}`, { type: "string", description: choice.doc, enum: values }]];
}
