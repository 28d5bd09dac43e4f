import type { Failure } from "./run-histories";
import type { History, Step } from "./steps";

/** Leaves out steps, first many at once, then one by one, for as long as the same rule is broken without them. */
export async function minimised(
  failure: Failure,
  play: (history: History) => Promise<readonly string[]>,
): Promise<Failure> {
  const rule = ruleOf(failure.violations);
  let best = failure;
  const attempt = async (steps: readonly Step[]): Promise<boolean> => {
    const history = { ...best.history, steps };
    const violations = await play(history);
    if (ruleOf(violations) !== rule) return false;
    best = { ...failure, violations, history };
    return true;
  };
  for (let size = best.history.steps.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < best.history.steps.length; ) {
      const { steps } = best.history;
      if (!(await attempt([...steps.slice(0, at), ...steps.slice(at + size)]))) at += size;
    }
  }
  for (let at = 0; at < best.history.steps.length; at++) {
    for (const simpler of simplerThan(best.history.steps[at] as Step)) {
      await attempt(best.history.steps.map((step, index) => (index === at ? simpler : step)));
    }
  }
  return best;
}

function ruleOf(violations: readonly string[]): string | undefined {
  return violations[0]?.split("\n")[0];
}

/** The same command without one of the things that happen during it. */
function simplerThan(step: Step): Step[] {
  if (step.by !== "user") return [];
  const { run } = step;
  const without = [
    run.disturbance && { disturbance: undefined },
    run.kill && { kill: undefined },
    run.race && { race: undefined },
    run.preview && { preview: false },
    run.restart && { restart: false },
    run.refresh && { refresh: false },
    run.pendingFirst && { pendingFirst: false },
  ];
  return without.flatMap((change) => (change ? [{ ...step, run: { ...run, ...change } }] : []));
}
