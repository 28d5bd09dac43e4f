/** A name as it is, or as JSON where blanks, quotes or control characters would make a sentence hard to read. */
export function quoted(name: string): string {
  return /^[^\s\p{C}"]+$/u.test(name) ? name : JSON.stringify(name);
}
