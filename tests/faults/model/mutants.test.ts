import { MUTANTS } from "./mutants";
import { runHistories } from "./run-histories";
import { seedsFrom } from "./settings";

/** A rule switched off must show within so many histories. */
const WITHIN = 100;

it.each(MUTANTS)(
  "notices when a rule is switched off: $rule",
  async ({ mutations, scene, choices }) => {
    const seeds = seedsFrom(1, WITHIN);
    const { failures } = await runHistories({
      seeds,
      mutations,
      minimise: false,
      ...(scene && { scene }),
      ...(choices && { choices }),
    });
    expect(failures).not.toEqual([]);
  },
  600_000,
);
