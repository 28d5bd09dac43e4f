/** Dates as the two signature versions write them. */

let cachedSecond = Number.NaN;
let cachedText = "";

/** `20260102T030405Z`. The last second's text is kept: a busy client asks for the same one thousands of times. */
export function compactTimestamp(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second === cachedSecond) return cachedText;
  cachedText = `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  cachedSecond = second;
  return cachedText;
}

/** `Fri, 02 Jan 2026 03:04:05 GMT`. */
export function httpDate(epochMs: number): string {
  return new Date(epochMs).toUTCString();
}
