import { tooSeldom } from "./expected-counts";
import { report } from "./report";
import { runHistories } from "./run-histories";
import { seedsFor, TIMEOUT_MS } from "./settings";

it(
  "keeps what is foreign and converges, mostly in a bucket that is versioned",
  async () => {
    const seeds = seedsFor("enabled");
    const { counter, failures } = await runHistories({ seeds });
    expect(failures.map(report)).toEqual([]);
    expect(tooSeldom(counter, seeds.length)).toEqual([]);
  },
  TIMEOUT_MS,
);
