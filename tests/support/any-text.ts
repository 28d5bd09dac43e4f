import fc from "fast-check";

const codePoint = fc.oneof(
  fc.integer({ min: 0x00, max: 0x7f }),
  fc.integer({ min: 0x80, max: 0xd7ff }),
  fc.integer({ min: 0xe000, max: 0x10ffff }),
);

/**
 * Any sequence of code points, surrogate pairs whole. fast-check's own `unit: "binary"` says the same, but lists all
 * 1.1 million of them first, which takes longer than the tests that use it.
 */
export function anyText(length: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.array(codePoint, length).map((codePoints) => String.fromCodePoint(...codePoints));
}
