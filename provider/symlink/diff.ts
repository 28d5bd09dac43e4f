import { type Path, parsePath } from "../protocol/paths";
import {
  containsSecret,
  containsUnknown,
  isMap,
  isSecret,
  isUnknown,
  type PropertyMap,
  type PropertyValue,
  picked,
  sameValue,
} from "../protocol/values";
import type { Diff, Difference, DiffRequest, DiffSurroundings } from "../resource";
import { movedFrom } from "./endpoint";
import { INPUT_NAMES, SYMLINK_FIELDS, type SymlinkField } from "./fields";
import { isOwn } from "./proof";

export interface Change {
  readonly path: Path;
  readonly kind: "add" | "delete" | "update";
  readonly replace: boolean;
  readonly cause: Cause;
}

export type Cause =
  /** The user wrote something else than before. */
  | "edited"
  /** The same value, but a secret now: state is written again, nothing is sent. */
  | "concealed"
  /** The link, as last seen, is not as declared. */
  | "drifted"
  /** The link is as declared, but written by somebody else. */
  | "not ours"
  /** This process deleted the link for another resource, and this one still declares it. */
  | "deleted"
  /** Nothing about the link: whether the engine reads it before it plans. */
  | "flag";

/** A property as far as comparing it goes. */
export type Compared = Pick<SymlinkField, "type"> & { readonly name: string; readonly effect: string };

/** What has to change, and why: first what the user changed, and where the user changed nothing, what drifted. */
export function changesOf(request: DiffRequest): Change[] {
  // A host that does not show old inputs shows outputs of the same names.
  const oldInputs = request.oldInputs ?? picked(request.olds, INPUT_NAMES);
  const changes = SYMLINK_FIELDS.flatMap((field) => {
    const edits = fieldChanges(field, oldInputs[field.name], request.news[field.name], "edited");
    if (edits.length > 0) return edits;
    const concealed = concealment(field, request.olds[field.name], request.news[field.name]);
    return concealed.length > 0 ? concealed : drift(field, request);
  });
  return changes.some(needsPut) ? changes : [...changes, ...lostOwnership(request.olds)];
}

/** Whether a change is made by writing the link anew. */
export function needsPut({ path, cause }: Change): boolean {
  if (cause === "flag") return false;
  if (cause === "not ours" || cause === "deleted") return true;
  return cause !== "concealed" && SYMLINK_FIELDS.some(({ name, effect }) => name === path[0] && effect === "put");
}

/** A value that has become a secret is no other value, but what state shows in clear must be written again. */
export function concealment(
  field: Compared,
  old: PropertyValue | undefined,
  next: PropertyValue | undefined,
): Change[] {
  if (old === undefined || !containsSecret(next) || containsSecret(old)) return [];
  return [change(field, [field.name], "update", "concealed")];
}

function drift(field: SymlinkField, { olds, news, ignoreChanges }: DiffRequest): Change[] {
  if (ignoreChanges.includes(field.name)) return [];
  if (olds[field.name] === undefined && isNamedIn(ignoreChanges, field.name)) return [];
  if (!isCompared(field, news[field.name], isOwn(olds))) return [];
  return fieldChanges(field, olds[field.name], news[field.name], "drifted");
}

/**
 * In whatever way: a wildcard by itself is about everything. That goes for what is not known of a link; what an attempt
 * has left in state is to be put right, unless it is ignored by its very name.
 */
function isNamedIn(ignoreChanges: readonly string[], name: string): boolean {
  return ignoreChanges.map(parsePath).some((path) => path.length === 0 || (path.length === 1 && path[0] === name));
}

/**
 * Target and metadata are declared whole, and what a create could not reset, or an update that was done in part has put,
 * stands in state although nobody declares it. Of somebody else's link only what is declared and read counts beside.
 */
function isCompared({ name, effect }: SymlinkField, declared: PropertyValue | undefined, ours: boolean): boolean {
  if (ours || effect !== "put" || name === "target" || name === "metadata") return true;
  return declared !== undefined && name !== "storageClass";
}

/** Same content, but written by somebody else: one put takes the link back. */
function lostOwnership(olds: PropertyMap): Change[] {
  if (olds.writtenEtag === undefined || olds.etag === undefined || isOwn(olds)) return [];
  return [{ path: ["etag"], kind: "update", replace: false, cause: "not ours" }];
}

export function fieldChanges(
  field: Compared,
  old: PropertyValue | undefined,
  next: PropertyValue | undefined,
  cause: Cause,
): Change[] {
  const [before, after] = [plain(old), plain(next)];
  const bothMaps = (before === undefined || isMap(before)) && (after === undefined || isMap(after));
  if (field.type === "map" && bothMaps) return mapChanges(field, before, after, cause);
  const kind = kindOf(before, after);
  return kind === undefined ? [] : [change(field, [field.name], kind, cause)];
}

function mapChanges(
  field: Compared,
  before: PropertyMap | undefined,
  after: PropertyMap | undefined,
  cause: Cause,
): Change[] {
  // Nearly always: and a layout's map may be large.
  if (sameValue(before, after)) return [];
  const old = bySpelling(field, before);
  const next = bySpelling(field, after);
  const names = new Set([...old.keys(), ...next.keys()]);
  return [...names].sort().flatMap((name) => {
    const kind = kindOf(old.get(name)?.value, next.get(name)?.value);
    const spelling = next.get(name)?.spelling ?? old.get(name)?.spelling ?? name;
    return kind === undefined ? [] : [change(field, [field.name, spelling], kind, cause)];
  });
}

interface Entry {
  readonly spelling: string;
  readonly value: PropertyValue | undefined;
}

/** OSS folds names of metadata to lower case, so that is how they are compared. */
function bySpelling(field: Compared, map: PropertyMap | undefined): Map<string, Entry> {
  const fold = (name: string) => (field.name === "metadata" ? name.toLowerCase() : name);
  return new Map(
    Object.entries(map ?? {}).map(([name, value]) => [fold(name), { spelling: name, value: plain(value) }]),
  );
}

function kindOf(before: PropertyValue | undefined, after: PropertyValue | undefined): Change["kind"] | undefined {
  if (before === undefined && after === undefined) return undefined;
  if (before === undefined) return "add";
  if (after === undefined) return "delete";
  if (containsUnknown(after)) return "update";
  return sameValue(before, after) ? undefined : "update";
}

function plain(value: PropertyValue | undefined): PropertyValue | undefined {
  const inner = isSecret(value) ? value.value : value;
  return isUnknown(inner) || inner !== null ? inner : undefined;
}

function change(field: Compared, path: Path, kind: Change["kind"], cause: Cause): Change {
  return { path, kind, replace: field.effect === "replace", cause };
}

/** The changes as a host reports them. */
export function diffSymlink(request: DiffRequest, surroundings: DiffSurroundings): Diff {
  const changes = [...changesOf(request), ...circumstances(request, surroundings)];
  return {
    differences: changes.map(differenceOf),
    stables: stableProperties(changes, staysAt(request, surroundings)),
    // The engine would otherwise make the new one first, and then delete it in the name of the old one.
    deleteBeforeReplace: !changes.some(({ replace }) => replace),
    warnings: endpointWarnings(request, surroundings),
  };
}

export function differenceOf({ path, kind, replace, cause }: Change): Difference {
  return { path, kind, replace, input: cause === "edited" || cause === "concealed" || cause === "flag" };
}

/** Changes that come of the deployment rather than of the link. */
function circumstances(request: DiffRequest, { isDeleted, isImported }: DiffSurroundings): Change[] {
  const { olds, oldInputs, news } = request;
  const id = `${olds.bucket}/${olds.key}`;
  const changes: Change[] = [];
  if (isDeleted(id)) changes.push({ path: ["etag"], kind: "update", replace: false, cause: "deleted" });
  if (oldInputs !== undefined && !isImported(id)) changes.push(...enforcement(oldInputs, news));
  return changes;
}

/** The flag only travels in answers, so a change of it must lead to one. Read has given one to an import. */
export function enforcement(oldInputs: PropertyMap, news: PropertyMap): Change[] {
  const [before, after] = [isSet(oldInputs.enforce), isSet(news.enforce)];
  if (before === after && !containsUnknown(news.enforce)) return [];
  const kind = containsUnknown(news.enforce) || (before && after) ? "update" : after ? "add" : "delete";
  return [{ path: ["enforce"], kind, replace: false, cause: "flag" }];
}

function isSet(flag: PropertyValue | undefined): boolean {
  return plain(flag) === true;
}

/** Whether a put would leave the address as it is: with another style of addressing, or at another endpoint, it would not. */
function staysAt({ olds: { bucket, key, url } }: DiffRequest, { urlOf }: DiffSurroundings): boolean {
  return urlOf === undefined || urlOf(String(bucket), String(key)) === url;
}

function endpointWarnings({ olds }: DiffRequest, { urlOf }: DiffSurroundings): string[] {
  const { bucket, key, url } = olds;
  if (urlOf === undefined || typeof bucket !== "string" || typeof key !== "string") return [];
  const moved = movedFrom(url, urlOf(bucket, key), bucket);
  return moved === undefined ? [] : [moved.warning];
}

/** Properties that an update leaves as they are, so that what depends on them stays known in previews. */
function stableProperties(changes: readonly Change[], stays: boolean): string[] {
  if (changes.some(({ replace }) => replace)) return [];
  const changed = new Set(changes.map(({ path }) => path[0]));
  const rewritten = changes.some(needsPut);
  return [
    ...INPUT_NAMES.filter((name) => !changed.has(name)),
    ...(rewritten && !stays ? [] : ["url"]),
    ...(rewritten ? [] : ["etag", "versionId", "versionIds", "writtenEtag"]),
  ];
}
