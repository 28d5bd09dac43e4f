import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { RunError } from "@pulumi/pulumi";

const NAME = "pulumi-oss-symlink";

let refused = false;

/** Asked once per process: the folder does not change. */
export function refuseOtherCopyOnce(): void {
  if (refused) return;
  refuseOtherCopy(process.cwd());
  refused = true;
}

/**
 * Refuses to go on if this copy of the package is not of the version that the engine will load. The engine resolves the
 * package from the program's folder; a program may get another copy through one of its dependencies.
 */
export function refuseOtherCopy(folder: string): void {
  const own = packageAbove(__dirname);
  const loaded = packageSeenFrom(folder);
  // A package that is missing there is reported by the provider's code, which knows for certain where it looked.
  if (loaded === undefined || own.version === loaded.version) return;
  throw new RunError(
    `two versions of ${NAME} are installed: the program uses ${own.version} (${own.folder}), and the engine would load ${loaded.version} (${loaded.folder}); make ${own.version} a direct dependency of the program in ${folder}, or run npm dedupe, until npm ls ${NAME} shows one`,
  );
}

interface Copy {
  readonly folder: string;
  readonly version: string;
}

function packageSeenFrom(folder: string): Copy | undefined {
  try {
    return copyOf(createRequire(join(folder, "program.js")).resolve(`${NAME}/package.json`));
  } catch {
    return undefined;
  }
}

/** package.json lies above this file, be it the source or what is built of it in dist. */
function packageAbove(folder: string): Copy {
  const parent = dirname(folder);
  return copyOf(join(parent.endsWith("dist") ? dirname(parent) : parent, "package.json"));
}

function copyOf(manifest: string): Copy {
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return { folder: dirname(realpathSync(manifest)), version };
}
