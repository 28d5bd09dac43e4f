import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Variables } from "./environment";
import { goSdk, PINNED_GO_MODULE } from "./go-sdk";
import { pythonSdk } from "./python-sdk";
import { writeFiles } from "./write-files";

export type Language = "yaml" | "nodejs" | "python" | "go";

/** The files of a project. Pulumi.yaml is made here; a YAML program stands in Main.yaml. */
export interface Program {
  runtime: Language | { name: Language; options: Record<string, unknown> };
  files: Record<string, string>;
  /** Node packages beside those of this repository: name and directory. "none" leaves installing to the test. */
  packages?: Record<string, string> | "none";
}

/** A project that stands somewhere already, ready to run. */
export interface GivenFolder {
  folder: string;
  language: Language;
}

/** Writes the project, if there is none yet, and answers the environment that its language needs. */
export async function prepareProgram(
  program: Program | GivenFolder,
  plugins: Record<string, string>,
  folder: string,
): Promise<Variables> {
  if ("folder" in program) return environmentFor(program.language);
  const language = typeof program.runtime === "string" ? program.runtime : program.runtime.name;
  const providers = Object.entries(plugins).map(([name, path]) => ({ name, path }));
  const project = { name: "test", runtime: program.runtime, plugins: { providers } };
  writeFiles(folder, { "Pulumi.yaml": JSON.stringify(project), ...DEFAULT_FILES[language], ...program.files });
  if (language === "nodejs" && program.packages !== "none") linkPackages(folder, program.packages ?? {});
  return environmentFor(language);
}

async function environmentFor(language: Language): Promise<Variables> {
  if (language === "python") return pythonSdk();
  if (language === "go") return goSdk();
  return {};
}

const DEFAULT_FILES: Record<Language, Record<string, string>> = {
  yaml: {},
  nodejs: {
    "package.json": JSON.stringify({ name: "test", main: "index.ts" }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "ES2020",
        module: "CommonJS",
        moduleResolution: "Node",
        strict: true,
        skipLibCheck: true,
      },
    }),
  },
  python: {},
  go: PINNED_GO_MODULE,
};

const NODE_MODULES = join(__dirname, "..", "..", "..", "node_modules");

/** The packages of this repository, each by a link, so that a test can add others beside them. */
function linkPackages(folder: string, packages: Record<string, string>): void {
  const links = new Map(
    readdirSync(NODE_MODULES)
      .filter(isPackage)
      .map((name) => [name, join(NODE_MODULES, name)]),
  );
  for (const [name, directory] of Object.entries(packages)) links.set(name, directory);
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  for (const [name, directory] of links) symlinkSync(directory, join(folder, "node_modules", name));
}

function isPackage(name: string): boolean {
  return !name.startsWith(".");
}
