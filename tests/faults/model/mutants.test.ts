import { MUTANTS } from "./mutants";
import { runHistories } from "./run-histories";
import { seedsFrom } from "./settings";

/** A rule switched off must show within so many histories. */
const WITHIN = 300;

it.each(MUTANTS)(
  "notices when a rule is switched off: $rule",
  async ({ mutation, choices }) => {
    const { failures } = await runHistories({
      seeds: seedsFrom(1, WITHIN),
      mutation,
      minimise: false,
      ...(choices && { choices }),
    });
    expect(failures).not.toEqual([]);
  },
  600_000,
);
