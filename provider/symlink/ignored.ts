import { parsePath } from "../protocol/paths";
import {
  emptyMap,
  isMap,
  isSecret,
  type MutablePropertyMap,
  type PropertyMap,
  type PropertyValue,
  Secret,
} from "../protocol/values";

/** `inputs`, but what `ignoreChanges` names has its live value, so that a put for another reason does not flip it back. */
export function withLiveIgnored(inputs: PropertyMap, live: PropertyMap, ignoreChanges: readonly string[]): PropertyMap {
  if (ignoreChanges.length === 0) return inputs;
  const kept: MutablePropertyMap = Object.assign(emptyMap(), inputs);
  for (const [name, entry] of ignoreChanges.map(parsePath)) {
    if (typeof name !== "string" || !Object.hasOwn(kept, name)) continue;
    assign(kept, name, typeof entry === "string" ? withEntry(kept[name], live[name], entry) : live[name]);
  }
  return kept;
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
