import { MUTANTS } from "./mutants";
import { runHistories } from "./run-histories";
import { seedsFrom } from "./settings";

/** A rule switched off must show within so many histories. */
const WITHIN = Number(process.env.MUT_WITHIN ?? 300);

it.each(MUTANTS)(
  "notices when a rule is switched off: $rule",
  async ({ mutation, choices }) => {
    const { failures } = await runHistories({
      seeds: seedsFrom(1, WITHIN),
      mutation,
      minimise: false,
      ...(choices && { choices }),
    });
    if (process.env.MUT_LOG)
      process.stderr.write(
        `MUT ${failures[0] ? "caught" : "ALIVE"} ${mutation.functionName}: ${mutation.body} seed ${failures[0]?.seed} ${failures[0]?.violations[0]?.split("\n")[0]}\n`,
      );
    expect(failures).not.toEqual([]);
  },
  600_000,
);
