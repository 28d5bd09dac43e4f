import { containsUnknown, isMap, isSecret, type PropertyMap, picked } from "../protocol/values";
import type { Diff, DiffRequest, DiffSurroundings } from "../resource";
import { type Change, concealment, differenceOf, enforcement, fieldChanges } from "../symlink/diff";
import { movedFrom } from "../symlink/endpoint";
import { keyOf, layoutOf, targetOf } from "./declaration";
import { Digests, unmarked } from "./digest";
import { COMMON_NAMES, LAYOUT_FIELDS, LAYOUT_INPUT_NAMES } from "./fields";
import { straysOf } from "./handling";
import { ignoredCommon, ignoredLinks } from "./ignored";
import { mayGo, type Recording, recordedStrays, strayKeys } from "./recorded-strays";
import { type LayoutSighting, sightingOf } from "./sighting";
import { awaitsRead, proofKeyOf, type WrittenLink, writtenLinks } from "./state";

export function diffLayout(request: DiffRequest, surroundings: DiffSurroundings): Diff {
  const changes = [...layoutChanges(request, surroundings), ...circumstances(request, surroundings)];
  return {
    differences: changes.map(differenceOf),
    stables: stableProperties(changes, staysAt(request, surroundings)),
    deleteBeforeReplace: !changes.some(({ replace }) => replace),
    warnings: endpointWarnings(request, surroundings),
  };
}

type Surroundings = Pick<DiffSurroundings, "isDeleted" | "engine" | "isAnothers" | "lastRead" | "isImported">;

/** What the user changed, then what of the links is not as declared although the user changed nothing of it. */
export function layoutChanges(request: DiffRequest, surroundings: Surroundings): Change[] {
  const oldInputs = request.oldInputs ?? picked(request.olds, LAYOUT_INPUT_NAMES);
  const edits = LAYOUT_FIELDS.flatMap((field) => {
    const edited = fieldChanges(field, oldInputs[field.name], request.news[field.name], "edited");
    return edited.length > 0 ? edited : concealment(field, request.olds[field.name], request.news[field.name]);
  });
  if (edits.some(({ replace }) => replace)) return edits;
  return [...edits, ...linkDrift(request, edits, surroundings), ...strayChanges(request, surroundings)];
}

const CHANGES_ALL: readonly (string | number | undefined)[] = ["targetPrefix", ...COMMON_NAMES];

function linkDrift(
  { olds, news, ignoreChanges }: DiffRequest,
  edits: readonly Change[],
  { isDeleted }: Surroundings,
): Change[] {
  const declared = isSecret(news.links) ? news.links.value : news.links;
  if (!isMap(declared)) return [];
  const layout = layoutOf(news);
  const written = writtenLinks(olds);
  const named = new Set(edits.filter(({ path }) => path[0] === "links").map(({ path }) => path[1]));
  // Where all links are written anew, those that have not been so far say nothing new.
  const allMove = edits.some(({ path }) => CHANGES_ALL.includes(path[0])) || isUnknownWhole(news);
  const digests = allMove ? undefined : new Digests(layout, proofKeyOf(olds));
  const isIgnored = ignoredLinks(ignoreChanges);
  const ignoresSome = ignoredCommon(ignoreChanges).length > 0;
  const digestOf = ({ digest }: WrittenLink) => (ignoresSome ? unmarked(digest) : digest);
  const changes: Change[] = [];
  const add = (path: Change["path"], kind: Change["kind"], cause: Change["cause"] = "drifted") =>
    changes.push({ path, kind, replace: false, cause });
  for (const [name, value] of Object.entries(declared)) {
    if (named.has(name) || containsUnknown(value)) continue;
    const link = written.get(name);
    if (link === undefined) add(["links", name], "add");
    else if (isDeleted(`${layout.bucket}/${keyOf(layout, name)}`)) add(["links", name], "update", "deleted");
    else if (isIgnored(name)) continue;
    else if (link.drifted !== undefined) {
      const lostOnly = digests !== undefined && link.drifted === targetOf(layout, name);
      if (lostOnly) add(["drifted", name], "delete", "not ours");
      else add(["links", name], "update");
    } else if (digests !== undefined && digestOf(link) !== digests.of(name)) add(["links", name], "update");
  }
  for (const [name, link] of written) {
    if (!awaitsRead(link) && !Object.hasOwn(declared, name) && !named.has(name)) add(["links", name], "delete");
  }
  return changes;
}

function isUnknownWhole(news: PropertyMap): boolean {
  return containsUnknown(news.targetPrefix) || COMMON_NAMES.some((name) => containsUnknown(news[name]));
}

/** A mode is acted upon in an update only. What is reported needs none: a warning has said it. No import has one. */
function strayChanges({ olds, oldInputs, news }: DiffRequest, surroundings: Surroundings): Change[] {
  if (hasJustBeenImported(olds, surroundings)) return [];
  const field = { name: "strays", type: "string", effect: "put" } as const;
  const edited = fieldChanges(field, oldInputs?.strays ?? undefined, news.strays, "edited");
  if (edited.length > 0 && oldInputs !== undefined) return edited;
  const found = straysOf(news) === "remove" && hasOneToGo({ inputs: oldInputs ?? {}, outputs: olds }, surroundings);
  return found ? [{ path: ["strayLinks"], kind: "delete", replace: false, cause: "drifted" }] : [];
}

/** Of the strays last seen. The resource that has one may have been read after the layout. */
function hasOneToGo(state: Recording, { engine, isAnothers, lastRead }: Surroundings): boolean {
  const place = placeOf(state.outputs);
  if (place === undefined) return false;
  const read = lastRead<LayoutSighting>(sightingOf(place))?.seen;
  const recorded = recordedStrays(state, { lastRead: read, engine });
  return strayKeys(state.outputs).some((key) => mayGo(key, recorded) && !isAnothers(`${place.bucket}/${key}`));
}

function circumstances({ olds, oldInputs, news }: DiffRequest, surroundings: DiffSurroundings): Change[] {
  const isNew = oldInputs === undefined || hasJustBeenImported(olds, surroundings);
  return isNew ? [] : enforcement(oldInputs, news);
}

function hasJustBeenImported(olds: PropertyMap, { isImported }: Pick<Surroundings, "isImported">): boolean {
  const name = placeOf(olds);
  return name !== undefined && isImported(sightingOf(name));
}

export function placeOf({ bucket, prefix }: PropertyMap): { bucket: string; prefix: string } | undefined {
  return typeof bucket === "string" && typeof prefix === "string" ? { bucket, prefix } : undefined;
}

/** Whether an update would leave the address as it is: with another style of addressing, or at another endpoint, not. */
function staysAt({ olds }: DiffRequest, { urlOf }: DiffSurroundings): boolean {
  const place = placeOf(olds);
  return urlOf === undefined || place === undefined || urlOf(place.bucket, place.prefix) === olds.url;
}

function endpointWarnings({ olds }: DiffRequest, { urlOf }: DiffSurroundings): string[] {
  const place = placeOf(olds);
  if (urlOf === undefined || place === undefined) return [];
  const moved = movedFrom(olds.url, urlOf(place.bucket, place.prefix), place.bucket);
  return moved === undefined ? [] : [moved.warning];
}

/** Properties that an update leaves as they are, so that what depends on them stays known in previews. */
function stableProperties(changes: readonly Change[], stays: boolean): string[] {
  if (changes.some(({ replace }) => replace)) return [];
  const changed = new Set(changes.map(({ path }) => path[0]));
  const rewritten = changes.some(({ cause }) => cause !== "flag");
  return [
    ...LAYOUT_INPUT_NAMES.filter((name) => !changed.has(name)),
    ...(stays ? ["url"] : []),
    ...(rewritten ? [] : ["proofs", "versionIds", "drifted"]),
  ];
}
