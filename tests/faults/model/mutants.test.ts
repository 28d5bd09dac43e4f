import { failuresWithout } from "./failures-without";
import { MUTANTS } from "./mutants";

it.each(MUTANTS)(
  "notices when a rule is switched off: $rule",
  async (mutant) => {
    expect(await failuresWithout(mutant)).not.toEqual([]);
  },
  600_000,
);
