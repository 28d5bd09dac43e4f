import { isDeepStrictEqual } from "node:util";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { decodeProperties, EncodedStruct, encodeProperties, ValueRefused } from "../../../provider/protocol/codec";
import { CallFailure } from "../../../provider/protocol/failures";
import {
  emptyMap,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  UNKNOWN,
} from "../../../provider/protocol/values";
import { SIGNATURE, SIGNATURE_KEY, UNKNOWN_SENTINELS } from "../../../provider/protocol/wire";

jest.setTimeout(600_000);

const COUNT = 100_000;
const SEED = Number(process.env.SEED ?? 1) >>> 0;

// Half of the values are refused, and a stack for each refusal would cost more than all the rest.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

/** mulberry32: small, seeded, good enough to roam with. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Things that look like what they are not, or that nothing can carry. */
const ODD: readonly unknown[] = [
  ...UNKNOWN_SENTINELS,
  "\uD800",
  "\uDFFF x",
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  -0,
  undefined,
  1n,
  new Date(0),
  () => 0,
  { [SIGNATURE_KEY]: SIGNATURE.secret },
  { [SIGNATURE_KEY]: SIGNATURE.secret, value: "x" },
  { [SIGNATURE_KEY]: SIGNATURE.asset, text: "x" },
];

const NAMES = ["a", "", "__proto__", "constructor", "value", SIGNATURE_KEY, "\uD83D\uDE00", "\u0000", "length"];

function randomText(random: () => number): string {
  const length = Math.floor(random() * 12);
  const widest = random() < 0.5 ? 0x7f : 0xffff;
  return String.fromCharCode(...Array.from({ length }, () => Math.floor(random() * widest)));
}

function randomValue(random: () => number, depth: number): PropertyValue {
  const kind = random() * (depth > 3 ? 6 : 10);
  if (kind < 2.5) return randomText(random);
  if (kind < 3.5) return (random() - 0.5) * 10 ** Math.floor(random() * 300);
  if (kind < 4) return random() < 0.5;
  if (kind < 4.4) return null;
  if (kind < 4.8) return UNKNOWN;
  if (kind < 5.2) return new ResourceReference(randomText(random), random() < 0.5 ? randomText(random) : UNKNOWN);
  if (kind < 5.4) return ODD[Math.floor(random() * ODD.length)] as PropertyValue;
  if (kind < 7) return new Secret(randomValue(random, depth + 1));
  const size = Math.floor(random() * 4);
  if (kind < 8.2) return Array.from({ length: size }, () => randomValue(random, depth + 1));
  return randomMap(random, depth + 1, size);
}

function randomMap(random: () => number, depth: number, size: number): PropertyMap {
  const map = emptyMap();
  for (let index = 0; index < size; index++) {
    const odd = random() < 0.05;
    const name = odd ? (NAMES[Math.floor(random() * NAMES.length)] as string) : randomText(random);
    map[name] = randomValue(random, depth);
  }
  return map;
}

/** As it must arrive: plain maps, and one secret for a secret within a secret. */
function normal(value: PropertyValue): PropertyValue {
  if (value instanceof Secret)
    return value.value instanceof Secret ? normal(value.value) : new Secret(normal(value.value));
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== null) return value;
  const map = emptyMap();
  for (const [name, entry] of Object.entries(value as PropertyMap)) map[name] = normal(entry);
  return map;
}

describe(`${COUNT} random values (SEED=${SEED})`, () => {
  it("arrive as they were, or are refused", () => {
    const random = randomFrom(SEED);
    const outcome = { carried: 0, refused: 0 };
    for (let index = 0; index < COUNT; index++) {
      const properties = randomMap(random, 0, 3);
      let bytes: Uint8Array;
      try {
        bytes = encodeProperties(properties).serializeBinary();
      } catch (error) {
        if (!(error instanceof ValueRefused)) throw new Error(`value ${index} of seed ${SEED}`, { cause: error });
        outcome.refused++;
        continue;
      }
      const arrived = decodeProperties(Struct.deserializeBinary(bytes));
      if (!isDeepStrictEqual(arrived, normal(properties)))
        throw new Error(`value ${index} of seed ${SEED} arrived changed`);
      outcome.carried++;
    }
    expect(outcome.carried).toBeGreaterThan(COUNT / 10);
    expect(outcome.refused).toBeGreaterThan(COUNT / 10);
  });

  it("damaged on the way, they arrive as something or are refused, and nothing else happens", () => {
    const random = randomFrom(SEED + 1);
    for (let index = 0; index < COUNT / 10; index++) {
      let bytes: Uint8Array;
      try {
        bytes = encodeProperties(randomMap(random, 0, 3)).serializeBinary();
      } catch {
        continue;
      }
      for (let hit = 0; hit < 3; hit++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      try {
        encodeProperties(decodeProperties(new EncodedStruct(bytes)));
      } catch (error) {
        if (!(error instanceof ValueRefused || error instanceof CallFailure))
          throw new Error(`value ${index} of seed ${SEED + 1}`, { cause: error });
      }
    }
  });
});
