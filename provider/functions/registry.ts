/** All functions, by token. Hosts load this when a function is called or the schema asked for: most processes never do. */
import { auditSymlinks } from "./audit-symlinks";
import type { ProviderFunction } from "./function";
import { getSymlink } from "./get-symlink";
import { getSymlinks } from "./get-symlinks";

export const FUNCTIONS: ReadonlyMap<string, ProviderFunction> = new Map(
  [getSymlink, getSymlinks, auditSymlinks].map((one) => [one.token, one]),
);
