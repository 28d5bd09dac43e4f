import type { Judge } from "./judge";
import type { Live, Places } from "./places";
import type { Program } from "./program";
import { differences, proofOf, proves } from "./rules";
import type { Outcome, Stack } from "./stack";

/** Looks at the bucket before an `up`; what it answers looks again afterwards. */
export function aftermath(places: Places, judge: Judge, stack: Stack, program: Program) {
  const inputs = new Map([...program].map(([name, resource]) => [name, stack.inputsOf(resource)]));
  const before = new Map([...program].map(([name, { link }]) => [name, places.liveById(places.idOf(link))]));
  return (outcome: Outcome, unreadable: boolean): void => {
    if (!outcome.ok) return;
    for (const [name, { link, options }] of program) {
      const id = places.idOf(link);
      if (places.overtaken.has(id)) continue;
      const live = places.liveById(id);
      const entry = stack.entries.find(({ urn, old }) => !old && urn === stack.urnOf(name));
      if (entry === undefined) {
        judge.violated("§10 after an up the state has what the program declares", id);
        continue;
      }
      const ours = live.kind === "link" && proves(proofOf(id, entry.outputs), live.version);
      if (!ours && !isSame(live, before.get(name)))
        judge.violated("§3.2 no link of ours is lost in an up", `${name} ${id}`);
      if (!outcome.hasRead) continue;
      if (!ours || live.kind !== "link") {
        judge.violated("§3.3 after an up that has read, what is declared is ours", `${name} ${id} is ${live.kind}`);
        continue;
      }
      const ignored = [...(options.ignoreChanges ?? []), ...(unreadable ? ["acl", "tags"] : [])];
      const different = differences(inputs.get(name) ?? {}, live.version, ignored);
      if (different.length > 0)
        judge.violated(
          "§10 after an up that has read, the bucket equals the program",
          `${name} ${id}: ${different.join(", ")}`,
        );
    }
    for (const entry of stack.entries) {
      if (entry.old) judge.violated("§10 after an up nothing is left to be deleted", entry.id);
    }
  };
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
