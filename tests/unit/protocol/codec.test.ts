import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type JavaScriptValue, ListValue, NullValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { decodeProperties, EncodedStruct, encodeProperties, ValueRefused } from "../../../provider/protocol/codec";
import {
  emptyMap,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  UNKNOWN,
} from "../../../provider/protocol/values";
import { MAX_DEPTH, SIGNATURE, SIGNATURE_KEY, UNKNOWN_SENTINELS } from "../../../provider/protocol/wire";
import { carriedMap, uncarried } from "./arbitrary-values";

/** Over the wire and back, by google-protobuf in between. */
function carry(properties: PropertyMap): PropertyMap {
  return decodeProperties(Struct.deserializeBinary(encodeProperties(properties).serializeBinary()));
}

function wire(fields: Record<string, Value>): Struct {
  const struct = new Struct();
  for (const [name, value] of Object.entries(fields)) struct.getFieldsMap().set(name, value);
  return struct;
}

/** A value on its own, as it arrives. */
function arriving(value: Value): PropertyValue | undefined {
  return decodeProperties(wire({ value })).value;
}

/** What needs no convention of the engine, and what google-protobuf loses no part of. */
const json = fc
  .jsonValue()
  .filter((value) => !JSON.stringify(value).includes("__proto__")) as fc.Arbitrary<JavaScriptValue>;

const string = (text: string) => new Value().setStringValue(text);
const signed = (signature: string, fields: Record<string, Value> = {}) =>
  new Value().setStructValue(wire({ [SIGNATURE_KEY]: string(signature), ...fields }));

describe("what is carried", () => {
  it("arrives unchanged, at every depth and under every name", () => {
    fc.assert(
      fc.property(carriedMap, (properties) => {
        // Jest's equality takes a property called "constructor" for the value's type.
        expect(isDeepStrictEqual(carry(properties), properties)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("is written as google-protobuf writes it", () => {
    fc.assert(
      fc.property(json, (value) => {
        const properties = { value } as PropertyMap;
        const struct = Struct.deserializeBinary(encodeProperties(properties).serializeBinary());
        expect(isDeepStrictEqual(struct.toJavaScript(), { value })).toBe(true);
        expect(isDeepStrictEqual(encodeProperties(properties).toJavaScript(), { value })).toBe(true);
      }),
    );
  });

  it.each([
    ["an empty map", { map: emptyMap() }],
    ["an empty list", { list: [] }],
    ["negative zero", { zero: -0 }],
    ["the largest and the smallest number", { large: Number.MAX_VALUE, small: Number.MIN_VALUE }],
    ["a secret unknown", { secret: new Secret(UNKNOWN) }],
    ["a reference to a resource without an ID", { reference: new ResourceReference("urn:x") }],
    [
      "a reference to a resource whose ID is not known yet",
      { reference: new ResourceReference("urn:x", UNKNOWN, "1.0.0") },
    ],
  ])("%s arrives", (_, properties: PropertyMap) => {
    const arrived = carry(properties);
    expect({ ...arrived }).toStrictEqual(properties);
    if ("zero" in arrived) expect(Object.is(arrived.zero, -0)).toBe(true);
  });

  it("makes one secret of a secret within a secret", () => {
    expect(carry({ a: new Secret(new Secret("x")) }).a).toStrictEqual(new Secret("x"));
  });
});

describe("what cannot be carried", () => {
  it("is refused, wherever it stands, and nothing else happens", () => {
    fc.assert(
      fc.property(uncarried, (properties) => {
        expect(() => encodeProperties(properties as PropertyMap)).toThrow(ValueRefused);
      }),
      { numRuns: 150 },
    );
  });

  it("is named by its path, without its value", () => {
    const attempt = () => encodeProperties({ metadata: { "x-y": [1, "half\uD800"] } });
    expect(attempt).toThrow('metadata["x-y"][1]: the text is not valid Unicode (half of a surrogate pair)');
  });

  it("a cycle is refused instead of overflowing the stack", () => {
    const cycle: { [name: string]: PropertyValue } = {};
    cycle.self = cycle;
    expect(() => encodeProperties(cycle)).toThrow(`nested more than ${MAX_DEPTH} levels deep`);
    const secret: { value: PropertyValue } = new Secret(null) as { value: PropertyValue };
    secret.value = [secret as Secret];
    expect(() => encodeProperties({ secret: secret as Secret })).toThrow(`nested more than ${MAX_DEPTH} levels deep`);
  });
});

describe("what arrives", () => {
  it("makes no prototype of a property", () => {
    const arrived = decodeProperties(wire({ __proto__: string("x"), constructor: string("mine") }));
    expect(Object.getPrototypeOf(arrived)).toBeNull();
    expect(arrived.constructor).toBe("mine");
  });

  it.each([...UNKNOWN_SENTINELS])("the sentinel %s is an unknown", (sentinel) => {
    expect(arriving(string(sentinel))).toBe(UNKNOWN);
  });

  it("an output value is its value, secret if it says so", () => {
    const dependencies = new Value().setListValue(new ListValue().setValuesList([string("urn:a")]));
    const plain = signed(SIGNATURE.output, { value: string("x"), dependencies });
    const secret = signed(SIGNATURE.output, { value: string("x"), secret: new Value().setBoolValue(true) });
    expect(arriving(plain)).toBe("x");
    expect(arriving(secret)).toStrictEqual(new Secret("x"));
    expect(arriving(signed(SIGNATURE.output))).toBe(UNKNOWN);
  });

  it("a resource whose ID is null has none", () => {
    const id = new Value().setNullValue(NullValue.NULL_VALUE);
    const value = signed(SIGNATURE.resource, { urn: string("urn:a"), id, packageVersion: string("") });
    expect(arriving(value)).toStrictEqual(new ResourceReference("urn:a"));
  });

  it.each([
    ["an asset", signed(SIGNATURE.asset), "is an asset"],
    ["an archive", signed(SIGNATURE.archive), "is an archive"],
    ["bytes", signed(SIGNATURE.bytes), "is not UTF-8 text"],
    ["a signature of the future", signed("ffffffffffffffffffffffffffffffff"), "does not know"],
    ["a secret without value", signed(SIGNATURE.secret), 'is a secret without "value"'],
    ["a reference without URN", signed(SIGNATURE.resource), 'is a resource reference without "urn"'],
    [
      "a reference with a numeric ID",
      signed(SIGNATURE.resource, { urn: string("u"), id: new Value().setNumberValue(1) }),
      "ID is not text",
    ],
    [
      "a reference with a numeric URN",
      signed(SIGNATURE.resource, { urn: new Value().setNumberValue(1) }),
      "must be text",
    ],
    ["a value of no kind", new Value(), "arrived without a value"],
    ["not a number", new Value().setNumberValue(Number.NaN), "NaN is no JSON number"],
  ])("%s is refused", (_, value, reason) => {
    const attempt = () => decodeProperties(wire({ target: value }));
    expect(attempt).toThrow(ValueRefused);
    expect(attempt).toThrow(reason);
    expect(attempt).toThrow(/^target/);
  });

  it("secrets nested without end are refused", () => {
    const outermost = new Value();
    let innermost = outermost;
    // From the outside in: google-protobuf copies the whole content of what is put into a map.
    for (let level = 0; level <= MAX_DEPTH; level++) {
      const value = new Value();
      innermost.setStructValue(wire({ [SIGNATURE_KEY]: string(SIGNATURE.secret), value }));
      innermost = value;
    }
    expect(() => arriving(outermost)).toThrow("levels deep");
  });

  it("of several values of one name, and several kinds of one value, the last one counts", () => {
    const entry = (...value: number[]) => [
      0x0a,
      5 + value.length,
      0x0a,
      1,
      "a".charCodeAt(0),
      0x12,
      value.length,
      ...value,
    ];
    const bytes = Buffer.from([...entry(0x20, 1), ...entry(0x20, 0, 0x1a, 1, "x".charCodeAt(0), 0x08, 0)]);
    expect(decodeProperties(new EncodedStruct(bytes))).toEqual({ a: null });
    expect(Struct.deserializeBinary(bytes).toJavaScript()).toEqual({ a: null });
  });

  it("what a later version of the protocol may add is passed over", () => {
    const unknown = Buffer.from([0x78, 0x96, 0x01, 0x7a, 2, 1, 2, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7d, 1, 2, 3, 4]);
    const value = Buffer.concat([unknown, string("x").serializeBinary()]);
    const entry = Buffer.concat([unknown, Buffer.from([0x0a, 1, "a".charCodeAt(0), 0x12, value.length]), value]);
    const bytes = Buffer.concat([unknown, Buffer.from([0x0a, entry.length]), entry]);
    expect(decodeProperties(new EncodedStruct(bytes))).toEqual({ a: "x" });
  });

  it("bytes that end too soon are the caller's fault", () => {
    fc.assert(
      fc.property(carriedMap, fc.nat(), (properties, cut) => {
        const bytes = encodeProperties(properties).serializeBinary();
        const rest = bytes.subarray(0, cut % (bytes.length + 1));
        try {
          // Between two entries nothing is missing.
          const arrived = decodeProperties(new EncodedStruct(rest));
          expect(Object.keys(properties).slice(0, Object.keys(arrived).length)).toEqual(Object.keys(arrived));
        } catch (error) {
          expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
        }
      }),
    );
  });

  it("nothing at all is an empty map", () => {
    expect(decodeProperties(undefined)).toStrictEqual(emptyMap());
  });
});
