import type { Program } from "./program";

/** One of a list: counted modulo its length, or the last one if negative. */
export function chosen<T>(list: readonly T[], slot: number): T | undefined {
  return slot < 0 ? list.at(-1) : list[slot % Math.max(1, list.length)];
}

/** A name that no resource has, or had: an alias must lead to one resource only. */
export function freeName(program: Program, kind: "link" | "layout" = "link"): string {
  const taken = new Set([...program].flatMap(([name, { aliases }]) => [name, ...aliases]));
  for (let number = 1; ; number++) {
    if (!taken.has(`${kind}${number}`)) return `${kind}${number}`;
  }
}
