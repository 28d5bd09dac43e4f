import fc from "fast-check";
import { inOrder } from "../../../provider/functions/in-order";

async function* of<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Ends the work after as many turns of the event loop as asked for. */
async function turnsOf(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("work in order", () => {
  test("gives every result, in the items' order, however long each takes, with no more under way than allowed", async () => {
    const delays = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 1, max: 5 }), async (turns, limit) => {
        let [underWay, most] = [0, 0];
        const work = async (at: number) => {
          most = Math.max(most, ++underWay);
          await turnsOf(turns[at] ?? 0);
          underWay--;
          return at;
        };
        const results = await collect(inOrder(of([...turns.keys()]), limit, work));
        expect(results).toEqual([...turns.keys()]);
        expect(most).toBe(Math.min(limit, turns.length));
      }),
      { numRuns: 50 },
    );
  });

  test("takes no more items than it works on", async () => {
    let taken = 0;
    async function* counted() {
      for (let at = 0; at < 1000; at++) {
        taken++;
        yield at;
      }
    }
    for await (const result of inOrder(counted(), 4, async (at) => at)) if (result === 10) break;
    expect(taken).toBeLessThanOrEqual(10 + 4 + 2);
  });

  test("fails with the first failure in order, and leaves no other unheard", async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown) => unheard.push(reason);
    process.on("unhandledRejection", listen);
    const work = async (at: number) => {
      await turnsOf(at === 0 ? 3 : 0);
      throw new Error(`failure ${at}`);
    };
    await expect(collect(inOrder(of([0, 1, 2]), 3, work))).rejects.toThrow("failure 0");
    await turnsOf(5);
    process.off("unhandledRejection", listen);
    expect(unheard).toEqual([]);
  });
});
