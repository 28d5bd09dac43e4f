/** The order in which OSS lists keys: by their bytes in UTF-8. JavaScript's own order differs above U+FFFF. */
export function byKey(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [one, other] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (one !== other) return rank(one) - rank(other);
  }
  return left.length - right.length;
}

/** Halves of surrogate pairs stand for code points above all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Something that sorts just before `key`, to list from there on. */
export function justBefore(key: string): string {
  const characters = [...key];
  const last = characters.pop()?.codePointAt(0) ?? 0;
  const start = characters.join("");
  if (last === 0) return start;
  const before = last === 0xe000 ? 0xd7ff : last - 1;
  const closest = `${start}${String.fromCodePoint(before)}\u{10ffff}`;
  return Buffer.byteLength(closest) > LONGEST_KEY ? start : closest;
}

const LONGEST_KEY = 1023;
