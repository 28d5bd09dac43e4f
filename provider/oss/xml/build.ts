/** XML bodies of requests. */

/** Characters that XML 1.0 cannot carry in any spelling; lone surrogates are refused before. */
const UNCARRIABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\uFFFE\uFFFF]/;

export function xmlCanCarry(text: string): boolean {
  return !UNCARRIABLE.test(text);
}

/** Text between tags. Tab and line ends are spelt as references, for parsers may normalise them otherwise. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"'\t\n\r\x7f-\x9f]/g, (character) => `&#${character.charCodeAt(0)};`);
}
