import fc from "fast-check";
import {
  emptyMap,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  UNKNOWN,
} from "../../../provider/protocol/values";
import { SIGNATURE_KEY, UNKNOWN_SENTINELS } from "../../../provider/protocol/wire";
import { anyText } from "../../support/any-text";

/** Names that JavaScript objects mistake for their own. */
const TREACHEROUS = [
  "constructor",
  "prototype",
  "valueOf",
  "key",
  "toString",
  "hasOwnProperty",
  "",
  " ",
  "a.b",
  'say "hi"',
  "\u0000",
];

const text = fc.oneof(anyText(), fc.string(), fc.constantFrom("\u0000", "😀", "\u2028", "-0", "null"));
/** `__proto__` is refused, and random text may be just that. */
const name = fc
  .oneof({ weight: 5, arbitrary: text }, { weight: 1, arbitrary: fc.constantFrom(...TREACHEROUS) })
  .filter((text) => text !== "__proto__");
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 2 ** 53),
);

const reference: fc.Arbitrary<PropertyValue> = fc
  .tuple(
    text,
    fc.option(fc.oneof(text, fc.constant(UNKNOWN)), { nil: undefined }),
    fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  )
  .map(([urn, id, version]) => new ResourceReference(urn, id, version));

/** Every value that can be carried. */
export const carried: fc.Arbitrary<PropertyValue> = fc.letrec<{ value: PropertyValue; plain: PropertyValue }>(
  (tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 6, arbitrary: fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.constant(UNKNOWN)) },
      { weight: 1, arbitrary: reference },
      { weight: 2, arbitrary: tie("plain").map((inner) => new Secret(inner)) },
      { weight: 2, arbitrary: tie("plain") },
    ),
    plain: fc.oneof(
      { depthSize: "small" },
      { weight: 2, arbitrary: text },
      { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
      { weight: 2, arbitrary: fc.array(fc.tuple(name, tie("value")), { maxLength: 5 }).map(mapOf) },
    ),
  }),
).value;

export const carriedMap: fc.Arbitrary<PropertyMap> = fc.array(fc.tuple(name, carried), { maxLength: 6 }).map(mapOf);

function mapOf(entries: readonly (readonly [string, PropertyValue])[]): PropertyMap {
  const map = emptyMap();
  for (const [key, value] of entries) map[key] = value;
  return map;
}

/** Values of which no JSON knows, anywhere within one that could be carried. */
const refused: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  10n,
  Symbol("s"),
  () => 1,
  new Date(0),
  new Map(),
  new Set([1]),
  /x/,
  new (class Own {})(),
  Buffer.from("x"),
  "\uD800",
  "a\uDC00b",
  ...UNKNOWN_SENTINELS,
  { [SIGNATURE_KEY]: "whatever" },
  { "\uD800": 1 },
  JSON.parse('{"__proto__": 1}'),
  { [Symbol("key")]: 1 },
  new Array(3),
);

/** Carriable structure around one thing that is not. */
export const uncarried: fc.Arbitrary<{ [name: string]: unknown }> = fc
  .tuple(refused, fc.array(fc.constantFrom("map", "list", "secret"), { maxLength: 4 }), carried)
  .map(([core, shells, beside]) => {
    const wrap = (inner: unknown, shell: string): unknown =>
      shell === "map" ? { beside, inner } : shell === "list" ? [beside, inner] : new Secret(inner as PropertyValue);
    return { beside, odd: shells.reduce(wrap, core) };
  });
