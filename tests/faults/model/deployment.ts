import type { ObjectVersion } from "../../../emulator/store/model";
import type { PropertyMap } from "../../../provider/protocol/values";
import { AfterCall } from "./after-call";
import { type Answered, Calls, type Diffed, isInternal } from "./calls";
import type { CallContext } from "./judge";
import { splitId } from "./places";
import { createVerdict, deleteVerdict, type Proof, proofOf, proves, provesForDelete, updateVerdict } from "./rules";
import { Interrupted, type Setting } from "./setting";
import type { StateEntry } from "./stack-state";

/** Calls the plugin for one command, and asks after each call whether it did what the design promises. */
export class Deployment {
  readonly #calls: Calls;
  readonly #after: AfterCall;
  readonly #proofs: Proof[] = [];
  readonly #declared = new Map<string, Set<string>>();
  readonly #held = new Map<string, Set<string>>();
  readonly #stated: { readonly urn: string; readonly proof: Proof }[] = [];
  readonly #written = new Set<string>();
  /** Where a link was put for a state that the engine keeps. */
  readonly #put = new Set<string>();

  constructor(private readonly setting: Setting) {
    this.#calls = new Calls(setting.line.provider);
    this.#after = new AfterCall(setting);
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
    this.#stated.push({ urn: request.urn, proof: proofOf(request.id, request.olds) });
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
      this.#after.succeeded(call, verdict);
      this.#put.add(id);
      if (call.overtaken) this.#after.provesNothingForeign(call, answer);
      else this.#after.isAsDeclared(call, inputs, answer, []);
      if (!call.overtaken && !this.setting.unreadable) this.#after.isReset(call, inputs);
      counter.add(`create: ${before.kind === "nothing" ? "made" : `over ${this.#after.whose(before)}`}`);
      if (before.kind === "link" && !call.contested && inputs.onConflict !== "overwrite") {
        if (!shown.proofs.some((proof) => proof.id === id && proves(proof, before.version)))
          this.#after.hasWarned(call, warned, "§3.1 a link that existed is taken with a warning");
      }
      return answer;
    } catch (error) {
      this.#after.failed(call, verdict, error, "create");
      this.#after.isUncovered(call);
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
    this.setting.beforeUpdate(id);
    const before = this.setting.places.liveById(id);
    const call: CallContext = { ...this.#context(urn, id), kind: "update", inputs: news };
    const verdict = updateVerdict(news, before) === "must" ? "must" : "either";
    const warned = this.setting.warnings(urn);
    try {
      const answer = await this.#during(call, () => this.#calls.update(request, false));
      this.#after.succeeded(call, verdict);
      if (call.writes > 0) {
        if (call.overtaken) this.#after.provesNothingForeign(call, answer);
        else this.#after.isAsDeclared(call, news, answer, request.ignoreChanges);
        if (!call.raced) this.#after.keepsIgnored(call, before, request.ignoreChanges);
        const proof = proofOf(id, request.olds);
        if (before.kind === "link" && !call.contested && !proves(proof, before.version))
          this.#after.hasWarned(call, warned, "§3.1 Update warns of what somebody else had made of the link");
      }
      const over = before.kind === "nothing" ? "nothing" : this.#after.whose(before);
      this.setting.counter.add(call.writes === 0 ? "update: nothing sent" : `update: over ${over}`);
      return answer;
    } catch (error) {
      const refused = updateVerdict(news, before) === "must not" && call.writes === 0;
      this.#after.failed(call, verdict, error, refused ? "update of an object" : "update");
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
      if (answer !== undefined && stated !== undefined) this.#after.flagFollows(stated.inputs, answer);
      if ((answer === undefined) !== (before.kind !== "link") && !call.contested) {
        this.#violated("§3.2 Read: gone is what certainly is no link any more", `${id} is ${before.kind}`);
      }
      if (before.kind === "object" && stated !== undefined)
        this.#after.hasWarned(call, warned, "§3.2 Read warns of an object in the link's place");
      counter.add(
        answer === undefined ? `read: ${before.kind === "object" ? "object in its place" : "gone"}` : "read: link",
      );
      return answer;
    } catch (error) {
      const expected = stated === undefined && before.kind === "object" ? "must not" : "must";
      this.#after.failed(call, expected, error, "read");
      throw error;
    }
  }

  async delete({ urn, id, inputs, outputs }: StateEntry): Promise<void> {
    const { places, stack, counter } = this.setting;
    const [bucket, key] = splitId(id);
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
      this.#after.failed(call, "must", error, "delete");
      throw error;
    }
    const after = places.live(bucket, key);
    if (
      verdict === "must" &&
      after.kind !== "nothing" &&
      !call.overtaken &&
      !call.contested &&
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
        this.#after.hasWarned(call, warned, "§3.2 Delete warns of what it leaves");
    }
    if (left && this.#put.has(id) && !this.setting.disturbed)
      this.#after.hasNotWarned(call, warned, "§3.2 what this process has put for a newer state stays silently");
    if (inputs.purgeOnDelete === true && !this.#others(this.#declared, id, urn))
      this.#after.isPurged(call, proof, verdict);
    counter.add(
      `delete: ${left ? `left ${this.#after.whose(before)}` : before.kind === "nothing" ? "gone already" : "removed"}`,
    );
    for (const version of places.versions(bucket, key)) {
      if (this.#isHeld(id, urn, version)) continue;
      if (places.ledger.of(version).owners.has(stack) && provesForDelete(proof, version))
        places.ledger.of(version).released = true;
    }
  }

  #context(urn: string, id: string) {
    const { stack, since } = this.setting;
    const nothingYet = {
      raced: false,
      contested: false,
      hidden: undefined,
      writes: 0,
      looked: false,
      overtaken: false,
    };
    return { stack, urn, id, since, ...nothingYet };
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

  /** Another resource goes on with the same proof: it was imported. */
  #isHeld(id: string, urn: string, version: ObjectVersion): boolean {
    return this.#stated.some(({ urn: other, proof }) => {
      if (other === urn || proof.id !== id || !this.#declared.get(id)?.has(other)) return false;
      return provesForDelete(proof, version);
    });
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
