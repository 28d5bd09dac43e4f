/**
 * Works on items as they come, at most `limit` at a time, and yields the results in the items' order. No more results
 * are held than are under way, so it runs in the same memory however many items there are.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const underWay: Promise<Result>[] = [];
  const begin = (item: Item) => {
    const result = work(item);
    // Whoever waits for the first of them learns of its failure; the others' would be nobody's.
    result.catch(() => {});
    underWay.push(result);
  };
  for await (const item of items) {
    if (underWay.length >= limit) yield await (underWay.shift() as Promise<Result>);
    begin(item);
  }
  while (underWay.length > 0) yield await (underWay.shift() as Promise<Result>);
}
