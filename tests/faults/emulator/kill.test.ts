import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type EmulatorProcess, kill, readyLine, spawnEmulator } from "../../support/emulator/emulator-process";
import { RawClient, type RawResponse } from "../../support/emulator/raw-client";
import { SeededRandom, seedFromEnvironment } from "../../support/emulator/seeded-random";

const KILLS = 5;
const WRITERS = 6;
const seed = seedFromEnvironment();
const random = new SeededRandom(seed);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "emulator-kill-"));
});
const children: EmulatorProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child, "SIGKILL");
  rmSync(directory, { recursive: true });
});

function launch(): EmulatorProcess {
  const child = spawnEmulator(["--data", directory, "--bucket", "plain", "--bucket", "kept:versioned"]);
  children.push(child);
  return child;
}
const bucketOf = (key: string) => (key.startsWith("v") ? "kept" : "plain");
const read = (client: RawClient, key: string) => client.send({ bucket: bucketOf(key), key, query: { symlink: "" } });

/** What a key must show: the last acknowledged target, or the one that was under way when the server died. */
interface Expected {
  acknowledged: string | undefined;
  underWay: string | undefined;
}

/** Puts and deletes the writer's own keys one after the other until the server is gone. */
async function write(
  client: RawClient,
  writer: number,
  expected: Map<string, Expected>,
  acknowledge: () => void,
): Promise<void> {
  for (let step = 0; ; step++) {
    const key = `${writer % 2 ? "v" : "p"}${writer}/${step % 7}`;
    const state = expected.get(key) ?? { acknowledged: undefined, underWay: undefined };
    expected.set(key, state);
    const isDelete = step % 5 === 4;
    state.underWay = isDelete ? "nothing" : `target-${step}-${"x".repeat(step % 300)}`;
    const answer: RawResponse | undefined = await client
      .send(
        isDelete
          ? { method: "DELETE", bucket: bucketOf(key), key }
          : {
              method: "PUT",
              bucket: bucketOf(key),
              key,
              query: { symlink: "" },
              headers: { "x-oss-symlink-target": state.underWay },
            },
      )
      .catch(() => undefined);
    if (!answer) return;
    expect(answer.status).toBe(isDelete ? 204 : 200);
    state.acknowledged = state.underWay;
    state.underWay = undefined;
    acknowledge();
  }
}

test("kill -9 at any moment loses nothing that was acknowledged", async () => {
  const expected = new Map<string, Expected>();
  for (let round = 0; round < KILLS; round++) {
    const child = launch();
    const client = new RawClient((await readyLine(child)).endpoint);
    for (const [key, state] of expected) {
      const { status, headers } = await read(client, key);
      const seen = status === 200 ? headers["x-oss-symlink-target"] : "nothing";
      expect({ seed, round, key, seen: [state.acknowledged ?? "nothing", state.underWay].includes(seen) }).toEqual({
        seed,
        round,
        key,
        seen: true,
      });
      Object.assign(state, { acknowledged: seen, underWay: undefined });
    }
    let left = 50 + random.below(300);
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      write(client, writer, expected, () => {
        if (--left === 0) child.kill("SIGKILL");
      }),
    );
    await Promise.all(writers);
    client.close();
    await kill(child, "SIGKILL");
  }
  expect(expected.size).toBe(7 * WRITERS);
}, 60_000);

test("a second server on the directory is refused while the first lives, and succeeds it when it was killed", async () => {
  const first = launch();
  await readyLine(first);
  const second = launch();
  await expect(readyLine(second)).rejects.toThrow(`in use by process ${first.pid}`);
  expect(await kill(second, "SIGTERM")).toBe(1);
  await kill(first, "SIGKILL");
  const third = launch();
  await readyLine(third);
  expect(await kill(third, "SIGINT")).toBe(0);
}, 30_000);

test("of many servers that start at once after a crash, one gets the directory", async () => {
  const crashed = launch();
  await readyLine(crashed);
  await kill(crashed, "SIGKILL");
  const rivals = Array.from({ length: 4 }, launch);
  const results = await Promise.allSettled(rivals.map(readyLine));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const rival of rivals) await kill(rival, "SIGTERM");
}, 30_000);
