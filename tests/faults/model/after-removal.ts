import type { AfterCall } from "./after-call";
import { newPart, type Part } from "./call";
import type { Memory } from "./memory";
import { type Live, splitId } from "./places";
import { deleteVerdict, type Proof, provesForDelete } from "./rules";
import type { Setting } from "./setting";

type Removal = Extract<Part, { kind: "delete" }>;

/** Says what a removal of a link may do, and asks afterwards whether it did. */
export class AfterRemoval {
  constructor(
    private readonly setting: Setting,
    private readonly memory: Memory,
    private readonly after: AfterCall,
  ) {}

  /** The removal of a link that a state proves, as it is now. */
  partOf(urn: string, proof: Proof): Removal {
    const { places, stack } = this.setting;
    const [bucket, key] = splitId(proof.id);
    const verdict = deleteVerdict(places.live(bucket, key), {
      proof,
      stack,
      ledger: places.ledger,
      versions: places.versions(bucket, key),
      suspended: places.versioning(bucket) === "Suspended",
      goesOn: this.memory.goesOn(urn, proof.id),
      declaredElsewhere: this.memory.isDeclaredByOther(proof.id, urn),
      heldElsewhere: this.memory.isHeldByOther(proof.id, urn),
    });
    return newPart(proof.id, { kind: "delete", proof, verdict });
  }

  /** True if the user must have been told that something was left. */
  isDone(urn: string, since: number, part: Removal, before: Live): boolean {
    const { places } = this.setting;
    const { id, proof, verdict } = part;
    const [bucket] = splitId(id);
    const after = places.liveById(id);
    const excused = part.overtaken || part.contested || places.switchedSince(bucket, since);
    if (verdict === "must" && after.kind !== "nothing" && !excused)
      this.setting.judge.violated("§3.2 a delete removes a link that is ours", `${id} ${urn}`);
    if (!isLeft(before, after) || this.memory.goesOn(urn, id) || this.memory.isDeclaredByOther(id, urn)) return false;
    if (before.kind === "link" && provesForDelete(proof, before.version)) return false;
    // Silent where another resource has the key, or this process has put a link for a newer state.
    return !this.memory.written.has(id) && !this.memory.isHeldByOther(id, urn);
  }

  /** How it ended, for the count. */
  outcome({ id }: Removal, before: Live): string {
    if (isLeft(before, this.setting.places.liveById(id))) return `left ${this.after.whose(before)}`;
    return before.kind === "nothing" ? "gone already" : "removed";
  }

  /** No state of the stack claims any more what this proof proves. */
  release(urn: string, proof: Proof): void {
    const { places, stack } = this.setting;
    this.memory.forget(urn, proof.id);
    for (const version of places.versions(...splitId(proof.id))) {
      if (this.memory.isHeldOn(proof.id, urn, version)) continue;
      if (places.ledger.of(version).owners.has(stack) && provesForDelete(proof, version))
        places.ledger.of(version).released = true;
    }
  }
}

export function isLeft(before: Live, after: Live): boolean {
  return before.kind !== "nothing" && after.kind !== "nothing";
}
