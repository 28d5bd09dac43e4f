import type { ObjectVersion } from "../../../emulator/store/model";
import type { PropertyMap } from "../../../provider/protocol/values";
import type { Diffed } from "./calls";
import { linksIn, mayRemoveStrays, namedBy, proofsIn } from "./layout-facts";
import { type Proof, proves, provesForDelete } from "./rules";

type Urns = Map<string, Set<string>>;

/** Where a layout lives. */
interface Territory {
  readonly id: string;
  readonly strays: boolean;
  readonly removes: boolean;
}

/** What the plugin has been shown in the course of one command, and has done. */
export class Memory {
  /** Old states that it was shown. */
  readonly proofs: Proof[] = [];
  readonly #declared: Urns = new Map();
  readonly #settled = new Set<string>();
  /** By key, whose state had it when it was shown. */
  readonly #held: Urns = new Map();
  /** The same, without those that have left the stack since. */
  readonly #standing: Urns = new Map();
  readonly #stated: { readonly urn: string; readonly proof: Proof }[] = [];
  readonly #territories = new Map<string, Territory>();
  /** ETags of links that a listing has shown, by ID. */
  readonly #listed = new Map<string, Set<string>>();
  /** By layout's ID, the strays that its state named when it was first read. */
  readonly #named = new Map<string, ReadonlySet<string>>();
  /** Where it has written. */
  readonly written = new Set<string>();
  /** Where it has deleted last. */
  readonly removed = new Set<string>();
  /** Where a link was put for a state that the engine keeps. */
  readonly put = new Set<string>();

  showInRead(urn: string, id: string, outputs: PropertyMap): void {
    for (const [link, proof] of proofsIn(id, outputs)) {
      note(this.#held, link, urn);
      note(this.#standing, link, urn);
      this.proofs.push(proof);
    }
  }

  showInDiff(urn: string, id: string, outputs: PropertyMap): void {
    this.showInRead(urn, id, outputs);
    for (const proof of proofsIn(id, outputs).values()) this.#stated.push({ urn, proof });
  }

  declare(urn: string, inputs: PropertyMap): void {
    for (const id of linksIn(inputs).keys()) note(this.#declared, id, urn);
    const place = territoryOf(inputs);
    if (place !== undefined) this.#territories.set(urn, place);
  }

  /** A resource that this command has checked is as declared, or has been made so. */
  settle(urn: string): void {
    if ([...this.#declared.values()].some((urns) => urns.has(urn))) this.#settled.add(urn);
  }

  unsettle(urn: string): void {
    this.#settled.delete(urn);
  }

  /** The resource has the link on: what it was before may be deleted, and the link is not to go with that. */
  goesOn(urn: string, id: string): boolean {
    return this.#settled.has(urn) && this.#declared.get(id)?.has(urn) === true;
  }

  isDeclaredByOther(id: string, urn: string): boolean {
    return others(this.#declared, id, urn);
  }

  isHeldByOther(id: string, urn: string): boolean {
    return others(this.#held, id, urn);
  }

  /** Another resource declares the key, or has it in its state. */
  isAnothers(id: string, urn: string): boolean {
    return this.isDeclaredByOther(id, urn) || others(this.#standing, id, urn);
  }

  /** Another layout has keys in common with this one, and strays concern either of them. */
  overlaps(urn: string, olds: PropertyMap, inputs: PropertyMap): boolean {
    const own = territoryOf(inputs);
    return [...this.#territories].some(([other, { id, strays, removes }]) => {
      if (own === undefined || other === urn || !(strays || own.strays)) return false;
      if (removes && this.#hasLost(olds, inputs)) return false;
      return id.startsWith(own.id) || own.id.startsWith(id);
    });
  }

  /** What a layout has removed before its resource was checked is not refused, but made again. */
  #hasLost(olds: PropertyMap, inputs: PropertyMap): boolean {
    return Object.keys(olds).length > 0 && [...linksIn(inputs).keys()].some((id) => this.removed.has(id));
  }

  /** A single link is where a layout removes what it does not declare: one of the two is checked here. */
  endangers(urn: string, olds: PropertyMap, inputs: PropertyMap): boolean {
    const links = linksIn(inputs);
    const own = territoryOf(inputs);
    if (own === undefined && this.#hasLost(olds, inputs)) return false;
    if (own === undefined)
      return [...this.#territories.values()].some(({ id, removes }) => removes && [...links.keys()][0]?.startsWith(id));
    if (!own.removes) return false;
    const isSingle = (other: string) => other !== urn && !this.#territories.has(other);
    const within = [...this.#declared].filter(([id]) => id.startsWith(own.id) && !links.has(id));
    return within.some(([, urns]) => [...urns].some(isSingle));
  }

  /** A state is read: what it names of strays was known before this command. */
  nameInRead(id: string, strays: ReadonlySet<string>): void {
    if (!this.#named.has(id)) this.#named.set(id, strays);
  }

  /** By the state as it was before this command. */
  namedBefore({ id, olds, oldInputs }: Diffed): ReadonlySet<string> {
    return this.#named.get(id) ?? namedBy({ id, inputs: oldInputs, outputs: olds });
  }

  /** The resource has left the stack, or given the link up. */
  forget(urn: string, id: string): void {
    this.#standing.get(id)?.delete(urn);
  }

  /** Another resource goes on with the same proof: it was imported. */
  isHeldOn(id: string, urn: string, version: ObjectVersion): boolean {
    return this.#stated.some(({ urn: other, proof }) => {
      if (other === urn || proof.id !== id || !this.#declared.get(id)?.has(other)) return false;
      return provesForDelete(proof, version);
    });
  }

  hasProofOf(id: string, version: ObjectVersion): boolean {
    return this.proofs.some((proof) => proof.id === id && proves(proof, version));
  }

  /** A listing is about to show these. */
  list(links: ReadonlyMap<string, string>): void {
    for (const [id, etag] of links) this.#listed.set(id, new Set([...(this.#listed.get(id) ?? []), etag]));
  }

  listedAt(id: string): ReadonlySet<string> {
    return this.#listed.get(id) ?? new Set();
  }
}

function territoryOf({ bucket, prefix, strays = "ignore" }: PropertyMap): Territory | undefined {
  if (prefix === undefined) return undefined;
  const isOn = strays === "report" || strays === "remove";
  return { id: `${String(bucket)}/${String(prefix)}`, strays: isOn, removes: mayRemoveStrays({ strays }) };
}

function note(map: Urns, id: string, urn: string): void {
  map.set(id, (map.get(id) ?? new Set()).add(urn));
}

function others(map: Urns, id: string, urn: string): boolean {
  return [...(map.get(id) ?? [])].some((other) => other !== urn);
}
