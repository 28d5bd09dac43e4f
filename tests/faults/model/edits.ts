import { dropEntries, edited as editedLayouts, isLayoutEdit } from "./layout-edits";
import { chosen, freeName } from "./names";
import { isLink, type Link, type LinkResource, type Program, type Resource } from "./program";
import type { Edit } from "./steps";

const MOST_LINKS = 3;

/** The program after a user's edit; the same where the edit has nothing to act on. */
export function edited(program: Program, other: Program, edit: Edit): Program {
  if (isLayoutEdit(edit)) return editedLayouts(program, edit);
  const next = new Map(program);
  const names = [...program.keys()];
  const links = names.filter((name) => name.startsWith("link"));
  const name = chosen(links, edit.slot);
  if (edit.kind === "declare") {
    if (edit.takes) dropEntries(next, edit.links);
    for (const link of edit.links) declared(next, name, { link, options: edit.options, aliases: [] });
    return next;
  }
  if (edit.kind === "claim") return claimed(next, other, name, edit);
  if (edit.kind === "undeclare") {
    next.delete(chosen(names, edit.slot) ?? "");
    return next;
  }
  if (edit.kind === "rename") return renamed(next, chosen(names, edit.slot), edit);
  const resource = name === undefined ? undefined : program.get(name);
  if (name === undefined || resource === undefined || !isLink(resource)) return program;
  switch (edit.kind) {
    case "change":
      return next.set(name, withLink(resource, edit.change));
    case "rekey":
      return next.set(name, withLink(resource, edit.place));
    case "options":
      return next.set(name, { ...resource, options: edit.options });
    case "swap":
      return swapped(next, links, name, resource);
  }
}

function declared(next: Map<string, Resource>, name: string | undefined, resource: Resource): Program {
  const full = [...next.values()].filter(isLink).length >= MOST_LINKS;
  const target = !full || name === undefined ? freeName(next) : name;
  return next.set(target, { ...resource, aliases: next.get(target)?.aliases ?? [] });
}

/** The other stack's resource, link or layout. */
function claimed(
  next: Map<string, Resource>,
  other: Program,
  name: string | undefined,
  { slot, target, adopt }: Extract<Edit, { kind: "claim" }>,
): Program {
  const theirs = chosen([...other.values()], slot);
  if (theirs === undefined) return next;
  const onConflict = adopt ? { onConflict: "adopt" as const } : {};
  const common = { options: theirs.options, aliases: [] };
  if (isLink(theirs)) {
    const link = { ...theirs.link, target: target ?? theirs.link.target, ...onConflict };
    return declared(next, name, { link, ...common });
  }
  if (theirs.layout === undefined) return next;
  const layout = { ...theirs.layout, ...(target !== undefined && { targetPrefix: "r/0/" }), ...onConflict };
  return next.set(freeName(next, "layout"), { layout, ...common });
}

function renamed(
  next: Map<string, Resource>,
  name: string | undefined,
  { alias, target }: Extract<Edit, { kind: "rename" }>,
): Program {
  const resource = name === undefined ? undefined : next.get(name);
  if (name === undefined || resource === undefined) return next;
  const newName = freeName(next, isLink(resource) ? "link" : "layout");
  next.delete(name);
  const changed = target === undefined ? resource : retargeted(resource, target);
  return next.set(newName, { ...changed, aliases: alias ? [...resource.aliases, name] : [] });
}

function retargeted(resource: Resource, target: string): Resource {
  if (isLink(resource)) return withLink(resource, { target });
  return resource.layout ? { ...resource, layout: { ...resource.layout, targetPrefix: "r/0/" } } : resource;
}

function swapped(next: Map<string, Resource>, names: readonly string[], name: string, resource: LinkResource): Program {
  const otherName = names.find((candidate) => candidate !== name);
  const other = otherName === undefined ? undefined : next.get(otherName);
  if (otherName === undefined || other === undefined || !isLink(other)) return next;
  const placeOf = ({ bucket, key }: Link) => ({ bucket, key });
  next.set(name, withLink(resource, placeOf(other.link)));
  return next.set(otherName, withLink(other, placeOf(resource.link)));
}

function withLink(resource: LinkResource, change: Partial<Link>): LinkResource {
  return { ...resource, link: { ...resource.link, ...change } };
}
