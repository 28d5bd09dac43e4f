import type { Failure } from "./run-histories";
import type { Run, Step } from "./steps";

/** What a reader needs to see and repeat a failure. */
export function report({ seed, violations, history }: Failure): string {
  const steps = history.steps.map((step, index) => `  ${index + 1}. ${stepText(step)}`);
  const shared = history.shared ? " (both stacks attached to one plugin)" : "";
  return [`SEED=${seed} FAULT_RUNS=1${shared}`, ...steps, ...violations.map((violation) => `  => ${violation}`)].join(
    "\n",
  );
}

function stepText(step: Step): string {
  if (step.by === "somebody else") return `somebody else: ${compact(step.action)}`;
  if (step.by === "both users") return `both users at once: ${compact(step.actions)}`;
  return `user: ${compact(step.action)}${runText(step.run)}`;
}

function runText({ revert, ...run }: Run): string {
  const set = Object.fromEntries(Object.entries(run).filter(([, value]) => value !== undefined && value !== false));
  return Object.keys(set).length === 0 ? "" : ` with ${compact(set)}${revert ? ", taken back if refused" : ""}`;
}

function compact(value: object): string {
  return JSON.stringify(value).replaceAll('"', "");
}
