import { type Path, parsePath } from "../protocol/paths";
import {
  emptyMap,
  isMap,
  isSecret,
  type MutablePropertyMap,
  type PropertyMap,
  type PropertyValue,
  Secret,
} from "../protocol/values";
import type { Context, UpdateRequest } from "../resource";
import { readableFacets } from "./facets";
import { INPUT_NAMES, SYMLINK_FIELDS } from "./fields";
import type { LinkName } from "./identity";
import type { Observed } from "./seen";
import { driftedInputs, isUntouched } from "./state";

/**
 * What is there now, in the words of the inputs. A link that is still as this resource wrote it is as its outputs say:
 * the inputs have what was ignored then as it was declared.
 */
export function liveInputs(olds: PropertyMap, inputs: PropertyMap, link: Observed): PropertyMap {
  const live: MutablePropertyMap = Object.assign(emptyMap(), driftedInputs(olds, inputs, link));
  if (!isUntouched(olds, link)) return live;
  for (const { name, effect } of SYMLINK_FIELDS) if (effect === "put") assign(live, name, olds[name]);
  return live;
}

/** ACL and tags that are declared and ignored: a put sends them, so they must be known as they are. */
export async function withIgnoredFacets(
  name: LinkName,
  link: Observed,
  { news, ignoreChanges }: Pick<UpdateRequest, "news" | "ignoreChanges">,
  context: Context,
): Promise<Observed> {
  const ignored = new Set(pathsIn(ignoreChanges).map(([name]) => name));
  const wanted = (facet: "acl" | "tags") => news[facet] !== undefined && ignored.has(facet);
  const consequence = "so what is ignored of them is written as it was declared";
  const facets = await readableFacets(name, { acl: wanted("acl"), tags: wanted("tags") }, consequence, context);
  return { ...link, ...facets };
}

/** `inputs`, but what `ignoreChanges` names has its live value, so that a put for another reason does not flip it back. */
export function withLiveIgnored(inputs: PropertyMap, live: PropertyMap, ignoreChanges: readonly string[]): PropertyMap {
  if (ignoreChanges.length === 0) return inputs;
  const kept: MutablePropertyMap = Object.assign(emptyMap(), inputs);
  for (const [name, entry] of pathsIn(ignoreChanges)) {
    if (typeof name !== "string" || (kept[name] === undefined && live[name] === undefined)) continue;
    assign(kept, name, typeof entry === "string" ? withEntry(kept[name], live[name], entry) : live[name]);
  }
  return kept;
}

/** A wildcard by itself is about everything. */
function pathsIn(ignoreChanges: readonly string[]): readonly Path[] {
  return ignoreChanges.map(parsePath).flatMap((path) => (path.length > 0 ? [path] : INPUT_NAMES.map((name) => [name])));
}

function withEntry(declared: PropertyValue | undefined, live: PropertyValue | undefined, entry: string): PropertyValue {
  const inner = isSecret(declared) ? declared.value : declared;
  const liveMap = isSecret(live) ? live.value : live;
  if (!isMap(inner) || !isMap(liveMap)) return declared ?? null;
  const next: MutablePropertyMap = Object.assign(emptyMap(), inner);
  assign(next, entry, liveMap[entry]);
  return isSecret(declared) ? new Secret(next) : next;
}

function assign(map: MutablePropertyMap, name: string, value: PropertyValue | undefined): void {
  if (value === undefined) delete map[name];
  else map[name] = value;
}
