/** Lets one at a time look at a name and write to it, within this process. */
const waiting = new Map<string, Promise<void>>();

export async function alone<T>(id: string, action: () => Promise<T>): Promise<T> {
  const { turn, release } = lineUp(id);
  try {
    if (turn !== undefined) await turn;
    return await action();
  } finally {
    release();
  }
}

/** The same for many names at once. Whoever wants several must want them in one order, the order of keys. */
export async function aloneWith<T>(ids: readonly string[], action: () => Promise<T>): Promise<T> {
  const releases: (() => void)[] = [];
  try {
    for (const id of ids) {
      const { turn, release } = lineUp(id);
      releases.push(release);
      if (turn !== undefined) await turn;
    }
    return await action();
  } finally {
    for (const release of releases) release();
  }
}

/** `turn` is undefined if nobody is before us. */
function lineUp(id: string): { turn: Promise<void> | undefined; release: () => void } {
  const before = waiting.get(id);
  let end = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  const last = before === undefined ? done : before.then(() => done);
  waiting.set(id, last);
  const release = () => {
    end();
    if (waiting.get(id) === last) waiting.delete(id);
  };
  return { turn: before, release };
}
