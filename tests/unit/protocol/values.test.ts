import fc from "fast-check";
import {
  containsSecret,
  containsUnknown,
  type PropertyValue,
  ResourceReference,
  reveal,
  sameValue,
  UNKNOWN,
} from "../../../provider/protocol/values";
import { carried } from "./arbitrary-values";

describe("sameValue()", () => {
  it("holds for every value and itself, unless something in it is unknown", () => {
    fc.assert(
      fc.property(carried, (value) => {
        expect(sameValue(value, value)).toBe(!containsUnknown(value));
      }),
      { numRuns: 100 },
    );
  });

  it("does not care who is secret", () => {
    fc.assert(
      fc.property(carried, (value) => {
        expect(sameValue(value, reveal(value))).toBe(!containsUnknown(value));
      }),
      { numRuns: 100 },
    );
  });

  it.each<[PropertyValue, PropertyValue]>([
    ["a", "b"],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [[1], [1, 2]],
    [[], {}],
    [null, {}],
    [0, "0"],
    [UNKNOWN, UNKNOWN],
  ])("%j is not %j", (left, right) => {
    expect(sameValue(left, right)).toBe(false);
    expect(sameValue(right, left)).toBe(false);
  });

  it("takes a resource for its ID", () => {
    expect(sameValue(new ResourceReference("urn", "id"), "id")).toBe(true);
  });
});

describe("reveal()", () => {
  it("leaves no secret, and changes nothing else", () => {
    fc.assert(
      fc.property(carried, (value) => {
        const plain = reveal(value);
        expect(containsSecret(plain)).toBe(false);
        expect(containsUnknown(plain)).toBe(containsUnknown(value));
      }),
      { numRuns: 100 },
    );
  });
});
