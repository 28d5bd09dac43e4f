import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Field } from "../../../provider/properties/field";
import { OUTPUT_FIELDS, SYMLINK_FIELDS } from "../../../provider/symlink/fields";

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
    const properties = propertiesIn("symlink-args.ts");
    expect(Object.fromEntries([...properties].map(([name, { doc }]) => [name, doc]))).toEqual(
      Object.fromEntries(SYMLINK_FIELDS.map(({ name, doc }) => [name, doc])),
    );
    for (const { name, required } of SYMLINK_FIELDS) {
      expect([name, properties.get(name)?.declaration.startsWith("?")]).toEqual([name, !required]);
    }
  });

  test("are the resource's outputs, documented in the same words", () => {
    const fields = [...SYMLINK_FIELDS, ...OUTPUT_FIELDS];
    const properties = propertiesIn("symlink.ts");
    expect(Object.fromEntries([...properties].map(([name, { doc }]) => [name, doc]))).toEqual(
      Object.fromEntries(fields.map(({ name, doc }) => [name, doc])),
    );
    for (const field of fields) {
      const always = ("required" in field && field.required) || ("always" in field && field.always);
      const declaration = properties.get(field.name)?.declaration;
      expect([field.name, declaration?.includes("undefined")]).toEqual([field.name, !always]);
    }
  });

  test("have the same choices", () => {
    const text = readFileSync(join(__dirname, "../../../sdk/symlink-args.ts"), "utf8");
    for (const field of SYMLINK_FIELDS.filter(({ choice }) => choice !== undefined)) {
      const union = new RegExp(`export type ${field.choice?.name} =([^;]+);`).exec(text)?.[1] ?? "";
      expect([...union.matchAll(/"([^"]+)"/g)].map(([, value]) => value)).toEqual(choicesOf(field));
    }
  });

  test("are registered by the class, so that each is an output from the start", () => {
    const text = readFileSync(join(__dirname, "../../../sdk/symlink.ts"), "utf8");
    const list = /const OUTPUTS = \[([^\]]+)\]/.exec(text)?.[1] ?? "";
    const names = [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
    expect(names).toEqual([...SYMLINK_FIELDS, ...OUTPUT_FIELDS].map(({ name }) => name));
  });
});
