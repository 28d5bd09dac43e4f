import type { ObjectVersion } from "../../../emulator/store/model";
import type { PropertyMap } from "../../../provider/protocol/values";
import type { AfterCall } from "./after-call";
import type { AfterRemoval } from "./after-removal";
import type { Call, Part } from "./call";
import { type Answered, partialAnswer } from "./calls";
import { proofsIn } from "./layout-facts";
import type { Memory } from "./memory";
import { type Live, splitId } from "./places";
import { createVerdict, type Proof, proves, updateVerdict, type Verdict } from "./rules";
import { Interrupted, type Setting } from "./setting";

interface Instruments {
  readonly setting: Setting;
  readonly memory: Memory;
  readonly after: AfterCall;
  readonly removal: AfterRemoval;
}

/** What is asked of a create or update of a layout, and what was there before. */
interface Order {
  readonly urn: string;
  readonly news: PropertyMap;
  readonly oldInputs: PropertyMap;
  /** What the old state proves. */
  readonly known: ReadonlyMap<string, Proof>;
  readonly lives: ReadonlyMap<string, Live>;
}

type Placing = Extract<Part, { kind: "create" | "update" }>;

/** One create or update of a layout: what it must do, and whether it did, link by link. */
export class LayoutWrite {
  readonly #warned: number;
  readonly #verdicts = new Map<string, Verdict>();

  constructor(
    private readonly tools: Instruments,
    private readonly order: Order,
  ) {
    this.#warned = tools.setting.warnings(order.urn);
  }

  /** To be asked before the call. A move of an unchanged link, a removal or a stray stands in nobody's way. */
  verdictOf(part: Part): Verdict {
    const verdict = verdictOf(part, this.#before(part));
    this.#verdicts.set(part.id, verdict);
    return verdict;
  }

  succeeded(call: Call, answer: Answered): void {
    const { after, setting } = this.tools;
    const { urn, news } = this.order;
    const proofs = proofsIn(answer.id, answer.outputs);
    let told = 0;
    after.flagFollows(news, answer);
    for (const part of call.parts.values()) {
      if (part.kind === "create" || part.kind === "update") told += this.#isPlaced(part, proofs.get(part.id));
      else if (part.kind === "delete") told += this.#isRemoved(part, call);
      else this.#isDealtWith(part);
    }
    after.hasWarned(
      urn,
      this.#warned,
      "§3.1 each link of somebody else that a layout takes or leaves is told of",
      told,
    );
    const strange = [...proofs.keys()].filter((id) => !isPlacing(call.parts.get(id)));
    if (strange.length > 0) setting.judge.violated("§4 state has what is declared, and nothing else", strange.join());
  }

  /** "State holds exactly what was done." */
  failed(call: Call, error: unknown): void {
    const { after, setting } = this.tools;
    for (const part of call.parts.values()) after.isUncovered(part);
    if (error instanceof Interrupted || !setting.line.process.alive) return;
    const partial = partialAnswer(error);
    const proofs = partial ? proofsIn(partial.id, partial.outputs) : this.order.known;
    for (const part of call.parts.values()) {
      if (isPlacing(part)) this.#isRecorded(part, proofs.get(part.id));
      else if (part.kind === "delete" && !proofs.has(part.id)) this.#isRemoved(part, call);
    }
  }

  /** How many warnings it takes. */
  #isPlaced(part: Placing, proof: Proof | undefined): number {
    const { after, memory, setting } = this.tools;
    const before = this.#before(part);
    after.succeeded(part, this.#verdicts.get(part.id) ?? "either");
    if (proof === undefined) {
      setting.judge.violated("§4 after a success, all that is declared is in state", part.id);
      return 0;
    }
    if (part.writes === 0) {
      if (part.kind === "create") setting.judge.violated("§4 a link that the state does not know is written", part.id);
      else if (proof.etag !== this.order.known.get(part.id)?.etag)
        setting.judge.violated("§4 a proof changes with a write only", part.id);
      setting.counter.add("layout link: nothing sent");
      return 0;
    }
    memory.put.add(part.id);
    if (part.overtaken) after.provesNothingForeign(part, proof);
    else {
      after.isAsDeclared(part, part.inputs, proof, []);
      this.#supersede(part.id, proof);
      this.#isReset(part);
    }
    const what = part.kind === "create" ? "make" : "move";
    setting.counter.add(`layout ${what}: over ${after.whose(before)}`);
    return before.kind === "link" && !part.contested && this.#isTold(part, before.version) ? 1 : 0;
  }

  /** A link that this stack did not write is not overwritten without a word. */
  #isTold(part: Placing, version: ObjectVersion): boolean {
    if (part.kind === "update") {
      const known = this.order.known.get(part.id);
      return known === undefined || !proves(known, version);
    }
    if (part.inputs.onConflict === "overwrite") return false;
    return !part.shown.proofs.some((proof) => proof.id === part.id && proves(proof, version));
  }

  #isReset(part: Placing): void {
    const { after, setting } = this.tools;
    if (setting.unreadable) return;
    if (part.kind === "create") after.isReset(part, part.inputs);
    else after.isReset(part, { acl: "any", tags: {}, ...undeclared(this.order.oldInputs, part.inputs) });
  }

  #isRemoved(part: Extract<Part, { kind: "delete" }>, call: Call): number {
    const { setting, removal } = this.tools;
    const before = this.#before(part);
    const told = removal.isDone(this.order.urn, call.since, part, before);
    setting.counter.add(`layout removal: ${removal.outcome(part, before)}`);
    removal.release(this.order.urn, part.proof);
    return told ? 1 : 0;
  }

  #isDealtWith(part: Part): void {
    const { places, counter } = this.tools.setting;
    if (part.kind !== "stray" || !part.free) return;
    counter.add(`strays: ${places.liveById(part.id).kind === "nothing" ? "removed" : "left"}`);
  }

  /** What was written and not answered for is known to the state all the same, and nothing else is. */
  #isRecorded(part: Placing, proof: Proof | undefined): void {
    const { places, judge, stack, disturbed, etagsDiffer, lossy } = this.tools.setting;
    const live = places.liveById(part.id);
    if (part.writes === 0 || part.overtaken || part.contested || live.kind !== "link") return;
    // What was put over it has been taken back.
    if (live.version === part.hidden) return;
    const isProven = proof !== undefined && proves(proof, live.version);
    if (isProven) {
      places.ledger.of(live.version).known = true;
      this.#supersede(part.id, proof);
      return;
    }
    const isOurs = places.ledger.of(live.version).by === stack;
    if (isOurs && !disturbed && !lossy && !etagsDiffer)
      judge.violated("§4 after a partial failure, state holds exactly what was done", part.id);
  }

  /** The state has moved on: what it proved before is nobody's any more. */
  #supersede(id: string, proof: Proof): void {
    const { places, stack } = this.tools.setting;
    for (const version of places.versions(...splitId(id))) {
      const provenance = places.ledger.of(version);
      const isOld = provenance.owners.has(stack) && !proves(proof, version);
      if (isOld && !this.tools.memory.isHeldOn(id, this.order.urn, version)) provenance.released = true;
    }
  }

  #before({ id }: Part): Live {
    return this.order.lives.get(id) ?? { kind: "nothing" };
  }
}

function verdictOf(part: Part, live: Live): Verdict {
  if (part.kind === "create") return createVerdict(part.inputs, part.id, live, part.shown);
  if (part.kind === "update") return updateVerdict(part.inputs, live) === "must" ? "must" : "either";
  return "must";
}

function isPlacing(part: Part | undefined): part is Placing {
  return part?.kind === "create" || part?.kind === "update";
}

/** Which of ACL and tags was declared before, and is not any more: as inputs that declare the rest. */
function undeclared(olds: PropertyMap, news: PropertyMap): PropertyMap {
  const inputs: Record<string, undefined> = {};
  for (const name of ["acl", "tags"]) {
    if (olds[name] !== undefined && news[name] === undefined) inputs[name] = undefined;
  }
  return inputs as unknown as PropertyMap;
}
