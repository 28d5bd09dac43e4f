import { isMap, isSecret, type PropertyMap, type PropertyValue, reveal } from "../protocol/values";
import { HEADER_NAMES, type HeaderName, type InputName } from "./fields";
import type { LinkName } from "./identity";

export type Texts = Readonly<Record<string, string>>;

/** A link as its inputs declare it: everything known, nothing wrapped. */
export interface Declaration extends LinkName {
  readonly target: string;
  readonly metadata: Texts;
  readonly headers: Readonly<Partial<Record<HeaderName, string>>>;
  readonly storageClass: string | undefined;
  readonly acl: string | undefined;
  /** Undefined if tags are nobody's business here; empty if there shall be none. */
  readonly tags: Texts | undefined;
}

/** Reads checked inputs, of which nothing is unknown any more. */
export function declarationOf(inputs: PropertyMap): Declaration {
  return {
    bucket: textOf(inputs, "bucket") ?? "",
    key: textOf(inputs, "key") ?? "",
    target: textOf(inputs, "target") ?? "",
    metadata: textsOf(inputs.metadata) ?? {},
    headers: headersOf(inputs),
    storageClass: textOf(inputs, "storageClass"),
    acl: textOf(inputs, "acl"),
    tags: textsOf(inputs.tags),
  };
}

function headersOf(inputs: PropertyMap): Declaration["headers"] {
  const headers: Partial<Record<HeaderName, string>> = {};
  for (const name of HEADER_NAMES) {
    const text = textOf(inputs, name);
    if (text !== undefined) headers[name] = text;
  }
  return headers;
}

function textOf(inputs: PropertyMap, name: InputName): string | undefined {
  const value = inputs[name];
  const plain = isSecret(value) ? value.value : value;
  return typeof plain === "string" ? plain : undefined;
}

/** The texts of a map, whatever in it is secret; undefined if it is not declared. */
export function textsOf(value: PropertyValue | undefined): Texts | undefined {
  if (value === undefined) return undefined;
  const plain = reveal(value);
  if (!isMap(plain)) return undefined;
  const texts: Record<string, string> = Object.create(null);
  for (const [name, text] of Object.entries(plain)) {
    if (typeof text === "string") texts[name] = text;
  }
  return texts;
}

export function sameTexts(left: Texts, right: Texts): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** User metadata as OSS keeps it. */
export function folded(metadata: Texts): Texts {
  return Object.fromEntries(Object.entries(metadata).map(([name, text]) => [name.toLowerCase(), text]));
}
