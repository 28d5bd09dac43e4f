import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FIELDS } from "./config/fields";
import type { Choice, Field } from "./properties/field";
import { SYMLINK_DOC } from "./symlink/doc";
import { HANDLING_FIELDS, LIST_FIELDS, OUTPUT_FIELDS, SYMLINK_FIELDS, SYMLINK_TYPE } from "./symlink/fields";

export const PACKAGE_NAME = "oss-symlink";

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
      ...Object.fromEntries([...CONFIG_FIELDS, ...SYMLINK_FIELDS, ...HANDLING_FIELDS].flatMap(typeEntry)),
      ...functionTypes(),
    },
    resources: { [SYMLINK_TYPE]: symlinkSpec() },
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
    go: { rootPackageName: "osssymlink", importBasePath: "osssymlink", respectSchemaVersion: true },
    csharp: { respectSchemaVersion: true },
    java: {},
  };
}

function symlinkSpec(): Readonly<Record<string, unknown>> {
  const declared = Object.fromEntries(SYMLINK_FIELDS.map((field) => [field.name, outputSpec(field)]));
  const observed = Object.fromEntries(
    OUTPUT_FIELDS.map(({ name, type, doc }) => [
      name,
      { ...(type === "strings" ? { type: "array", items: { type: "string" } } : { type }), description: doc },
    ]),
  );
  return {
    description: SYMLINK_DOC,
    inputProperties: {
      ...Object.fromEntries(
        SYMLINK_FIELDS.map((field) => [
          field.name,
          { ...inputSpec(field), ...(field.effect === "replace" && { willReplaceOnChanges: true }) },
        ]),
      ),
      ...inputProperties(HANDLING_FIELDS),
    },
    requiredInputs: names(SYMLINK_FIELDS.filter((field) => field.required)),
    properties: { ...declared, ...observed },
    required: [
      ...names(SYMLINK_FIELDS.filter((field) => field.required)),
      ...names(OUTPUT_FIELDS.filter((f) => f.always)),
    ],
    aliases: [{ type: "pulumi-nodejs:dynamic/oss-symlink:Symlink" }],
    listInputs: { properties: inputProperties(LIST_FIELDS), required: names(LIST_FIELDS.filter((f) => f.required)) },
  };
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
