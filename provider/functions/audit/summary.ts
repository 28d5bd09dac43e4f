import { type AuditedLink, PROBLEM_KINDS, type ProblemKind } from "./problem";

/** What an audit came to. */
export interface Summary {
  /** Keys listed, links or not. */
  readonly keys: number;
  readonly links: number;
  readonly errors: number;
  readonly warnings: number;
  /** How often each problem was found; those never found are absent. */
  readonly kinds: Readonly<Partial<Record<ProblemKind, number>>>;
}

/** Counts as an audit goes along. */
export class Tally {
  private readonly counts = new Map<ProblemKind, number>();
  private links = 0;
  private errors = 0;
  private warnings = 0;
  private keys = 0;

  countKeys(keys: number): void {
    this.keys += keys;
  }

  count({ problems }: AuditedLink): void {
    this.links++;
    for (const { kind, severity } of problems) {
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
      if (severity === "error") this.errors++;
      else this.warnings++;
    }
  }

  get summary(): Summary {
    const { keys, links, errors, warnings } = this;
    const found = PROBLEM_KINDS.filter((kind) => this.counts.has(kind));
    return {
      keys,
      links,
      errors,
      warnings,
      kinds: Object.fromEntries(found.map((kind) => [kind, this.counts.get(kind)])),
    };
  }
}
