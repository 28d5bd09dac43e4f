import { parsePath } from "../protocol/paths";

/** Which links `ignoreChanges` is about. */
export function ignoredLinks(ignoreChanges: readonly string[]): (name: string) => boolean {
  const paths = ignoreChanges.map(parsePath);
  const all =
    ignoreChanges.includes("*") ||
    paths.some(([top, entry]) => top === "targetPrefix" || (top === "links" && entry === undefined));
  if (all) return () => true;
  const names = new Set(paths.filter(([top]) => top === "links").map(([, entry]) => String(entry)));
  return (name) => names.has(name);
}
