import type { Judge } from "./judge";
import { isImmovable, linksIn, linksUnder, mayRemoveStrays, namedBy, proofsIn } from "./layout-facts";
import type { Live, Places } from "./places";
import { isLayout, type Program } from "./program";
import { differences, proves } from "./rules";
import type { Outcome, Stack } from "./stack";

/** Looks at the bucket before an `up`; what it answers looks again afterwards. */
export function aftermath(places: Places, judge: Judge, stack: Stack, program: Program) {
  const declared = [...program].flatMap(([name, resource]) => {
    // A layout compares neither ACL nor tags with what is there.
    const ignored = [...(resource.options.ignoreChanges ?? []), ...(isLayout(resource) ? ["acl", "tags"] : [])];
    const links = [...linksIn(stack.inputsOf(resource))];
    return links.map(([id, inputs]) => ({ name, id, inputs, ignored, before: places.liveById(id) }));
  });
  const hadBefore = idsIn(stack);
  const named = new Set(stack.entries.flatMap((entry) => [...namedBy(entry)]));
  return (outcome: Outcome, unreadable: boolean): void => {
    if (!outcome.ok) return;
    const entries = new Map(stack.entries.filter(({ old }) => !old).map((entry) => [entry.urn, entry]));
    for (const { name, id, inputs, ignored, before } of declared) {
      if (places.overtaken.has(id)) continue;
      const live = places.liveById(id);
      const entry = entries.get(stack.urnOf(name));
      const proof = entry && proofsIn(entry.id, entry.outputs).get(id);
      if (proof === undefined) {
        judge.violated("§10 after an up the state has what the program declares", `${name} ${id}`);
        continue;
      }
      const ours = live.kind === "link" && proves(proof, live.version);
      if (!ours && !isSame(live, before)) judge.violated("§3.2 no link of ours is lost in an up", `${name} ${id}`);
      if (!outcome.hasRead) continue;
      if (!ours || live.kind !== "link") {
        judge.violated("§3.3 after an up that has read, what is declared is ours", `${name} ${id} is ${live.kind}`);
        continue;
      }
      const different = differences(inputs, live.version, [...ignored, ...(unreadable ? ["acl", "tags"] : [])]);
      if (different.length > 0)
        judge.violated(
          "§10 after an up that has read, the bucket equals the program",
          `${name} ${id}: ${different.join(", ")}`,
        );
    }
    for (const entry of stack.entries) {
      if (entry.old) judge.violated("§10 after an up nothing is left to be deleted", entry.id);
    }
    if (!outcome.hasRead) return;
    for (const entry of stack.entries) {
      // What is seen first is named, and removed by the next up.
      if (outcome.created.has(entry.urn) || !mayRemoveStrays(entry.inputs)) continue;
      const kept = new Set([...hadBefore, ...idsIn(stack), ...places.overtaken]);
      for (const id of linksUnder(entry.id, places).keys()) {
        if (named.has(id) && !kept.has(id) && !isImmovable(id, places))
          judge.violated("§4 after an up that has read, `remove` leaves no stray that was named", `${entry.urn} ${id}`);
      }
    }
  };
}

/** Of all links in the states of a stack. */
function idsIn({ entries }: Stack): Set<string> {
  return new Set(entries.flatMap(({ id, outputs }) => [...proofsIn(id, outputs).keys()]));
}

function isSame(live: Live, before: Live | undefined): boolean {
  if (live.kind === "nothing" || before === undefined || before.kind === "nothing") return live.kind === before?.kind;
  return live.version === before.version;
}

/** Links that some stack wrote and the engine knew of, and that no state answers for any more. */
export function leftovers(places: Places): string[] {
  const left: string[] = [];
  for (const { bucketName, key } of places.keys()) {
    const live = places.live(bucketName, key);
    if (live.kind !== "link") continue;
    const { owners, known, released } = places.ledger.of(live.version);
    if (owners.size > 0 && known && !released) left.push(`${bucketName}/${key} of ${[...owners].join(", ")}`);
  }
  return left;
}
