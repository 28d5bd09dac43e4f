/** Requests under way at once: as many as the client has connections unless told otherwise. */
export const AT_ONCE = 64;

/** Works on what `source` gives, so many at once, until it ends or `goesOn` says no. The first error ends it, too. */
export async function atOnce<T>(
  source: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
  goesOn: () => boolean = () => true,
): Promise<void> {
  const items = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let failed = false;
  const worker = async () => {
    while (!failed && goesOn()) {
      const { done, value } = await items.next();
      if (done || failed || !goesOn()) return;
      await work(value);
    }
  };
  const guarded = async () => {
    try {
      await worker();
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  // All of them, so that nothing is under way any more when this returns.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, guarded));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
