import { checkFaultRule } from "./check-fault-rule";
import type { ActiveFault, FaultEffect, FaultRule } from "./fault-rule";

/** What rules are matched with. */
export interface FaultSubject {
  readonly operation: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

interface Entry {
  readonly id: string;
  readonly rule: FaultRule;
  seen: number;
  hits: number;
}

/** The faults in force; every matching rule strikes, in the order in which they were added. */
export class FaultList {
  #entries: Entry[] = [];
  #added = 0;

  /** Answers the id by which the rule can be removed; throws a TypeError that names what is wrong with it. */
  add(rule: FaultRule): string {
    checkFaultRule(rule);
    const id = `fault-${++this.#added}`;
    this.#entries.push({ id, rule, seen: 0, hits: 0 });
    return id;
  }

  remove(id: string): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    return this.#entries.length < before;
  }

  clear(): void {
    this.#entries = [];
  }

  list(): ActiveFault[] {
    return this.#entries.map(({ id, rule, hits }) => ({ id, rule, hits }));
  }

  /** The effects this request meets; counts it. */
  strike(subject: FaultSubject): FaultEffect[] {
    const effects: FaultEffect[] = [];
    for (const entry of this.#entries) {
      const { rule } = entry;
      if (!matches(rule, subject)) continue;
      if (entry.seen++ < (rule.skip ?? 0)) continue;
      if (entry.hits >= (rule.count ?? Number.POSITIVE_INFINITY)) continue;
      entry.hits++;
      effects.push(rule.effect);
    }
    return effects;
  }
}

function matches(rule: FaultRule, { operation, bucket, key }: FaultSubject): boolean {
  const operations = typeof rule.operation === "string" ? [rule.operation] : rule.operation;
  if (operations && !operations.includes(operation)) return false;
  if (rule.bucket !== undefined && rule.bucket !== bucket) return false;
  if (rule.key !== undefined && rule.key !== key) return false;
  return rule.keyPrefix === undefined || (key ?? "").startsWith(rule.keyPrefix);
}
