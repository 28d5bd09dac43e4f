import type { FakeEngine } from "../../support/plugin/fake-engine";

/** How many warnings the plugin has logged for each URN. */
export class Warnings {
  readonly #counts = new Map<string, number>();

  constructor(private readonly engine: FakeEngine) {}

  of(urn: string): number {
    for (const { severity, urn: subject } of this.engine.log.splice(0)) {
      if (severity === "WARNING") this.#counts.set(subject, (this.#counts.get(subject) ?? 0) + 1);
    }
    return this.#counts.get(urn) ?? 0;
  }
}
