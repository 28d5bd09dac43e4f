import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { UsageError } from "../usage-error";
import { declaredKeys } from "./declared-keys";

/** Keys of `bucket` that any of the stacks declares, by files with their exports; undefined where none is given. */
export async function declaredIn(files: readonly string[], bucket: string): Promise<ReadonlySet<string> | undefined> {
  if (files.length === 0) return undefined;
  if (files.filter((file) => file === "-").length > 1) throw new UsageError("--stack - can be given once only.");
  const declared = new Set<string>();
  for (const file of files) {
    for (const key of declaredKeys(file, await contentOf(file), bucket)) declared.add(key);
  }
  return declared;
}

async function contentOf(file: string): Promise<string> {
  if (file === "-") return text(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`--stack: ${file} cannot be read: ${code === "ENOENT" ? "it does not exist" : message}.`);
  }
}
