import type { PropertyMap } from "../../../provider/protocol/values";
import { type Answered, Calls, type Diffed, isInternal, partialAnswer } from "./calls";
import type { Counter } from "./counter";
import type { CallContext, Judge } from "./judge";
import type { Live, Places } from "./places";
import type { Line } from "./plugin-process";
import type { StackName } from "./program";
import {
  createVerdict,
  deleteVerdict,
  differences,
  type Proof,
  proofOf,
  proves,
  provesForDelete,
  sameTexts,
  updateVerdict,
  type Verdict,
} from "./rules";
import type { StateEntry } from "./stack-state";

/** What all calls of one command of the engine have in common. */
export interface Setting {
  readonly stack: StackName;
  readonly line: Line;
  readonly places: Places;
  readonly judge: Judge;
  readonly counter: Counter;
  readonly headersHidden: boolean;
  /** PutSymlink answers another ETag than reading shows. */
  readonly etagsDiffer: boolean;
  /** Ticks at the start of the plugin's process. */
  readonly since: number;
  /** Requests fail, or the plugin is killed: a call may fail without a fault of its own. */
  readonly disturbed: boolean;
  /** Answers may be lost, be it so that the plugin should get over it. */
  readonly lossy: boolean;
  /** ACL and tags may be unreadable. */
  readonly unreadable: boolean;
  /** Warnings that the plugin has logged for this URN so far. */
  readonly warnings: (urn: string) => number;
  /** Told of every create, update and delete that was answered. */
  readonly onAnswer: () => void;
}

/** The engine was interrupted: no answer of this call reached it. */
export class Interrupted extends Error {}

/** Calls the plugin for one command, and asks after each call whether it did what the design promises. */
export class Deployment {
  readonly #calls: Calls;
  readonly #proofs: Proof[] = [];
  readonly #declared = new Map<string, Set<string>>();
  readonly #held = new Map<string, Set<string>>();
  readonly #written = new Set<string>();

  constructor(private readonly setting: Setting) {
    this.#calls = new Calls(setting.line.provider);
  }

  async check(urn: string, olds: PropertyMap, news: PropertyMap): Promise<{ inputs: PropertyMap; failures: string[] }> {
    const answer = await this.#quietly("Check", urn, () => this.#calls.check(urn, olds, news));
    const id = `${String(news.bucket)}/${String(news.key)}`;
    const elsewhere = this.#others(this.#declared, id, urn);
    if (elsewhere && answer.failures.length === 0) {
      this.#violated("§3.4 Check refuses the same bucket/key declared by two URNs", `${urn} ${id}`);
    }
    if (answer.failures.length === 0) note(this.#declared, id, urn);
    return answer;
  }

  async diff(request: Diffed) {
    note(this.#held, request.id, request.urn);
    this.#proofs.push(proofOf(request.id, request.olds));
    return await this.#quietly("Diff", request.urn, () => this.#calls.diff(request));
  }

  async create(urn: string, inputs: PropertyMap, preview: boolean): Promise<Answered> {
    if (preview) return await this.#previewCreate(urn, inputs);
    const id = idOf(inputs);
    const { places, headersHidden, counter } = this.setting;
    const shown = { proofs: [...this.#proofs], headersHidden };
    const before = places.liveById(id);
    const verdict = createVerdict(inputs, id, before, shown);
    const call: CallContext = { ...this.#context(urn, id), kind: "create", inputs, shown };
    const warned = this.setting.warnings(urn);
    try {
      const answer = await this.#during(call, () => this.#calls.create(urn, inputs, false));
      this.#succeeded(call, verdict);
      if (call.overtaken) this.#provesNothingForeign(call, answer);
      else this.#isAsDeclared(call, inputs, answer, []);
      if (!call.overtaken && !this.setting.unreadable) this.#isReset(call, inputs);
      counter.add(`create: ${before.kind === "nothing" ? "made" : `over ${this.#whose(before, call.id)}`}`);
      if (before.kind === "link" && inputs.onConflict !== "overwrite") {
        if (!shown.proofs.some((proof) => proof.id === id && proves(proof, before.version)))
          this.#hasWarned(call, warned, "§3.1 a link that existed is taken with a warning");
      }
      return answer;
    } catch (error) {
      this.#failed(call, verdict, error, "create");
      this.#isUncovered(call);
      throw error;
    }
  }

  /** "A proven conflict is an error there", and nothing else is. */
  async #previewCreate(urn: string, inputs: PropertyMap): Promise<Answered> {
    const { places, headersHidden, counter, disturbed } = this.setting;
    const id = idOf(inputs);
    const shown = { proofs: [...this.#proofs], headersHidden };
    const verdict = createVerdict(inputs, id, places.liveById(id), shown);
    const preview = () => this.#calls.create(urn, inputs, true);
    let failure: unknown;
    try {
      const answer = await this.#quietly("preview of a create", urn, preview);
      if (verdict !== "must not" || disturbed) return answer;
      this.#violated("§3.1 a proven conflict is an error in the preview", id);
      return answer;
    } catch (error) {
      failure = error;
    }
    counter.add("preview: conflict");
    if (verdict === "must" && !disturbed)
      this.#violated("§3.1 a preview fails of a conflict only", `${id}: ${failure}`);
    throw failure;
  }

  async update(request: Diffed, preview: boolean): Promise<Answered> {
    if (preview)
      return await this.#quietly("preview of an update", request.urn, () => this.#calls.update(request, true));
    const { urn, id, news } = request;
    const before = this.setting.places.liveById(id);
    const call: CallContext = { ...this.#context(urn, id), kind: "update", inputs: news };
    const verdict = updateVerdict(news, before) === "must" ? "must" : "either";
    const warned = this.setting.warnings(urn);
    try {
      const answer = await this.#during(call, () => this.#calls.update(request, false));
      this.#succeeded(call, verdict);
      if (call.writes > 0) {
        if (call.overtaken) this.#provesNothingForeign(call, answer);
        else this.#isAsDeclared(call, news, answer, request.ignoreChanges);
        if (!call.raced) this.#keepsIgnored(call, before, request.ignoreChanges);
        const proof = proofOf(id, request.olds);
        if (before.kind === "link" && !proves(proof, before.version))
          this.#hasWarned(call, warned, "§3.1 Update warns of what somebody else had made of the link");
      }
      const over = before.kind === "nothing" ? "nothing" : this.#whose(before, id);
      this.setting.counter.add(call.writes === 0 ? "update: nothing sent" : `update: over ${over}`);
      return answer;
    } catch (error) {
      const refused = updateVerdict(news, before) === "must not" && call.writes === 0;
      this.#failed(call, verdict, error, refused ? "update of an object" : "update");
      throw error;
    }
  }

  /** @param stated undefined on import. */
  async read(urn: string, id: string, stated?: StateEntry): Promise<Answered | undefined> {
    const { places, counter } = this.setting;
    const before = places.liveById(id);
    const warned = this.setting.warnings(urn);
    const call: CallContext = { ...this.#context(urn, id), kind: "quiet", what: "Read" };
    try {
      const answer = await this.#during(call, () => this.#calls.read(urn, id, stated?.inputs, stated?.outputs));
      if (stated !== undefined) {
        note(this.#held, id, urn);
        this.#proofs.push(proofOf(id, stated.outputs));
      }
      if (answer !== undefined && stated !== undefined) this.#flagFollows(stated.inputs, answer);
      if ((answer === undefined) !== (before.kind !== "link")) {
        this.#violated("§3.2 Read: gone is what certainly is no link any more", `${id} is ${before.kind}`);
      }
      if (before.kind === "object" && stated !== undefined)
        this.#hasWarned(call, warned, "§3.2 Read warns of an object in the link's place");
      counter.add(
        answer === undefined ? `read: ${before.kind === "object" ? "object in its place" : "gone"}` : "read: link",
      );
      return answer;
    } catch (error) {
      const expected = stated === undefined && before.kind === "object" ? "must not" : "must";
      this.#failed(call, expected, error, "read");
      throw error;
    }
  }

  async delete({ urn, id, inputs, outputs }: StateEntry): Promise<void> {
    const { places, stack, counter } = this.setting;
    const [bucket, key] = split(id);
    const before = places.live(bucket, key);
    const proof = proofOf(id, outputs);
    const verdict = deleteVerdict(before, {
      proof,
      stack,
      ledger: places.ledger,
      versions: places.versions(bucket, key),
      suspended: places.versioning(bucket) === "Suspended",
      declaredElsewhere: this.#others(this.#declared, id, urn),
      heldElsewhere: this.#others(this.#held, id, urn),
    });
    const call: CallContext = { ...this.#context(urn, id), kind: "delete", proof, verdict };
    const warned = this.setting.warnings(urn);
    try {
      await this.#during(call, () => this.#calls.delete(urn, id, outputs, inputs));
    } catch (error) {
      this.#failed(call, "must", error, "delete");
      throw error;
    }
    const after = places.live(bucket, key);
    if (
      verdict === "must" &&
      after.kind !== "nothing" &&
      !call.overtaken &&
      !places.switchedSince(bucket, call.since)
    ) {
      this.#violated("§3.2 a delete removes a link that is ours", `${id} ${urn}`);
    }
    const left = before.kind !== "nothing" && after.kind !== "nothing";
    if (
      left &&
      !this.#others(this.#declared, id, urn) &&
      !(before.kind === "link" && provesForDelete(proof, before.version))
    ) {
      // Silent where another resource has the key, or this process has put a link for a newer state.
      if (!this.#written.has(id) && !this.#others(this.#held, id, urn))
        this.#hasWarned(call, warned, "§3.2 Delete warns of what it leaves");
    }
    if (inputs.purgeOnDelete === true) this.#isPurged(call, proof, verdict);
    counter.add(
      `delete: ${left ? `left ${this.#whose(before, id)}` : before.kind === "nothing" ? "gone already" : "removed"}`,
    );
    for (const version of places.versions(bucket, key)) {
      if (places.ledger.of(version).owners.has(stack) && provesForDelete(proof, version))
        places.ledger.of(version).released = true;
    }
  }

  #isPurged(call: CallContext, proof: Proof, verdict: Verdict): void {
    const [bucket, key] = split(call.id);
    if (this.setting.disturbed || verdict === "either" || this.#others(this.#declared, call.id, call.urn)) return;
    const versions = this.setting.places.versions(bucket, key);
    const remaining = versions.filter(
      (version, at) => proof.versionIds.includes(version.versionId) && at < versions.length - 1,
    );
    if (remaining.length > 0)
      this.#violated(
        "§3.2 purgeOnDelete removes our versions that are not current",
        `${call.id}: ${remaining.length} left`,
      );
    this.setting.counter.add("delete: purged");
  }

  #context(urn: string, id: string) {
    const { stack, since } = this.setting;
    return { stack, urn, id, since, raced: false, hidden: undefined, writes: 0, looked: false, overtaken: false };
  }

  async #quietly<T>(what: string, urn: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#during({ ...this.#context(urn, ""), kind: "quiet", what }, work);
    } catch (error) {
      if (isInternal(error) && !this.setting.disturbed)
        this.#violated("§9 INTERNAL and UNKNOWN only for bugs", `${what}: ${String(error)}`);
      throw error;
    }
  }

  async #during<T>(call: CallContext, work: () => Promise<T>): Promise<T> {
    const { judge, line } = this.setting;
    const answer = await judge.during(call, work);
    if (call.kind !== "delete" && call.writes > 0) this.#written.add(call.id);
    if (call.kind !== "quiet") this.setting.onAnswer();
    if (!line.process.alive) throw new Interrupted("the plugin was killed");
    return answer;
  }

  /** What was written must be what the answer, and so the state, now holds as proof. */
  #isAsDeclared(call: CallContext, inputs: PropertyMap, answer: Answered, ignored: readonly string[]): void {
    const { places, stack } = this.setting;
    this.#flagFollows(inputs, answer);
    const live = places.liveById(call.id);
    if (live.kind !== "link") {
      this.#violated("§10 what was created or updated is there", `${call.kind} of ${call.id} left ${live.kind}`);
      return;
    }
    const provenance = places.ledger.of(live.version);
    const different = differences(inputs, live.version, ignored);
    if (different.length > 0)
      this.#violated(
        "§10 what was created or updated is as declared",
        `${call.kind} of ${call.id}: ${different.join(", ")}`,
      );
    if (!provenance.owners.has(stack))
      this.#violated("§3.3 what was created or updated is ours", `${call.kind} of ${call.id}`);
    if (proves(proofOf(call.id, answer.outputs), live.version)) {
      provenance.known = true;
      return;
    }
    // "A read-back that fails neither fails the put nor teaches": the proof may be wrong until the next Read.
    if (this.setting.disturbed && this.setting.etagsDiffer) places.overtaken.add(call.id);
    else this.#violated("§3 the answer holds the proof of what was put", `${call.kind} of ${call.id}`);
  }

  /** Of what nobody declares, nothing stays of what was there before. */
  #isReset({ id }: CallContext, inputs: PropertyMap): void {
    const live = this.setting.places.liveById(id);
    if (live.kind !== "link") return;
    const { acl, tags } = live.version;
    const reset = (inputs.acl !== undefined || acl === "default") && (inputs.tags !== undefined || sameTexts(tags, {}));
    if (!reset) this.#violated("§3 what is not declared is reset by a create", `${id}: ${acl} ${JSON.stringify(tags)}`);
  }

  #keepsIgnored({ id }: CallContext, before: Live, ignored: readonly string[]): void {
    const live = this.setting.places.liveById(id);
    if (before.kind !== "link" || live.kind !== "link" || !ignored.includes("target")) return;
    if (live.version.target !== before.version.target)
      this.#violated("§3.1 an ignored target is never flipped back", id);
  }

  /** Whatever came after our put, it is not what our put is known by. */
  #provesNothingForeign({ id }: CallContext, { outputs }: Answered): void {
    const live = this.setting.places.liveById(id);
    if (live.kind === "link" && proves(proofOf(id, outputs), live.version)) {
      this.#violated("§3 a read-back counts only if it shows what we put", id);
    }
  }

  #flagFollows(inputs: PropertyMap | undefined, answer: Answered): void {
    if (answer.refreshBeforeUpdate === (inputs?.enforce === true)) return;
    this.#violated("§3.3 `enforce` answers refresh_before_update", `${answer.id}: ${answer.refreshBeforeUpdate}`);
  }

  #succeeded(call: CallContext, verdict: Verdict): void {
    const [bucket] = split(call.id);
    // A version `null` that was replaced cannot be seen any more: the plugin warns that there may have been one.
    const shown = this.setting.places.versioning(bucket) !== "Suspended";
    const hidden = call.hidden !== undefined && shown;
    if ((verdict === "must not" && !call.raced) || hidden)
      this.#violated("§3.1 anything else is refused", `${call.kind} of ${call.id} succeeded`);
  }

  #failed(call: CallContext, verdict: Verdict, error: unknown, what: string): void {
    const { counter, disturbed } = this.setting;
    const killed = !this.setting.line.process.alive || error instanceof Interrupted;
    const outcome = killed
      ? "killed"
      : partialAnswer(error)
        ? "done in part"
        : verdict === "must not" || call.raced
          ? "refused"
          : "failed";
    counter.add(`${what}: ${outcome}`);
    if (disturbed || killed || call.raced) return;
    if (verdict === "must")
      this.#violated(`§10 a ${what} that nothing stands in the way of succeeds`, `${call.id}: ${String(error)}`);
    else if (isInternal(error)) this.#violated("§9 INTERNAL and UNKNOWN only for bugs", `${what}: ${String(error)}`);
  }

  /** A put that hid what it should not have is undone, where that can be: one whose answer was lost has no known id. */
  #isUncovered(call: CallContext): void {
    if (call.hidden === undefined || this.setting.lossy || this.setting.disturbed || !this.setting.line.process.alive)
      return;
    const [bucket, key] = split(call.id);
    const { versionId } = call.hidden;
    const live = this.setting.places.live(bucket, key);
    this.setting.counter.add("create: race found out");
    if (
      this.setting.places.versioning(bucket) === "Suspended" ||
      (live.kind !== "nothing" && live.version.versionId === versionId)
    )
      return;
    this.#violated("§3.1 if the guard did not hold, our version is removed again", call.id);
  }

  #hasWarned({ urn, id }: CallContext, before: number, rule: string): void {
    if (this.setting.warnings(urn) === before) this.#violated(rule, id);
  }

  #whose(live: Exclude<Live, { kind: "nothing" }> | Live, _id: string): string {
    if (live.kind === "nothing") return "nothing";
    if (live.kind === "object") return "an object";
    const { owners } = this.setting.places.ledger.of(live.version);
    if (owners.has(this.setting.stack)) return "a link of this stack";
    return owners.size === 0 ? "a foreign link" : "a link of the other stack";
  }

  #others(map: ReadonlyMap<string, ReadonlySet<string>>, id: string, urn: string): boolean {
    return [...(map.get(id) ?? [])].some((other) => other !== urn);
  }

  #violated(rule: string, what: string): void {
    this.setting.judge.violated(rule, what);
  }
}

function note(map: Map<string, Set<string>>, id: string, urn: string): void {
  const urns = map.get(id) ?? new Set();
  map.set(id, urns.add(urn));
}

function idOf(inputs: PropertyMap): string {
  return `${String(inputs.bucket)}/${String(inputs.key)}`;
}

function split(id: string): [bucket: string, key: string] {
  const slash = id.indexOf("/");
  return [id.slice(0, slash), id.slice(slash + 1)];
}
