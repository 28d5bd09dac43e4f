import type { KeyEntry, KeyIndex } from "../../store/key-index";
import { compareKeys } from "../../store/key-order";

/** One line of a listing before it has a form: a key, or a group of keys that share a prefix up to the delimiter. */
export type ListItem =
  | { readonly kind: "key"; readonly name: string; readonly entry: KeyEntry }
  | { readonly kind: "group"; readonly name: string };

/** Holds for a leading part of the keys in their order. */
export type IsBefore = (key: string) => boolean;

export interface Selection {
  readonly prefix: string;
  readonly delimiter: string;
}

/**
 * Keys and groups in order. A group is passed with one step, however many keys are in it; entries that are not
 * visible (their current version is a delete marker) make no group.
 */
export function* walk(
  keys: KeyIndex,
  selection: Selection,
  start: IsBefore,
  isVisible: (entry: KeyEntry) => boolean,
): Generator<ListItem> {
  const { prefix } = selection;
  let isBefore: IsBefore = (key) => compareKeys(key, prefix) < 0 || start(key);
  for (let again = true; again; ) {
    again = false;
    for (const entry of keys.from(isBefore)) {
      if (!entry.key.startsWith(prefix)) return;
      if (!isVisible(entry)) continue;
      const group = groupOf(entry.key, selection);
      if (group === undefined) {
        yield { kind: "key", name: entry.key, entry };
        continue;
      }
      yield { kind: "group", name: group };
      isBefore = (key) => isUpTo(key, group) || key.startsWith(group);
      again = true;
      break;
    }
  }
}

/** The name up to the first delimiter behind the prefix. */
export function groupOf(key: string, { prefix, delimiter }: Selection): string | undefined {
  if (delimiter === "" || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

export function isUpTo(key: string, marker: string): boolean {
  return compareKeys(key, marker) <= 0;
}

/** Everything behind a marker; a marker that is a group, as paging makes them, stands for all of the group. */
export function afterMarker(marker: string, selection: Selection): IsBefore {
  if (marker === "") return () => false;
  if (groupOf(marker, selection) !== marker) return (key) => isUpTo(key, marker);
  return (key) => isUpTo(key, marker) || key.startsWith(marker);
}
