import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FIELDS } from "../../../provider/config/fields";
import { LAYOUT_FIELDS, LAYOUT_TYPE } from "../../../provider/layout/fields";
import { packageSchema } from "../../../provider/schema";
import { SYMLINK_FIELDS, SYMLINK_TYPE } from "../../../provider/symlink/fields";

const ROOT = join(__dirname, "..", "..", "..");
const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));

interface Frozen {
  readonly config: readonly string[];
  readonly resources: Readonly<
    Record<string, { inputs: string[]; required: string[]; outputs: string[]; aliases: string[] }>
  >;
  readonly types: Readonly<Record<string, string[]>>;
}

interface Published {
  version: string;
  config: { variables: Record<string, { secret?: boolean }> };
  provider: { inputProperties: Record<string, { secret?: boolean; defaultInfo?: unknown }> };
  resources: Record<
    string,
    {
      inputProperties: Record<string, { willReplaceOnChanges?: boolean; description: string }>;
      requiredInputs: string[];
      properties: Record<string, { description: string }>;
      aliases: { type: string }[];
    }
  >;
  types: Record<string, { enum: { value: string }[] }>;
  language: Record<string, Record<string, unknown>>;
}

const schema = packageSchema() as unknown as Published;

describe("the schema", () => {
  it("is published as it is served (node scripts/schema.js writes it)", () => {
    expect(readJson(join(ROOT, "sdk", "schema.json"))).toEqual(JSON.parse(JSON.stringify(schema)));
    expect(schema.version).toBe(readJson(join(ROOT, "package.json")).version);
  });

  it("has every token, property and value that was ever released, and requires no more than then", () => {
    const frozen: Frozen = readJson(join(__dirname, "released-0.1.0.fixture.json"));
    expect(Object.keys(schema.config.variables)).toEqual(expect.arrayContaining([...frozen.config]));
    for (const [token, released] of Object.entries(frozen.resources)) {
      const resource = schema.resources[token];
      expect(Object.keys(resource?.inputProperties ?? {})).toEqual(expect.arrayContaining(released.inputs));
      expect(Object.keys(resource?.properties ?? {})).toEqual(expect.arrayContaining(released.outputs));
      expect(resource?.aliases.map(({ type }) => type)).toEqual(expect.arrayContaining(released.aliases));
      expect(released.required).toEqual(expect.arrayContaining(resource?.requiredInputs ?? []));
    }
    for (const [token, values] of Object.entries(frozen.types)) {
      expect(schema.types[token]?.enum.map(({ value }) => value)).toEqual(expect.arrayContaining(values));
    }
  });

  it("says of each property what it means, and of each that replaces, that it does", () => {
    for (const [type, fields] of [
      [SYMLINK_TYPE, SYMLINK_FIELDS],
      [LAYOUT_TYPE, LAYOUT_FIELDS],
    ] as const) {
      const resource = schema.resources[type];
      for (const field of fields) {
        expect(resource?.inputProperties[field.name]?.description).toBe(field.doc);
        expect(resource?.inputProperties[field.name]?.willReplaceOnChanges ?? false).toBe(field.effect === "replace");
      }
      for (const property of Object.values(resource?.properties ?? {})) expect(property.description).not.toBe("");
    }
  });

  it("marks secrets, and lets no SDK copy the environment into state", () => {
    for (const { name, secret } of CONFIG_FIELDS) {
      expect(schema.provider.inputProperties[name]?.secret ?? false).toBe(secret ?? false);
      expect(schema.provider.inputProperties[name]).not.toHaveProperty("defaultInfo");
    }
    expect(schema.config.variables.accessKeySecret?.secret).toBe(true);
  });

  it("names the generated SDKs", () => {
    expect(schema.language.nodejs?.packageName).toBe("pulumi-oss-symlink-plugin");
    expect(schema.language.python?.packageName).toBe("pulumi_oss_symlink");
    expect(schema.language.go?.rootPackageName).toBe("osssymlink");
  });
});
