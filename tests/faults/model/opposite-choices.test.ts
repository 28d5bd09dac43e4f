import { tooSeldom } from "./expected-counts";
import { OPPOSITE_CHOICES } from "./opposite-choices";
import { report } from "./report";
import { runHistories } from "./run-histories";
import { FIRST_SEED, RUNS, seedsFrom, TIMEOUT_MS } from "./settings";

it(
  "keeps what is foreign and converges with the open questions of the service answered the other way",
  async () => {
    const seeds = seedsFrom(FIRST_SEED, RUNS);
    const { counter, failures } = await runHistories({ seeds, choices: OPPOSITE_CHOICES });
    expect(failures.map(report)).toEqual([]);
    expect(tooSeldom(counter, seeds.length)).toEqual([]);
  },
  TIMEOUT_MS,
);
