import { Bucket } from "./bucket";
import { ByOwner, type Owned } from "./by-owner";
import { Claims } from "./claims";
import { agree, type Proof, ShownStates } from "./shown-states";

/** Something seen, and when, as `Date.now()` counts. */
export interface Sighting<Seen> {
  readonly at: number;
  readonly seen: Seen;
}

/**
 * What a process learns in the course of one deployment. It is gone with the session that it belongs to, and each
 * handshake, configuration or Cancel begins another one: a server that engines attach to sees many deployments, and what
 * was true in one need not be in the next.
 */
export class Deployment {
  readonly claims = new Claims();
  readonly states = new ShownStates();
  private readonly buckets = new Map<string, Bucket>();
  private readonly reads = new Map<string, Sighting<unknown>>();
  private readonly written = new Map<string, Proof>();
  private readonly removed = new Set<string>();
  private readonly importedIds = new Map<string, string>();
  private readonly readAnew = new ByOwner<"imported" | "looked at">();
  private readonly settled = new Set<string>();
  private readonly elsewhere = new Set<string>();
  private readonly inVain = new ByOwner<true>();
  private readonly onlyRead = new Set<string>();
  private readonly hidden = new Set<string>();

  /** @param engine its address, by which another process of the same deployment is known. */
  constructor(readonly engine?: string) {}

  bucket(name: string): Bucket {
    const known = this.buckets.get(name);
    if (known !== undefined) return known;
    const made = new Bucket();
    this.buckets.set(name, made);
    return made;
  }

  /** A state was shown in Read or Diff. */
  show(urn: string, id: string, proof: Proof): void {
    const isGone = (other: string) => this.claims.has(urn) && !this.claims.has(other);
    this.states.show(urn, id, proof, isGone);
  }

  /** By a state that was shown, it leads where nobody may be told. */
  hideTarget(id: string): void {
    this.hidden.add(id);
  }

  isTargetHidden(id: string): boolean {
    return this.hidden.has(id) || this.claims.isSecretAt(id);
  }

  /** A state was shown that manages nothing: it proves nothing, and yet the program cares about what is there. */
  showOnlyRead(id: string): void {
    this.onlyRead.add(id);
  }

  /** A resource was read by this ID to be imported, and those links with it. */
  imports(id: string, urn: string, links: readonly string[] = [id]): void {
    this.importedIds.set(urn, id);
    for (const link of links) this.readAnew.set(link, urn, "imported");
  }

  importedAs(urn: string): string | undefined {
    return this.importedIds.get(urn);
  }

  isImported(id: string): boolean {
    return this.importing(id).length > 0;
  }

  /** From now on, the program only looks at it under the name of this resource. */
  get(id: string, urn: string): void {
    this.readAnew.set(id, urn, "looked at");
  }

  /** Its state was written at another endpoint than is configured. */
  findElsewhere(urn: string): void {
    this.elsewhere.add(urn);
  }

  /** The resource is as the program says, or has been made so, with what its state tells of. */
  settle(urn: string): void {
    this.settled.add(urn);
  }

  unsettle(urn: string): void {
    this.settled.delete(urn);
  }

  /**
   * Whether the resource has the link from this deployment on, so that nothing may be deleted in its name: it has been
   * read to be imported, or only looked at, or it is declared, and settled. The engine takes an ID that is spelled in
   * another way for another one, and has the former state deleted, at the latest by the next deployment, as it does what
   * a replacement has left that broke off; and it lets an update follow an import at once. What the former state proves
   * counts only where that or the present one is about another endpoint: what is there now may be an older version. A
   * refresh shows what is yet to be deleted as well: what is not declared goes.
   */
  goesOn(id: string, urn: string, former: Proof, isHere: boolean): boolean {
    if (this.readAnew.get(id, urn) !== undefined) return true;
    if (!this.settled.has(urn) || !this.claims.isDeclaredBy(urn, id) || this.isDeclaredInVain(id, urn)) return false;
    if (isHere && !this.elsewhere.has(urn)) return true;
    const present = this.states.ownAt(id, urn);
    return present !== undefined && agree(present, former);
  }

  /**
   * The program declares a link, and it was refused, or could not be made: it is no stray for that, nor is it given up,
   * and an older state of the same resource may still have it.
   */
  declareInVain(id: string, urn: string): void {
    this.inVain.set(id, urn, true);
  }

  isDeclaredInVain(id: string, urn: string): boolean {
    return this.inVain.get(id, urn) !== undefined;
  }

  /** Another resource that declares the link, be it in vain, or is about to: it has been read to be imported. */
  declaring(id: string, urn: string): string | undefined {
    const others = [...this.inVain.at(id), ...this.importing(id)];
    return this.claims.otherAt(id, urn)?.urn ?? others.find((owner) => owner.urn !== urn)?.urn;
  }

  isOnlyRead(id: string): boolean {
    return this.onlyRead.has(id);
  }

  /** Another resource declares the link, has it in its state, or cares about it. */
  isAnothers(id: string, urn: string): boolean {
    if (this.isOnlyRead(id) || this.inVain.at(id).length > 0) return true;
    return this.declaring(id, urn) !== undefined || this.states.othersAt(id, urn).length > 0;
  }

  /** Read has seen this there. @param at when it began to look. */
  sawInRead(id: string, seen: unknown, at: number): void {
    this.reads.set(id, { at, seen });
  }

  lastRead<Seen>(id: string): Sighting<Seen> | undefined {
    return this.reads.get(id) as Sighting<Seen> | undefined;
  }

  /** Something was sent that changes what is there: what was read of it before is worth nothing. */
  touched(id: string): void {
    this.reads.delete(id);
  }

  /** This process has put a link there, for a state that the engine will keep. */
  wrote(id: string, proof: Proof): void {
    this.written.set(id, proof);
    this.removed.delete(id);
  }

  /** What was put there has been removed again. */
  tookBack(id: string): void {
    this.written.delete(id);
  }

  lastWrite(id: string): Proof | undefined {
    return this.written.get(id);
  }

  /** This process has deleted what was there, or may have: the answer may have been lost. */
  deleted(id: string): void {
    this.written.delete(id);
    this.removed.add(id);
  }

  isDeleted(id: string): boolean {
    return this.removed.has(id);
  }

  private importing(id: string): readonly Owned<unknown>[] {
    return this.readAnew.at(id).filter(({ value }) => value === "imported");
  }
}
