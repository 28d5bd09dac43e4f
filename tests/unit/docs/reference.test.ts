import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommandLine } from "../../../cli/run-command-line";
import { packageSchema } from "../../../provider/schema";
import { commandsIn, referencePages } from "../../../scripts/reference";

const FOLDER = join(__dirname, "../../../docs/reference");

async function helpOf(...command: string[]): Promise<string> {
  const said: string[] = [];
  const stdout = { write: (text: string) => said.push(text) };
  await runCommandLine([...command, "--help"], { stdout, stderr: stdout });
  return said.join("");
}

async function currentPages(): Promise<Record<string, string>> {
  const help: Record<string, string> = { "": await helpOf() };
  for (const command of commandsIn(help[""] ?? "")) help[command] = await helpOf(command);
  return referencePages(JSON.parse(JSON.stringify(packageSchema())), help);
}

describe("docs/reference", () => {
  test("is what schema and command say now (npm run build && node scripts/schema.js writes it)", async () => {
    const written = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), "utf8")]);
    expect(Object.fromEntries(written)).toEqual(await currentPages());
  });

  test("has every command with its help", async () => {
    const { "command.md": page = "" } = await currentPages();
    expect(page).toContain("## oss-symlink emulator\n\n```text\nUsage: oss-symlink emulator");
  });

  test("has every property of every resource, function and provider option", async () => {
    const text = Object.values(await currentPages()).join("\n");
    const { resources, functions, config } = JSON.parse(readFileSync(join(FOLDER, "../../sdk/schema.json"), "utf8"));
    const named = [
      ...Object.values<{ properties: object; inputProperties: object }>(resources).flatMap(
        ({ properties, inputProperties }) => [...Object.keys(properties), ...Object.keys(inputProperties)],
      ),
      ...Object.values<{ inputs?: { properties: object } }>(functions ?? {}).flatMap(({ inputs }) =>
        Object.keys(inputs?.properties ?? {}),
      ),
      ...Object.keys(config.variables).map((name) => `oss-symlink:${name}`),
    ];
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([]);
  });
});
