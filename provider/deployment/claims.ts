import { ByOwner, type Owned } from "./by-owner";

/** A link that a resource declares. IDs are `bucket/key`. */
export interface Claim {
  readonly id: string;
  /** The ID that the target would have as a link; undefined while the target is unknown. */
  readonly targetId: string | undefined;
  /** Nobody may be told what it points to. */
  readonly isSecret?: true;
}

/** Who declares a link, and which. */
export interface Claimant extends Claim {
  readonly urn: string;
}

/** All keys of a bucket that begin alike, for a resource that cares about all the links there. */
export interface Territory {
  readonly bucket: string;
  readonly prefix: string;
  /** Links that are found there, and that it does not declare, concern it. */
  readonly strays: boolean;
  /** It removes them. */
  readonly removes: boolean;
}

/** What the resources of one deployment declare, as far as they have been checked. */
export class Claims {
  private readonly byUrn = new Map<string, readonly Claim[]>();
  private readonly byId = new ByOwner<Claim>();
  private readonly byTarget = new ByOwner<Claim>();
  private readonly territories = new Map<string, Territory>();

  /** A resource may be checked more than once; the last time counts. */
  declare(urn: string, claims: readonly Claim[], territory?: Territory): void {
    if (territory !== undefined) this.territories.set(urn, territory);
    for (const claim of this.byUrn.get(urn) ?? []) {
      this.byId.delete(claim.id, urn);
      if (claim.targetId !== undefined) this.byTarget.delete(claim.targetId, urn);
    }
    this.byUrn.set(urn, claims);
    for (const claim of claims) {
      this.byId.set(claim.id, urn, claim);
      if (claim.targetId !== undefined) this.byTarget.set(claim.targetId, urn, claim);
    }
  }

  has(urn: string): boolean {
    return this.byUrn.has(urn);
  }

  isDeclaredBy(urn: string, id: string): boolean {
    return this.byId.get(id, urn) !== undefined;
  }

  /** Another resource that declares a link of this ID. */
  otherAt(id: string, urn: string): Claimant | undefined {
    return other(this.byId.at(id), urn);
  }

  /** Another resource that declares a link to this ID. */
  otherTo(id: string, urn: string): Claimant | undefined {
    return other(this.byTarget.at(id), urn);
  }

  /** Whether a resource declares a link of this ID whose target is a secret. */
  isSecretAt(id: string): boolean {
    return this.byId.at(id).some(({ value }) => value.isSecret);
  }

  /** Another resource that removes what it does not declare where this key is. */
  removerOf(id: string, urn: string): (Territory & { readonly urn: string }) | undefined {
    for (const [other, territory] of this.territories) {
      if (other !== urn && territory.removes && isWithin(id, territory)) return { ...territory, urn: other };
    }
    return undefined;
  }

  /** Links within a territory, declared by resources that have none themselves. */
  singlesWithin(territory: Territory): Claimant[] {
    const found: Claimant[] = [];
    for (const [urn, claims] of this.byUrn) {
      if (this.territories.has(urn)) continue;
      for (const claim of claims) if (isWithin(claim.id, territory)) found.push({ ...claim, urn });
    }
    return found;
  }

  /** Another resource's territory that has keys in common with this one, if strays concern either of them. */
  overlapping(own: Territory, urn: string): (Territory & { readonly urn: string }) | undefined {
    for (const [other, territory] of this.territories) {
      if (other === urn || territory.bucket !== own.bucket || !(own.strays || territory.strays)) continue;
      const overlap = own.prefix.startsWith(territory.prefix) || territory.prefix.startsWith(own.prefix);
      if (overlap) return { ...territory, urn: other };
    }
    return undefined;
  }
}

function isWithin(id: string, { bucket, prefix }: Territory): boolean {
  return id.startsWith(`${bucket}/${prefix}`);
}

function other(claims: readonly Owned<Claim>[], urn: string): Claimant | undefined {
  const found = claims.find((claim) => claim.urn !== urn);
  return found && { ...found.value, urn: found.urn };
}
