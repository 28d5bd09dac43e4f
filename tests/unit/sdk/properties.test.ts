import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LAYOUT_FIELDS, LAYOUT_HANDLING_FIELDS, LAYOUT_OUTPUT_FIELDS } from "../../../provider/layout/fields";
import type { Field } from "../../../provider/properties/field";
import { HANDLING_FIELDS, OUTPUT_FIELDS, SYMLINK_FIELDS } from "../../../provider/symlink/fields";

/** The dynamic host refuses these, so its classes do not offer them. */
const REFUSED: readonly string[] = ["enforce", "strays"];

const offered = (fields: readonly Field[]) => fields.filter(({ name }) => !REFUSED.includes(name));
const INPUTS: readonly Field[] = [...SYMLINK_FIELDS, ...offered(HANDLING_FIELDS)];

interface SdkClass {
  readonly file: string;
  readonly inputs: readonly Field[];
  readonly fields: readonly Field[];
  readonly outputs: readonly { readonly name: string; readonly doc: string; readonly always?: true }[];
}

const CLASSES: readonly SdkClass[] = [
  { file: "symlink", inputs: INPUTS, fields: SYMLINK_FIELDS, outputs: OUTPUT_FIELDS },
  {
    file: "alias-layout",
    inputs: [...LAYOUT_FIELDS, ...offered(LAYOUT_HANDLING_FIELDS)],
    fields: LAYOUT_FIELDS,
    outputs: LAYOUT_OUTPUT_FIELDS,
  },
];

interface Documented {
  readonly doc: string;
  readonly declaration: string;
}

/** Properties of a class or interface by name, each with its comment as one line. */
function propertiesIn(file: string): Map<string, Documented> {
  const text = readFileSync(join(__dirname, "../../../sdk", file), "utf8");
  const found = text.matchAll(/^ {2}\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}(?:declare )?readonly (\w+)(\??: [^;]+);/gm);
  const entries = [...found].map(([, comment = "", name = "", declaration = ""]) => {
    const doc = comment
      .replace(/^\s*\*/gm, "")
      .replace(/\s+/g, " ")
      .trim();
    return [name, { doc, declaration }] as const;
  });
  return new Map(entries);
}

function choicesOf(field: Field): string[] {
  return field.choice?.values.map(({ value }) => value) ?? [];
}

describe("the SDK's properties", () => {
  test("are the resource's inputs, documented in the same words", () => {
    for (const { file, inputs } of CLASSES) {
      const properties = propertiesIn(`${file}-args.ts`);
      expect(Object.fromEntries([...properties].map(([name, { doc }]) => [name, doc]))).toEqual(
        Object.fromEntries(inputs.map(({ name, doc }) => [name, doc])),
      );
      for (const { name, required } of inputs) {
        expect([name, properties.get(name)?.declaration.startsWith("?")]).toEqual([name, !required]);
      }
    }
  });

  test("are the resource's outputs, documented in the same words", () => {
    for (const { file, fields, outputs } of CLASSES) {
      const properties = propertiesIn(`${file}.ts`);
      expect(Object.fromEntries([...properties].map(([name, { doc }]) => [name, doc]))).toEqual(
        Object.fromEntries([...fields, ...outputs].map(({ name, doc }) => [name, doc])),
      );
      for (const field of [...fields, ...outputs]) {
        const always = ("required" in field && field.required) || ("always" in field && field.always);
        const declaration = properties.get(field.name)?.declaration;
        expect([field.name, declaration?.includes("undefined")]).toEqual([field.name, !always]);
      }
    }
  });

  test("have the same choices", () => {
    const text = readFileSync(join(__dirname, "../../../sdk/symlink-args.ts"), "utf8");
    for (const field of INPUTS.filter(({ choice }) => choice !== undefined)) {
      const union = new RegExp(`export type ${field.choice?.name} =([^;]+);`).exec(text)?.[1] ?? "";
      expect([...union.matchAll(/"([^"]+)"/g)].map(([, value]) => value)).toEqual(choicesOf(field));
    }
  });

  test("are registered by the class, so that each is an output from the start", () => {
    for (const { file, fields, outputs } of CLASSES) {
      const text = readFileSync(join(__dirname, `../../../sdk/${file}.ts`), "utf8");
      const list = /const OUTPUTS = \[([^\]]+)\]/.exec(text)?.[1] ?? "";
      const names = [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
      expect(names).toEqual([...fields, ...outputs].map(({ name }) => name));
    }
  });
});
