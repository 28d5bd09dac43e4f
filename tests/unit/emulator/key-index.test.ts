import fc from "fast-check";
import { KeyIndex } from "../../../emulator/store/key-index";
import { compareKeys } from "../../../emulator/store/key-order";
import { anyText } from "../../support/any-text";

const anyKey = anyText({ minLength: 1, maxLength: 6 });

test("keys compare as their UTF-8 bytes do", () => {
  fc.assert(
    fc.property(anyKey, anyKey, (left, right) => {
      return Math.sign(compareKeys(left, right)) === Buffer.compare(Buffer.from(left), Buffer.from(right));
    }),
    { numRuns: 300 },
  );
});

test("the index agrees with a sorted set, whatever is added, removed and sought", () => {
  const step = fc.record({ add: fc.boolean(), key: fc.integer({ min: 0, max: 3000 }).map((n) => `k${n * 7919}`) });
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1500, maxLength: 2000 }),
      fc.integer({ min: 0, max: 3000 }),
      (steps, from) => {
        const index = new KeyIndex();
        const model = new Set<string>();
        for (const { add, key } of steps) {
          if (add) index.getOrCreate(key);
          else index.delete(key);
          if (add) model.add(key);
          else model.delete(key);
        }
        const start = `k${from}`;
        const expected = [...model].sort().filter((key) => key >= start);
        expect([...index.from((key) => key < start)].map(({ key }) => key)).toEqual(expected);
        expect(index.first((key) => key < start)?.key).toBe(expected[0]);
        expect(index.size).toBe(model.size);
        expect(index.get(start)?.key).toBe(model.has(start) ? start : undefined);
      },
    ),
    { numRuns: 3 },
  );
});
