import { runtime } from "@pulumi/pulumi";
import { DeclaredLinks } from "./declared-links";

const links = new WeakMap<object, DeclaredLinks>();

/**
 * The links of the program that runs now. A process may run many programs, one after the other and at once (automation
 * API, unit tests); each has a monitor of its own.
 */
export function linksOfProgram(): DeclaredLinks {
  const monitor: object | undefined = runtime.getMonitor();
  const known = monitor && links.get(monitor);
  if (known !== undefined) return known;
  const fresh = new DeclaredLinks();
  if (monitor !== undefined) links.set(monitor, fresh);
  return fresh;
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}
