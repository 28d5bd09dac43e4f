import { freeName } from "./names";
import type { Places } from "./places";
import { BUCKET_KINDS, type BucketKind, type Layout, type Link, linksOf, type Place, type Program } from "./program";

/** A link that no resource of the program has yet, if there is one. */
export function importable(program: Program, wanted: Place, places: Places): string {
  const taken = idsIn(program, places);
  const ids = [places.idOf(wanted), ...[...places.keys()].map(({ bucketName, key }) => `${bucketName}/${key}`)];
  return ids.find((id) => !taken.has(id) && places.liveById(id).kind === "link") ?? places.idOf(wanted);
}

/** Whether no resource of the program has a link under that prefix yet. */
export function isUnclaimed(program: Program, id: string, places: Places): boolean {
  return ![...idsIn(program, places)].some((taken) => taken.startsWith(id));
}

/** The program with what an import has suggested to declare. */
export function withImported(program: Program, kind: "link" | "layout", inputs: object, id: string, places: Places) {
  const bucket = bucketOf(id, places);
  const common = { options: {}, aliases: [] };
  const resource =
    kind === "link"
      ? { link: { ...(inputs as Link), bucket }, ...common }
      : { layout: { ...(inputs as Layout), bucket }, ...common };
  return new Map([...program, [freeName(program, kind), resource]]);
}

function bucketOf(id: string, places: Places): BucketKind {
  return BUCKET_KINDS.find((kind) => id.startsWith(`${places.bucketName(kind)}/`)) ?? "never";
}

function idsIn(program: Program, places: Places): Set<string> {
  return new Set([...program.values()].flatMap(linksOf).map((link) => places.idOf(link)));
}
