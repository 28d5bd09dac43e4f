import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtPackage } from "../../support/plugin/built";
import { installQuickly, NAME, packedPackage } from "../dynamic/packed";
import { installSdk, SDK_FOLDER } from "../harness/generated-sdk";
import type { Language } from "../harness/program";
import { pythonPackages } from "./python-packages";

const EXAMPLES = join(__dirname, "../../../examples");

/** A folder as a clone has it, made of the tarball that would be published: examples in it find the package above. */
export interface GivenClone {
  /** Copies an example there, and does what `pulumi install` would; answers its folder and further environment. */
  readonly installed: (example: string, language: Language) => Promise<Installed>;
  readonly close: () => void;
}

export interface Installed {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function givenClone(): Promise<GivenClone> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink-examples-")));
  const clone = join(scratch, "clone");
  const modules = join(scratch, "node_modules");
  await installQuickly(scratch, await packedPackage());
  mkdirSync(clone);
  for (const name of readdirSync(join(modules, NAME))) symlinkSync(join(modules, NAME, name), join(clone, name));
  return {
    installed: async (example, language) => {
      const folder = join(clone, "examples", example);
      cpSync(join(EXAMPLES, example), folder, { recursive: true, filter: isSource });
      return { folder, env: await install(folder, language, modules) };
    },
    close: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

/** What somebody who tried an example in the checkout has left there. */
function isSource(file: string): boolean {
  return !/\/(node_modules|sdks|venv|target|__pycache__|Pulumi\.[^/]+\.yaml)$/.test(file);
}

async function install(folder: string, language: Language, modules: string): Promise<Record<string, string>> {
  if (usesPlugin(folder) && language !== "yaml") await installSdk(folder, language);
  if (language === "nodejs") {
    linkDependencies(folder, modules);
    // Pulumi's own package is linked, and would not see the TypeScript beside the link.
    return { NODE_PATH: join(folder, "node_modules") };
  }
  return language === "python" ? { PYTHONPATH: await pythonPackages(join(folder, SDK_FOLDER)) } : {};
}

function usesPlugin(folder: string): boolean {
  return /^packages:/m.test(readFileSync(join(folder, "Pulumi.yaml"), "utf8"));
}

/** As npm would: dependencies of the registry by name, folders (`file:`) by a link. */
function linkDependencies(folder: string, modules: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const own = join(folder, "node_modules");
  mkdirSync(own);
  for (const name of readdirSync(modules)) {
    if (!name.startsWith(".") && name !== NAME) symlinkSync(join(modules, name), join(own, name));
  }
  for (const [name, source] of Object.entries<string>(manifest.dependencies)) {
    if (source.startsWith("file:")) symlinkSync(realpathSync(join(folder, source.slice(5))), join(own, name));
  }
  for (const name of Object.keys(manifest.devDependencies ?? {})) {
    if (!existsSync(join(own, name))) symlinkSync(join(builtPackage(), "node_modules", name), join(own, name));
  }
}
