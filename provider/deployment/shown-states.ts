import { ByOwner } from "./by-owner";

/** By what a state recognises the link that its resource wrote. */
export interface Proof {
  readonly writtenEtag: string | undefined;
  /** Versions that the resource wrote, oldest first; `null` is never among them. */
  readonly versionIds: readonly string[];
}

/** Whether two states recognise the same link. */
export function agree(left: Proof, right: Proof): boolean {
  const [leftVersion, rightVersion] = [left.versionIds.at(-1), right.versionIds.at(-1)];
  return left.writtenEtag === right.writtenEtag || (leftVersion !== undefined && leftVersion === rightVersion);
}

/** The states that this process was shown in Read and Diff, by ID and URN. */
export class ShownStates {
  private readonly byId = new ByOwner<Proof>();
  /** Proofs that no state has any more: what a link was recognised by stays true of it. */
  private readonly former = new Map<string, Proof[]>();

  /** @param isGone whether the program has the resource that is shown, and none of that other URN so far. */
  show(urn: string, id: string, proof: Proof, isGone: (urn: string) => boolean): void {
    for (const known of this.byId.at(id)) {
      // A resource renamed with an alias is read under its old URN, and goes on under its new one.
      if (known.urn !== urn && isGone(known.urn) && same(known.value, proof)) this.byId.delete(id, known.urn);
      if (known.urn === urn && !same(known.value, proof)) this.keep(id, known.value);
    }
    this.byId.set(id, urn, proof);
  }

  proofsAt(id: string): readonly Proof[] {
    return [...(this.former.get(id) ?? []), ...this.byId.at(id).map(({ value }) => value)];
  }

  /** Other resources whose states have this ID, and by what they recognise the link. */
  othersAt(id: string, urn: string): readonly { readonly urn: string; readonly proof: Proof }[] {
    const others = this.byId.at(id).filter((state) => state.urn !== urn);
    return others.map(({ urn: owner, value }) => ({ urn: owner, proof: value }));
  }

  /** A state that was shown, and still is one, has this version as its own. */
  hasVersion(id: string, versionId: string): boolean {
    return this.byId.at(id).some(({ value }) => value.versionIds.includes(versionId));
  }

  /** By what the resource itself recognises the link, as it was shown last. */
  ownAt(id: string, urn: string): Proof | undefined {
    return this.byId.get(id, urn);
  }

  /** The resource has left the stack. */
  forget(urn: string, id: string): void {
    const known = this.byId.get(id, urn);
    if (known !== undefined) this.keep(id, known);
    this.byId.delete(id, urn);
  }

  private keep(id: string, proof: Proof): void {
    const former = this.former.get(id) ?? [];
    this.former.set(id, former);
    if (!former.some((known) => same(known, proof))) former.push(proof);
  }
}

function same(left: Proof, right: Proof): boolean {
  return left.writtenEtag === right.writtenEtag && left.versionIds.at(-1) === right.versionIds.at(-1);
}
