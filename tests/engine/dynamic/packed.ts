import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureCached } from "../../../scripts/cache";
import { builtPackage } from "../../support/plugin/built";
import { runTool } from "../harness/tools";

export const NAME = "pulumi-oss-symlink";

let packing: Promise<string> | undefined;
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The tarball that would be published. */
export function packedPackage(): Promise<string> {
  packing ??= pack(builtPackage());
  return packing;
}

async function pack(folder: string): Promise<string> {
  const target = temporaryFolder();
  const file = await runTool("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", target], folder);
  return join(target, file.trim());
}

/** The same package under another version, as a release to come. */
export async function packedAs(version: string): Promise<string> {
  const folder = temporaryFolder();
  await unpack(await packedPackage(), folder);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, version }));
  return pack(folder);
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "oss-symlink-packed-"));
  folders.push(folder);
  return folder;
}

async function unpack(tarball: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await runTool("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"], folder);
}

/** What a user types in an empty project. */
export async function npmInstall(folder: string, tarball: string): Promise<void> {
  await runTool("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball], folder);
}

/** Packages beside this one, and their versions. */
type Dependencies = Readonly<Record<string, string>>;

/** The same result in a moment: everything but this package is linked from one installation in the cache. */
export async function installQuickly(folder: string, tarball: string, more: Dependencies = {}): Promise<void> {
  const installed = join(await installedDependencies(tarball, more), "node_modules");
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  for (const name of readdirSync(installed)) {
    if (!name.startsWith(".") && name !== NAME) symlinkSync(join(installed, name), join(modules, name));
  }
  await replacePackage(modules, tarball);
  const own = join(installed, NAME, "node_modules");
  if (readdirSync(join(installed, NAME)).includes("node_modules"))
    symlinkSync(own, join(modules, NAME, "node_modules"));
}

/** Puts another tarball in the place of this package; its own dependencies stay. */
export async function replacePackage(modules: string, tarball: string): Promise<void> {
  const folder = join(modules, NAME);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name !== "node_modules") rmSync(join(folder, name), { recursive: true });
  }
  await unpack(tarball, folder);
}

function installedDependencies(tarball: string, more: Dependencies): Promise<string> {
  const { dependencies } = JSON.parse(readFileSync(join(builtPackage(), "package.json"), "utf8"));
  const wanted = { "@pulumi/pulumi": pulumiVersion(), ...more };
  const manifest = JSON.stringify({ name: "project", dependencies: wanted });
  const hash = createHash("sha256")
    .update(JSON.stringify([dependencies, manifest, process.version]))
    .digest("hex");
  return ensureCached(`dynamic-project-${hash.slice(0, 16)}`, async (folder) => {
    writeFileSync(join(folder, "package.json"), manifest);
    await npmInstall(folder, tarball);
  });
}

/** A user's project says which Pulumi it uses; here it is the one of this repository. */
export function pulumiVersion(): string {
  return lockedVersion("@pulumi/pulumi");
}

/** The version of a package that this repository is locked to. */
export function lockedVersion(name: string): string {
  return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")).version;
}
