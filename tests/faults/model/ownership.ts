import type { PropertyMap } from "../../../provider/protocol/values";
import { proofsIn } from "./layout-facts";
import { type Places, splitId } from "./places";
import type { StackName } from "./program";
import { proves, provesForDelete } from "./rules";

/** The stack has imported what is there, whoever put it. */
export function own(id: string, outputs: PropertyMap, stack: StackName, places: Places): void {
  for (const [link, proof] of proofsIn(id, outputs)) {
    const live = places.liveById(link);
    if (live.kind !== "link" || !proves(proof, live.version)) continue;
    const provenance = places.ledger.of(live.version);
    provenance.owners.add(stack);
    provenance.known = true;
    provenance.released = false;
  }
}

/** A state has come to prove what is there. */
export function know(id: string, outputs: PropertyMap, places: Places): void {
  for (const [link, proof] of proofsIn(id, outputs)) {
    const live = places.liveById(link);
    if (live.kind === "link" && proves(proof, live.version)) places.ledger.of(live.version).known = true;
  }
}

/** What the plugin reported gone, no state answers for any more. */
export function release(id: string, outputs: PropertyMap, stack: StackName, places: Places): void {
  for (const [link, proof] of proofsIn(id, outputs)) {
    for (const version of places.versions(...splitId(link))) {
      const provenance = places.ledger.of(version);
      if (provenance.owners.has(stack) && provesForDelete(proof, version)) provenance.released = true;
    }
  }
}
