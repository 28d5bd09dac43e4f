/** Everything that moves the cursor, turns writing around, or is not seen at all. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * A name from a bucket as a line of text may show it: as it is, or in quotes with escapes where it could be taken for
 * more than a name. Names may hold line breaks and a terminal's control sequences.
 */
export function visible(name: string): string {
  if (/^[^\s\p{C}\p{Z}"]+$/u.test(name)) return name;
  return withEscapes(JSON.stringify(name));
}

/** The same JSON, with escapes for whatever is not seen. */
export function withEscapes(json: string): string {
  return json.replace(UNSEEN, escapeOf);
}

function escapeOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
