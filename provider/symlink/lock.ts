/** Lets one at a time look at a name and write to it, within this process. */
const waiting = new Map<string, Promise<void>>();

export async function alone<T>(id: string, action: () => Promise<T>): Promise<T> {
  const release = await acquire(id);
  try {
    return await action();
  } finally {
    release();
  }
}

/** The same for many names at once. Whoever wants several must want them in one order, the order of keys. */
export async function aloneWith<T>(ids: readonly string[], action: () => Promise<T>): Promise<T> {
  const releases: (() => void)[] = [];
  try {
    for (const id of ids) releases.push(await acquire(id));
    return await action();
  } finally {
    for (const release of releases) release();
  }
}

async function acquire(id: string): Promise<() => void> {
  const before = waiting.get(id);
  let end = () => {};
  const turn = new Promise<void>((resolve) => {
    end = resolve;
  });
  const last = (before ?? Promise.resolve()).then(() => turn);
  waiting.set(id, last);
  await before;
  return () => {
    end();
    if (waiting.get(id) === last) waiting.delete(id);
  };
}
