/** Values by ID and, for one ID, by URN. Nearly every ID has one owner, and no map is spent on it alone. */
export class ByOwner<Value> {
  private readonly single = new Map<string, Owned<Value>>();
  private readonly shared = new Map<string, Map<string, Value>>();

  set(id: string, urn: string, value: Value): void {
    const shared = this.shared.get(id);
    const single = this.single.get(id);
    if (shared !== undefined) shared.set(urn, value);
    else if (single === undefined || single.urn === urn) this.single.set(id, { urn, value });
    else {
      this.single.delete(id);
      this.shared.set(id, new Map([[single.urn, single.value]]).set(urn, value));
    }
  }

  delete(id: string, urn: string): void {
    if (this.single.get(id)?.urn === urn) this.single.delete(id);
    this.shared.get(id)?.delete(urn);
  }

  get(id: string, urn: string): Value | undefined {
    const single = this.single.get(id);
    return single?.urn === urn ? single.value : this.shared.get(id)?.get(urn);
  }

  /** Those that belong to an ID, in the order in which their owners came to have one. */
  at(id: string): readonly Owned<Value>[] {
    const single = this.single.get(id);
    if (single !== undefined) return [single];
    const shared = this.shared.get(id);
    return shared === undefined ? NOBODY : [...shared].map(([urn, value]) => ({ urn, value }));
  }
}

const NOBODY = [] as const;

export interface Owned<Value> {
  readonly urn: string;
  readonly value: Value;
}
