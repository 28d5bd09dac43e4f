import { createHash } from "node:crypto";

const LONGEST = 60;

/**
 * A resource name for each key: what of the key is letters and digits, joined by hyphens. Keys whose names would be one
 * and the same, also as a variable in a program, are told apart by a digest of the key, so that a name never depends on
 * which other keys came first.
 */
export function resourceNames(keys: readonly string[]): ReadonlyMap<string, string> {
  const plain = keys.map(plainName);
  const taken = new Map<string, number>();
  for (const name of plain) taken.set(variable(name), (taken.get(variable(name)) ?? 0) + 1);
  return new Map(
    keys.map((key, at) => {
      const name = plain[at] as string;
      const unique = taken.get(variable(name)) === 1 && name !== "";
      return [key, unique ? startingWithLetter(name) : startingWithLetter(`${name}-${digest(key)}`)];
    }),
  );
}

function plainName(key: string): string {
  const words = key.match(/[A-Za-z0-9]+/g) ?? [];
  const name = words.join("-");
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 9)}-${digest(key)}`;
}

/** As code makes a variable of it. */
function variable(name: string): string {
  return name.replaceAll("-", "").toLowerCase();
}

function startingWithLetter(name: string): string {
  return /^[A-Za-z]/.test(name) ? name : `link-${name.replace(/^-/, "")}`;
}

function digest(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 8);
}
