import { formatPath, type Path } from "./paths";
import { MAX_DEPTH } from "./wire";

/** A value that cannot be carried without becoming another one. Nothing of the value itself is in the message. */
export class ValueRefused extends Error {
  override readonly name = "ValueRefused";

  constructor(
    readonly path: Path,
    readonly reason: string,
  ) {
    super(`${formatPath(path) || "the value"}: ${reason}`);
  }
}

/** The way to the value that is being carried: made into a path only if it is refused. */
export class Way {
  private readonly steps: (string | number)[] = [];

  /** Each step down is taken back by one up. */
  down(step: string | number): void {
    this.steps.push(step);
  }

  up(): void {
    this.steps.pop();
  }

  refusal(reason: string): ValueRefused {
    return new ValueRefused([...this.steps], reason);
  }

  guardDepth(depth: number): void {
    if (depth <= MAX_DEPTH) return;
    throw new ValueRefused(this.steps.slice(0, 3), `is nested more than ${MAX_DEPTH} levels deep`);
  }

  finite(number: number): number {
    if (!Number.isFinite(number)) throw this.refusal(`${number} is no JSON number`);
    return number;
  }
}
