import { chosen, freeName } from "./names";
import {
  isLayout,
  isLink,
  type Layout,
  type LayoutResource,
  linksOf,
  type Place,
  type Program,
  type Resource,
} from "./program";
import type { Edit } from "./steps";

const MOST_LAYOUTS = 2;
const MOST_ENTRIES = 5;

type LayoutEdit = Extract<Edit, { kind: "declare layout" | "flip" | "change entries" | "change layout" | "relocate" }>;

const KINDS: readonly string[] = ["declare layout", "flip", "change entries", "change layout", "relocate"];

export function isLayoutEdit(edit: Edit): edit is LayoutEdit {
  return KINDS.includes(edit.kind);
}

/** The program after what a user has done to one of its layouts. */
export function edited(program: Program, edit: LayoutEdit): Program {
  const next = new Map(program);
  const layouts = [...program].filter((entry): entry is [string, LayoutResource] => isLayout(entry[1]));
  const [name, resource] = chosen(layouts, edit.slot) ?? [undefined, undefined];
  if (edit.kind === "declare layout") {
    const target = layouts.length < MOST_LAYOUTS || name === undefined ? freeName(program, "layout") : name;
    const aliases = next.get(target)?.aliases ?? [];
    next.delete(target);
    const layout = edit.takes ? edit.layout : withoutTaken(edit.layout, next);
    if (edit.takes) dropLinks(next, layout);
    return next.set(target, { layout, options: edit.options, aliases });
  }
  if (name === undefined || resource === undefined) return program;
  const { layout } = resource;
  const changed = (change: Partial<Layout>) => next.set(name, { ...resource, layout: { ...layout, ...change } });
  switch (edit.kind) {
    case "flip":
      return changed({ targetPrefix: edit.targetPrefix });
    case "relocate":
      return changed({ bucket: edit.bucket, prefix: edit.prefix });
    case "change layout":
      return changed(edit.change);
    case "change entries": {
      const names = Object.keys(layout.links);
      const dropped = new Set(edit.drop.map((slot) => chosen(names, slot)));
      const kept = Object.entries(layout.links).filter(([link]) => !dropped.has(link));
      const links = Object.fromEntries([...Object.entries(edit.set), ...kept].slice(0, MOST_ENTRIES));
      return changed({ links: { ...links, ...edit.set } });
    }
  }
}

function idsOf(resource: Resource): string[] {
  return linksOf(resource).map(({ bucket, key }) => `${bucket}/${key}`);
}

/** Links that another resource declares are left to it. */
function withoutTaken(layout: Layout, program: Program): Layout {
  const taken = new Set([...program.values()].flatMap(idsOf));
  const free = Object.entries(layout.links).filter(([name]) => !taken.has(`${layout.bucket}/${layout.prefix}${name}`));
  return { ...layout, links: Object.fromEntries(free) };
}

/** The layout has them from now on. */
function dropLinks(program: Map<string, Resource>, layout: Layout): void {
  const taken = new Set(idsOf({ layout, options: {}, aliases: [] }));
  for (const [name, resource] of program) {
    if (isLink(resource) && idsOf(resource).some((id) => taken.has(id))) program.delete(name);
  }
}

/** These are declared alone from now on. */
export function dropEntries(program: Map<string, Resource>, links: readonly Place[]): void {
  for (const [name, resource] of program) {
    if (!isLayout(resource)) continue;
    const { bucket, prefix } = resource.layout;
    const isTaken = (entry: string) => links.some((link) => link.bucket === bucket && link.key === prefix + entry);
    const kept = Object.entries(resource.layout.links).filter(([entry]) => !isTaken(entry));
    program.set(name, { ...resource, layout: { ...resource.layout, links: Object.fromEntries(kept) } });
  }
}
