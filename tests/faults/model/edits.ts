import type { Link, Program, Resource } from "./program";
import type { Edit } from "./steps";

const MOST_RESOURCES = 3;

/** The program after a user's edit; the same where the edit has nothing to act on. */
export function edited(program: Program, other: Program, edit: Edit): Program {
  const next = new Map(program);
  const names = [...program.keys()];
  const name = chosen(names, edit.slot);
  const resource = name === undefined ? undefined : program.get(name);
  if (edit.kind === "declare") {
    for (const link of edit.links) {
      declared(next, name, { link, options: edit.options, aliases: [] });
    }
    return next;
  }
  if (edit.kind === "claim") {
    const claimed = chosen([...other.values()], edit.slot);
    if (claimed === undefined) return program;
    const target = edit.target ?? claimed.link.target;
    const link = { ...claimed.link, target, ...(edit.adopt && { onConflict: "adopt" as const }) };
    return declared(next, name, { ...claimed, link, aliases: [] });
  }
  if (name === undefined || resource === undefined) return program;
  switch (edit.kind) {
    case "undeclare":
      next.delete(name);
      return next;
    case "change":
      return next.set(name, withLink(resource, edit.change));
    case "rekey":
      return next.set(name, withLink(resource, edit.place));
    case "options":
      return next.set(name, { ...resource, options: edit.options });
    case "rename": {
      next.delete(name);
      const renamed = edit.target === undefined ? resource : withLink(resource, { target: edit.target });
      return next.set(freeName(program), { ...renamed, aliases: edit.alias ? [...resource.aliases, name] : [] });
    }
    case "swap":
      return swapped(next, names, name, resource);
  }
}

export function chosen<T>(list: readonly T[], slot: number): T | undefined {
  return slot < 0 ? list.at(-1) : list[slot % Math.max(1, list.length)];
}

function declared(next: Map<string, Resource>, name: string | undefined, resource: Resource): Program {
  const target = next.size < MOST_RESOURCES || name === undefined ? freeName(next) : name;
  return next.set(target, { ...resource, aliases: next.get(target)?.aliases ?? [] });
}

function swapped(next: Map<string, Resource>, names: readonly string[], name: string, resource: Resource): Program {
  const otherName = names.find((candidate) => candidate !== name);
  const other = otherName === undefined ? undefined : next.get(otherName);
  if (otherName === undefined || other === undefined) return next;
  const placeOf = ({ bucket, key }: Link) => ({ bucket, key });
  next.set(name, withLink(resource, placeOf(other.link)));
  return next.set(otherName, withLink(other, placeOf(resource.link)));
}

function withLink(resource: Resource, change: Partial<Link>): Resource {
  return { ...resource, link: { ...resource.link, ...change } };
}

/** A name that no resource has, or had: an alias must lead to one resource only. */
export function freeName(program: Program): string {
  const taken = new Set([...program].flatMap(([name, { aliases }]) => [name, ...aliases]));
  for (let number = 1; ; number++) {
    if (!taken.has(`link${number}`)) return `link${number}`;
  }
}
