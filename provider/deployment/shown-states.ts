/** By what a state recognises the link that its resource wrote. */
export interface Proof {
  readonly writtenEtag: string | undefined;
  /** Versions that the resource wrote, oldest first; `null` is never among them. */
  readonly versionIds: readonly string[];
}

/** The states that this process was shown in Read and Diff, by ID and URN. */
export class ShownStates {
  private readonly byId = new Map<string, Map<string, Proof>>();
  /** Every proof ever shown: what a link was recognised by stays true of it. */
  private readonly proofs = new Map<string, Proof[]>();

  /** @param isGone whether the program has the resource that is shown, and none of that other URN so far. */
  show(urn: string, id: string, proof: Proof, isGone: (urn: string) => boolean): void {
    const states = this.byId.get(id) ?? new Map<string, Proof>();
    this.byId.set(id, states);
    // A resource renamed with an alias is read under its old URN, and goes on under its new one.
    for (const [other, known] of states) if (other !== urn && isGone(other) && same(known, proof)) states.delete(other);
    states.set(urn, proof);
    const known = this.proofs.get(id) ?? [];
    this.proofs.set(id, known);
    if (!known.some((seen) => same(seen, proof))) known.push(proof);
  }

  proofsAt(id: string): readonly Proof[] {
    return this.proofs.get(id) ?? [];
  }

  /** Another resource whose state has this ID. */
  otherAt(id: string, urn: string): string | undefined {
    for (const owner of this.byId.get(id)?.keys() ?? []) if (owner !== urn) return owner;
    return undefined;
  }

  /** The resource has left the stack. */
  forget(urn: string, id: string): void {
    this.byId.get(id)?.delete(urn);
  }
}

function same(left: Proof, right: Proof): boolean {
  return left.writtenEtag === right.writtenEtag && left.versionIds.at(-1) === right.versionIds.at(-1);
}
