import type { PropertyMap } from "../../../provider/protocol/values";
import type { Call, Part } from "./call";
import { type Answered, isInternal, partialAnswer } from "./calls";
import { type Live, splitId } from "./places";
import { differences, type Proof, proves, sameTexts, type Verdict } from "./rules";
import { Interrupted, type Setting } from "./setting";

/** Asks after a call whether it did what the design promises. */
export class AfterCall {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  isPurged({ id }: Part, proof: Proof, verdict: Verdict): void {
    const [bucket, key] = splitId(id);
    if (this.#setting.disturbed || verdict === "either") return;
    const versions = this.#setting.places.versions(bucket, key);
    const remaining = versions.filter(
      (version, at) => proof.versionIds.includes(version.versionId) && at < versions.length - 1,
    );
    if (remaining.length > 0)
      this.#violated("§3.2 purgeOnDelete removes our versions that are not current", `${id}: ${remaining.length} left`);
    this.#setting.counter.add("delete: purged");
  }

  /** "A proven conflict is an error there", and nothing else is. */
  async isForeseen(id: string, verdict: Verdict, preview: () => Promise<Answered>): Promise<Answered> {
    const { counter, disturbed } = this.#setting;
    let failure: unknown;
    try {
      const answer = await preview();
      if (verdict === "must not" && !disturbed) this.#violated("§3.1 a proven conflict is an error in the preview", id);
      return answer;
    } catch (error) {
      failure = error;
    }
    counter.add("preview: conflict");
    if (verdict === "must" && !disturbed)
      this.#violated("§3.1 a preview fails of a conflict only", `${id}: ${failure}`);
    throw failure;
  }

  /** What was written must be what the answer, and so the state, now holds as proof. */
  isAsDeclared(part: Part, inputs: PropertyMap, proof: Proof, ignored: readonly string[]): void {
    const { places, stack } = this.#setting;
    const { id, kind } = part;
    const live = places.liveById(id);
    if (live.kind !== "link") {
      this.#violated("§10 what was created or updated is there", `${kind} of ${id} left ${live.kind}`);
      return;
    }
    const provenance = places.ledger.of(live.version);
    const different = differences(inputs, live.version, ignored);
    if (different.length > 0)
      this.#violated("§10 what was created or updated is as declared", `${kind} of ${id}: ${different.join(", ")}`);
    if (!provenance.owners.has(stack)) this.#violated("§3.3 what was created or updated is ours", `${kind} of ${id}`);
    if (proves(proof, live.version)) {
      provenance.known = true;
      return;
    }
    // "A read-back that fails neither fails the put nor teaches": the proof may be wrong until the next Read.
    if (this.#setting.disturbed && this.#setting.etagsDiffer) places.overtaken.add(id);
    else this.#violated("§3 the answer holds the proof of what was put", `${kind} of ${id}`);
  }

  /** Of what nobody declares, nothing stays of what was there before. */
  isReset({ id }: Part, inputs: PropertyMap): void {
    const live = this.#setting.places.liveById(id);
    if (live.kind !== "link") return;
    const { acl, tags } = live.version;
    const reset = (inputs.acl !== undefined || acl === "default") && (inputs.tags !== undefined || sameTexts(tags, {}));
    if (!reset) this.#violated("§3 what is not declared is reset by a create", `${id}: ${acl} ${JSON.stringify(tags)}`);
  }

  keepsIgnored({ id }: Part, before: Live, ignored: readonly string[]): void {
    const live = this.#setting.places.liveById(id);
    if (before.kind !== "link" || live.kind !== "link" || !ignored.includes("target")) return;
    if (live.version.target !== before.version.target)
      this.#violated("§3.1 an ignored target is never flipped back", id);
  }

  /** Whatever came after our put, it is not what our put is known by. */
  provesNothingForeign({ id }: Part, proof: Proof): void {
    const live = this.#setting.places.liveById(id);
    if (live.kind === "link" && proves(proof, live.version)) {
      this.#violated("§3 a read-back counts only if it shows what we put", id);
    }
  }

  flagFollows(inputs: PropertyMap | undefined, answer: Answered): void {
    if (answer.refreshBeforeUpdate === (inputs?.enforce === true)) return;
    this.#violated("§3.3 `enforce` answers refresh_before_update", `${answer.id}: ${answer.refreshBeforeUpdate}`);
  }

  succeeded(part: Part, verdict: Verdict): void {
    const [bucket] = splitId(part.id);
    // A version `null` that was replaced cannot be seen any more: the plugin warns that there may have been one.
    const shown = this.#setting.places.versioning(bucket) !== "Suspended";
    const hidden = part.hidden !== undefined && shown;
    if ((verdict === "must not" && !part.raced && !part.contested) || hidden)
      this.#violated("§3.1 anything else is refused", `${part.kind} of ${part.id} succeeded`);
  }

  failed({ parts, urn }: Call, verdict: Verdict, error: unknown, what: string): void {
    const { counter, disturbed } = this.#setting;
    const raced = [...parts.values()].some((part) => part.raced);
    const contested = [...parts.values()].some((part) => part.contested);
    const killed = !this.#setting.line.process.alive || error instanceof Interrupted;
    const outcome = killed
      ? "killed"
      : partialAnswer(error)
        ? "done in part"
        : verdict === "must not" || raced
          ? "refused"
          : "failed";
    counter.add(`${what}: ${outcome}`);
    if (disturbed || killed || raced || contested) return;
    if (verdict === "must")
      this.#violated(`§10 a ${what} that nothing stands in the way of succeeds`, `${urn}: ${String(error)}`);
    else if (isInternal(error)) this.#violated("§9 INTERNAL and UNKNOWN only for bugs", `${what}: ${String(error)}`);
  }

  /** A put that hid what it should not have is undone, where that can be: one whose answer was lost has no known id. */
  isUncovered(part: Part): void {
    if (
      part.hidden === undefined ||
      this.#setting.lossy ||
      this.#setting.disturbed ||
      !this.#setting.line.process.alive
    )
      return;
    const [bucket, key] = splitId(part.id);
    const { versionId } = part.hidden;
    const live = this.#setting.places.live(bucket, key);
    this.#setting.counter.add("create: race found out");
    if (
      this.#setting.places.versioning(bucket) === "Suspended" ||
      (live.kind !== "nothing" && live.version.versionId === versionId)
    )
      return;
    this.#violated("§3.1 if the guard did not hold, our version is removed again", part.id);
  }

  hasWarned(urn: string, before: number, rule: string, times = 1): void {
    const told = this.#setting.warnings(urn) - before;
    if (told < times) this.#violated(rule, `${urn}: ${told} warnings of ${times}`);
  }

  hasNotWarned(urn: string, before: number, rule: string): void {
    if (this.#setting.warnings(urn) !== before) this.#violated(rule, urn);
  }

  whose(live: Live): string {
    if (live.kind === "nothing") return "nothing";
    if (live.kind === "object") return "an object";
    const { owners } = this.#setting.places.ledger.of(live.version);
    if (owners.has(this.#setting.stack)) return "a link of this stack";
    return owners.size === 0 ? "a foreign link" : "a link of the other stack";
  }

  #violated(rule: string, what: string): void {
    this.#setting.judge.violated(rule, what);
  }
}
