import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FIELDS } from "../../../provider/config/fields";
import { PROBLEM_KINDS } from "../../../provider/functions/audit/problem";
import type { ListOf, OutputSpec, ProviderFunction } from "../../../provider/functions/function";
import { FUNCTIONS } from "../../../provider/functions/registry";
import type { Field } from "../../../provider/properties/field";

const text = (file: string) => readFileSync(join(__dirname, "../../../sdk", file), "utf8");
const TYPES = text("function-types.ts");

/** What the interface of that name declares: `name?: type` as it is written, without `readonly` and `undefined`. */
function declaredIn(name: string): string[] {
  const [, body = ""] = new RegExp(`^export interface ${name} \\{\n([\\s\\S]*?)^\\}$`, "m").exec(TYPES) ?? [];
  return [...body.matchAll(/^ {2}readonly (.+);$/gm)].map(([, line = ""]) => line.replace(" | undefined", ""));
}

const ARGUMENT_TYPES = { string: "string", boolean: "boolean", number: "number", map: "Record<string, string>" };

function argument({ name, type, required, choice }: Field): string {
  const values = choice?.values.map(({ value }) => JSON.stringify(value)).join(" | ");
  return `${name}${required ? "" : "?"}: ${values ?? ARGUMENT_TYPES[type]}`;
}

/** Where the SDK knows better than the schema can say. */
const NARROWER: Readonly<Record<string, string>> = {
  "SymlinkProblem.kind": "SymlinkProblemKind",
  "SymlinkProblem.severity": '"error" | "warning"',
};

function answered(owner: string, { name, type, always }: OutputSpec): string {
  return `${name}${always ? "" : "?"}: ${NARROWER[`${owner}.${name}`] ?? answeredType(type)}`;
}

function answeredType(type: OutputSpec["type"]): string {
  if (typeof type === "object") return `readonly ${type.name}[]`;
  if (type === "map") return "Readonly<Record<string, string>>";
  if (type === "counts") return "Readonly<Partial<Record<SymlinkProblemKind, number>>>";
  return type === "integer" ? "number" : type;
}

const nameOf = ({ token }: ProviderFunction) => token.slice("oss-symlink:index:".length);
const interfaceOf = (one: ProviderFunction) => nameOf(one).replace(/^./, (first) => first.toUpperCase());
const functions = [...FUNCTIONS.values()].map((one) => [nameOf(one), one] as const);

describe("the SDK's plain functions", () => {
  test("are the provider's", () => {
    const exported = [...text("functions.ts").matchAll(/^export function (\w+)\(/gm)].map(([, name]) => name);
    expect(exported).toEqual(functions.map(([name]) => name));
    expect(text("index.ts")).toContain(`export { ${[...exported].sort().join(", ")} } from "./functions";`);
  });

  test.each(functions)("%s takes what the provider's takes, and answers the same", (_, one) => {
    expect(declaredIn(`${interfaceOf(one)}Args`)).toEqual(one.inputs.map(argument));
    const result = `${interfaceOf(one)}Result`;
    expect(declaredIn(result)).toEqual(one.outputs.map((output) => answered(result, output)));
    const lists = one.outputs.map(({ type }) => type).filter((type): type is ListOf => typeof type === "object");
    for (const { name, properties } of lists) {
      expect(declaredIn(name)).toEqual(properties.map((property) => answered(name, property)));
    }
  });

  test("know every kind of problem but strays, which no function can tell", () => {
    const [, kinds = ""] = /^export type SymlinkProblemKind =([^;]+);$/m.exec(TYPES) ?? [];
    expect([...kinds.matchAll(/"([a-z-]+)"/g)].map(([, kind]) => kind)).toEqual(
      PROBLEM_KINDS.filter((kind) => kind !== "stray"),
    );
  });

  test("take every option of the provider but what is for resources only", () => {
    const options = CONFIG_FIELDS.filter(({ name }) => name !== "enforce");
    expect(declaredIn("OssOptions")).toEqual(options.map(argument));
    const [, listed = ""] = /const OPTIONS = \[([^\]]+)\]/.exec(text("functions.ts")) ?? [];
    expect([...listed.matchAll(/"(\w+)"/g)].map(([, name]) => name)).toEqual(options.map(({ name }) => name));
  });
});
