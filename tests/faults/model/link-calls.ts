import { isDeepStrictEqual } from "node:util";
import type { PropertyMap } from "../../../provider/protocol/values";
import type { AfterCall } from "./after-call";
import { type AfterRemoval, isLeft } from "./after-removal";
import { newPart, type Part } from "./call";
import type { CallRunner } from "./call-runner";
import type { Answered, Calls, Diffed } from "./calls";
import type { Memory } from "./memory";
import type { Live } from "./places";
import { createVerdict, differences, proofOf, proves, updateVerdict } from "./rules";
import type { Setting } from "./setting";
import type { StateEntry } from "./stack-state";

/** Creates, reads, updates and deletes single links, and asks after each call whether it did what the design promises. */
export class LinkCalls {
  constructor(
    private readonly setting: Setting,
    private readonly calls: Calls,
    private readonly memory: Memory,
    private readonly runner: CallRunner,
    private readonly after: AfterCall,
    private readonly removal: AfterRemoval,
  ) {}

  async create(urn: string, inputs: PropertyMap, preview: boolean): Promise<Answered> {
    if (preview) return await this.#previewCreate(urn, inputs);
    const id = idOf(inputs);
    const { places, headersHidden, counter } = this.setting;
    const shown = { proofs: [...this.memory.proofs], headersHidden };
    const before = places.liveById(id);
    const verdict = createVerdict(inputs, id, before, shown);
    const part = newPart(id, { kind: "create", inputs, shown });
    const call = this.runner.callOf(urn, [part]);
    const warned = this.setting.warnings(urn);
    try {
      const answer = await this.runner.during(call, () => this.calls.create(urn, inputs, false));
      this.after.succeeded(part, verdict);
      this.memory.put.add(id);
      const proof = proofOf(id, answer.outputs);
      if (!part.overtaken) this.after.flagFollows(inputs, answer);
      if (part.overtaken) this.after.provesNothingForeign(part, proof);
      else this.after.isAsDeclared(part, inputs, proof, []);
      if (!part.overtaken && !this.setting.unreadable) this.after.isReset(part, inputs);
      counter.add(`create: ${before.kind === "nothing" ? "made" : `over ${this.after.whose(before)}`}`);
      if (before.kind === "link" && !part.contested && inputs.onConflict !== "overwrite") {
        if (!shown.proofs.some((known) => known.id === id && proves(known, before.version)))
          this.after.hasWarned(urn, warned, "§3.1 a link that existed is taken with a warning");
      }
      return answer;
    } catch (error) {
      this.after.failed(call, verdict, error, "create");
      this.after.isUncovered(part);
      throw error;
    }
  }

  /** "A proven conflict is an error there", and nothing else is. */
  async #previewCreate(urn: string, inputs: PropertyMap): Promise<Answered> {
    const { places, headersHidden } = this.setting;
    const id = idOf(inputs);
    const shown = { proofs: [...this.memory.proofs], headersHidden };
    const verdict = createVerdict(inputs, id, places.liveById(id), shown);
    return await this.after.isForeseen(id, verdict, () =>
      this.runner.quietly("preview of a create", urn, () => this.calls.create(urn, inputs, true)),
    );
  }

  async update(request: Diffed, preview: boolean): Promise<Answered> {
    const { urn, id, news } = request;
    if (preview) return await this.runner.quietly("preview of an update", urn, () => this.calls.update(request, true));
    this.setting.beforeUpdate(id);
    const before = this.setting.places.liveById(id);
    const part = newPart(id, { kind: "update", inputs: news });
    const call = this.runner.callOf(urn, [part]);
    const verdict = updateVerdict(news, before) === "must" ? "must" : "either";
    const warned = this.setting.warnings(urn);
    try {
      const answer = await this.runner.during(call, () => this.calls.update(request, false));
      this.after.succeeded(part, verdict);
      if (part.writes > 0) {
        const proof = proofOf(id, answer.outputs);
        if (!part.overtaken) this.after.flagFollows(news, answer);
        if (part.overtaken) this.after.provesNothingForeign(part, proof);
        else this.after.isAsDeclared(part, news, proof, [...request.ignoreChanges, ...unread(request, part, before)]);
        if (!part.raced) this.after.keepsIgnored(part, before, request.ignoreChanges);
        if (before.kind === "link" && !part.contested && !proves(proofOf(id, request.olds), before.version))
          this.after.hasWarned(urn, warned, "§3.1 Update warns of what somebody else had made of the link");
      }
      const over = before.kind === "nothing" ? "nothing" : this.after.whose(before);
      this.setting.counter.add(part.writes === 0 ? "update: nothing sent" : `update: over ${over}`);
      return answer;
    } catch (error) {
      const refused = updateVerdict(news, before) === "must not" && part.writes === 0;
      this.after.failed(call, verdict, error, refused ? "update of an object" : "update");
      throw error;
    }
  }

  /** @param stated undefined on import. */
  async read(urn: string, id: string, stated?: StateEntry): Promise<Answered | undefined> {
    const { places, counter } = this.setting;
    const before = places.liveById(id);
    const warned = this.setting.warnings(urn);
    const part = newPart(id, { kind: "look" });
    const call = this.runner.callOf(urn, [part], "Read");
    try {
      const answer = await this.runner.during(call, () => this.calls.read(urn, id, stated?.inputs, stated?.outputs));
      if (stated !== undefined) this.memory.showInRead(urn, id, stated.outputs);
      if (answer !== undefined && stated !== undefined) this.after.flagFollows(stated.inputs, answer);
      if ((answer === undefined) !== (before.kind !== "link") && !part.contested) {
        this.setting.judge.violated("§3.2 Read: gone is what certainly is no link any more", `${id} is ${before.kind}`);
      }
      if (before.kind === "object" && stated !== undefined)
        this.after.hasWarned(urn, warned, "§3.2 Read warns of an object in the link's place");
      counter.add(
        answer === undefined ? `read: ${before.kind === "object" ? "object in its place" : "gone"}` : "read: link",
      );
      return answer;
    } catch (error) {
      const expected = stated === undefined && before.kind === "object" ? "must not" : "must";
      this.after.failed(call, expected, error, "read");
      throw error;
    }
  }

  async delete({ urn, id, inputs, outputs }: StateEntry): Promise<void> {
    const { places, counter } = this.setting;
    const proof = proofOf(id, outputs);
    const part = this.removal.partOf(urn, proof);
    const call = this.runner.callOf(urn, [part]);
    const before = places.liveById(id);
    const warned = this.setting.warnings(urn);
    try {
      await this.runner.during(call, () => this.calls.delete(urn, id, outputs, inputs));
    } catch (error) {
      this.after.failed(call, "must", error, "delete");
      throw error;
    }
    if (this.removal.isDone(urn, call.since, part, before))
      this.after.hasWarned(urn, warned, "§3.2 Delete warns of what it leaves");
    if (isLeft(before, places.liveById(id)) && this.memory.put.has(id) && !this.setting.disturbed)
      this.after.hasNotWarned(urn, warned, "§3.2 what this process has put for a newer state stays silently");
    if (inputs.purgeOnDelete === true && !this.memory.isDeclaredByOther(id, urn))
      this.after.isPurged(part, proof, part.verdict);
    counter.add(`delete: ${this.removal.outcome(part, before)}`);
    this.removal.release(urn, proof);
  }
}

/** ACL or tags that somebody else has set since they were read: only a put, or a change of theirs, sets them again. */
function unread({ olds, news }: Diffed, part: Part, before: Live): string[] {
  if (part.put !== undefined || before.kind !== "link") return [];
  const drifted = differences(olds, before.version);
  return ["acl", "tags"].filter((name) => drifted.includes(name) && isDeepStrictEqual(olds[name], news[name]));
}

function idOf(inputs: PropertyMap): string {
  return `${String(inputs.bucket)}/${String(inputs.key)}`;
}
