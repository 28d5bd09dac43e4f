import { failuresWithout } from "./failures-without";
import { LAYOUT_MUTANTS } from "./layout-mutants";

it.each(LAYOUT_MUTANTS)(
  "notices when a rule of layouts is switched off: $rule",
  async (mutant) => {
    expect(await failuresWithout(mutant)).not.toEqual([]);
  },
  600_000,
);
