import type { PropertyMap, PropertyValue } from "../protocol/values";
import { emptyMap, isMap, isSecret, reveal } from "../protocol/values";
import { type Declaration, declarationOf, folded, type Texts } from "../symlink/declaration";
import { HEADER_NAMES } from "../symlink/fields";
import type { LayoutName } from "./identity";

/** A layout as its inputs declare it: everything known, nothing wrapped. */
export interface LayoutDeclaration extends LayoutName {
  readonly targetPrefix: string;
  readonly links: ReadonlyMap<string, string>;
  /** What all links have alike. */
  readonly common: Common;
}

export type Common = Omit<Declaration, "bucket" | "key" | "target">;

/** Reads checked inputs. What is not known yet is left out. */
export function layoutOf(inputs: PropertyMap): LayoutDeclaration {
  return {
    bucket: plainText(inputs.bucket) ?? "",
    prefix: plainText(inputs.prefix) ?? "",
    targetPrefix: plainText(inputs.targetPrefix) ?? "",
    links: linksOf(inputs),
    common: commonOf(inputs),
  };
}

export function commonOf(inputs: PropertyMap): Common {
  const { metadata, headers, storageClass, acl, tags } = declarationOf(inputs);
  return { metadata, headers, storageClass, acl, tags };
}

function linksOf(inputs: PropertyMap): Map<string, string> {
  const entries = entriesOf(inputs.links);
  const links = new Map<string, string>();
  for (const name of Object.keys(entries)) {
    const target = reveal(entries[name] as PropertyValue);
    if (typeof target === "string") links.set(name, target);
  }
  return links;
}

export function plainText(value: PropertyValue | undefined): string | undefined {
  const plain = isSecret(value) ? value.value : value;
  return typeof plain === "string" ? plain : undefined;
}

/** It knows of no `constructor` either. */
const NOTHING: PropertyMap = emptyMap();

/** The entries of a map that may be a secret as a whole. */
export function entriesOf(value: PropertyValue | undefined): PropertyMap {
  const plain = isSecret(value) ? value.value : value;
  return isMap(plain) ? plain : NOTHING;
}

export function keyOf({ prefix }: Pick<LayoutName, "prefix">, name: string): string {
  return prefix + name;
}

export function targetOf({ targetPrefix, links }: LayoutDeclaration, name: string): string {
  return targetPrefix + (links.get(name) ?? "");
}

/** One of the links, as if it were declared alone. */
export function linkOf(layout: LayoutDeclaration, name: string): Declaration {
  // Written out: this is made for every link, and to copy what all have alike takes ten times as long.
  const { metadata, headers, storageClass, acl, tags } = layout.common;
  const [key, target] = [keyOf(layout, name), targetOf(layout, name)];
  return { bucket: layout.bucket, key, target, metadata, headers, storageClass, acl, tags };
}

/** One text for the same content: order and spelling of metadata's names count for nothing. */
export function canonical({ metadata, headers, storageClass, acl, tags }: Common): string {
  const inOrder = (texts: Texts) => Object.entries(texts).sort(([left], [right]) => (left < right ? -1 : 1));
  const headerList = HEADER_NAMES.map((name) => headers[name] ?? null);
  const tagList = tags === undefined ? null : inOrder(tags);
  return JSON.stringify([inOrder(folded(metadata)), headerList, storageClass ?? null, acl ?? null, tagList]);
}
