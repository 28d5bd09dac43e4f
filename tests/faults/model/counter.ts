/** How often what happened. */
export class Counter {
  readonly #counts = new Map<string, number>();

  add(name: string, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  addAll(other: Counter): void {
    for (const [name, count] of other.#counts) this.add(name, count);
  }

  toString(): string {
    const lines = [...this.#counts].sort(([left], [right]) => (left < right ? -1 : 1));
    return lines.map(([name, count]) => `${name}: ${count}`).join("\n");
  }
}
