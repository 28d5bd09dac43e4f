/** Where a value sits: property name first, then map keys and list indexes. */
export type Path = readonly (string | number)[];

/**
 * The path as the engine reads it: `metadata["owner"]`, `tags[0]`. Keys below the first are always quoted.
 * The engine's grammar knows one escape, `\"`, so a key whose quote follows a backslash (or that ends in one) has
 * no path; then the path of what holds it is given (pulumi: sdk/go/property/path parsing).
 */
export function formatPath(path: Path): string {
  let text = "";
  for (const [depth, step] of path.entries()) {
    if (typeof step === "number") {
      text += `[${step}]`;
      continue;
    }
    if (depth === 0 && isPlainName(step)) {
      text = step;
      continue;
    }
    if (/\\("|$)/.test(step)) return text;
    text += `["${step.replaceAll('"', '\\"')}"]`;
  }
  return text;
}

function isPlainName(name: string): boolean {
  return name !== "" && !/[.[\]"]/.test(name);
}

/** The property a path belongs to: what the engine lists in `diffs` and `replaces`. */
export function topLevel(path: Path): string {
  return String(path[0] ?? "");
}

/**
 * Reads a path as users write it: `metadata.owner`, `metadata["x-y"]`, `tags[0]`. What follows a flaw is dropped, and a
 * wildcard ends it: that is about all there is in what holds it.
 */
export function parsePath(text: string): Path {
  const path: (string | number)[] = [];
  const step = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:\\"|[^"])*)"\]/y;
  for (let match = step.exec(text); match !== null; match = step.exec(text)) {
    const [, name, index, quoted] = match;
    if (name === "*" || quoted === "*") break;
    path.push(name ?? (index === undefined ? (quoted ?? "").replaceAll('\\"', '"') : Number(index)));
  }
  return path;
}
