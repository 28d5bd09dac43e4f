/** Lets one at a time look at a name and write to it, within this process. */
const waiting = new Map<string, Promise<void>>();

export async function alone<T>(id: string, action: () => Promise<T>): Promise<T> {
  const before = waiting.get(id);
  let release = () => {};
  const turn = new Promise<void>((resolve) => {
    release = resolve;
  });
  const last = (before ?? Promise.resolve()).then(() => turn);
  waiting.set(id, last);
  try {
    await before;
    return await action();
  } finally {
    release();
    if (waiting.get(id) === last) waiting.delete(id);
  }
}
