import type { Mutant } from "./mutants";
import { type Failure, runHistories } from "./run-histories";
import { seedsFrom } from "./settings";

/** A rule switched off must show within so many histories. */
const WITHIN = 100;

/** What breaks when a rule is switched off. */
export async function failuresWithout({ mutations, scene, choices }: Mutant): Promise<readonly Failure[]> {
  const { failures } = await runHistories({
    seeds: seedsFrom(1, WITHIN),
    mutations,
    minimise: false,
    ...(scene && { scene }),
    ...(choices && { choices }),
  });
  return failures;
}
