import { isMap, isSecret, type PropertyMap, type PropertyValue } from "./values";

/** Replaces secrets in a text that is about to be shown. */
export interface Mask {
  (text: string): string;
  /** Hides that as well from now on. */
  readonly hide: (secret: string) => void;
}

/** Shorter ones occur in any text by chance; nothing that prints a property's value may rely on this alone. */
const SHORTEST = 3;

/** Hides every secret text in `maps`, as it is, within quotes, and percent-encoded. Looks for them only once something is shown. */
export function maskOf(...maps: readonly (PropertyMap | undefined)[]): Mask {
  const hidden: string[] = [];
  let needles: string[] | undefined;
  const mask = (text: string) => {
    needles ??= needlesIn(maps, hidden);
    return needles.reduce((masked, needle) => masked.replaceAll(needle, "[secret]"), text);
  };
  const hide = (secret: string) => {
    hidden.push(secret);
    needles = undefined;
  };
  return Object.assign(mask, { hide });
}

/** Longest first, so that no secret is broken up by a shorter one within it. */
function needlesIn(maps: readonly (PropertyMap | undefined)[], hidden: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of hidden) add(text, found);
  for (const map of maps) if (map !== undefined) collect(map, false, found);
  return [...found].sort((left, right) => right.length - left.length);
}

function collect(value: PropertyValue, secret: boolean, found: Set<string>): void {
  if (isSecret(value)) collect(value.value, true, found);
  else if (typeof value === "string" || typeof value === "number") {
    if (secret) add(String(value), found);
  } else if (Array.isArray(value)) {
    for (const entry of value) collect(entry, secret, found);
  } else if (isMap(value)) {
    for (const entry of Object.values(value)) collect(entry, secret, found);
  }
}

function add(text: string, found: Set<string>): void {
  if (text.length < SHORTEST) return;
  // Through UTF-8, because percent-encoding throws at half of a surrogate pair.
  const sent = Buffer.from(text).toString();
  const encoded = encodeURIComponent(sent);
  const within = JSON.stringify(text).slice(1, -1);
  for (const shape of [text, within, encodeURI(sent), encoded, encoded.replace(/[!'()*]/g, percentByte)])
    found.add(shape);
}

function percentByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
