import { containsUnknown, type PropertyMap, sameValue } from "../protocol/values";
import type { Difference } from "../resource";
import { decodeConfig } from "./check";
import { CONFIG_FIELDS } from "./fields";

/**
 * Which options changed. Never a replacement: that would replace every resource of the provider, and the links stay
 * the same wherever they are reached from.
 */
export function diffConfig(olds: PropertyMap, news: PropertyMap): Difference[] {
  const [before, after] = [decodeConfig(olds), decodeConfig(news)];
  return CONFIG_FIELDS.flatMap(({ name }) => {
    const [old, next] = [before[name], after[name]];
    if (old === undefined && next === undefined) return [];
    if (old !== undefined && next !== undefined && !containsUnknown(next) && sameValue(old, next)) return [];
    const kind = old === undefined ? "add" : next === undefined ? "delete" : "update";
    return [{ path: [name], kind, replace: false, input: true }];
  });
}
