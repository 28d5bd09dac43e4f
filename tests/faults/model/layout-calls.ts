import type { PropertyMap } from "../../../provider/protocol/values";
import type { AfterCall } from "./after-call";
import { type AfterRemoval, isLeft } from "./after-removal";
import { newPart, type Part } from "./call";
import type { CallRunner } from "./call-runner";
import type { Answered, Calls, Diffed } from "./calls";
import { isImmovable, linksIn, linksUnder, mayRemoveStrays, namedBy, proofsIn } from "./layout-facts";
import { LayoutWrite } from "./layout-write";
import type { Memory } from "./memory";
import type { Live } from "./places";
import { createVerdict, type Proof, proves, type Verdict } from "./rules";
import type { Setting } from "./setting";
import type { StateEntry } from "./stack-state";

/** Creates, reads, updates and deletes layouts, and asks after each call whether it did what the design promises. */
export class LayoutCalls {
  constructor(
    private readonly setting: Setting,
    private readonly calls: Calls,
    private readonly memory: Memory,
    private readonly runner: CallRunner,
    private readonly after: AfterCall,
    private readonly removal: AfterRemoval,
  ) {}

  async create(urn: string, inputs: PropertyMap, preview: boolean): Promise<Answered> {
    const parts = [...linksIn(inputs)].map(([id, link]) => this.#make(id, link));
    const ask = () => this.calls.create(urn, inputs, preview);
    if (preview) return await this.#foresee(urn, parts, ask);
    return await this.#write("layout create", urn, inputs, {}, parts, new Map(), ask);
  }

  async update(request: Diffed, preview: boolean): Promise<Answered> {
    const { urn, id, olds, oldInputs, news } = request;
    const known = proofsIn(id, olds);
    const links = linksIn(news);
    const ask = () => this.calls.update(request, preview);
    const makes = [...links].filter(([link]) => !known.has(link)).map(([link, inputs]) => this.#make(link, inputs));
    if (preview) return await this.#foresee(urn, makes, ask);
    const moves = [...links]
      .filter(([link]) => known.has(link))
      .map(([link, inputs]) => newPart(link, { kind: "update", inputs }));
    const before = linksIn(oldInputs);
    const moving = moves.find((part) => before.get(part.id)?.target !== part.inputs.target);
    if (moving !== undefined) this.setting.beforeUpdate(moving.id);
    const removals = [...known.values()]
      .filter(({ id: link }) => !links.has(link))
      .map((proof) => this.removal.partOf(urn, proof));
    const parts = [...makes, ...moves, ...removals, ...this.#strays(request, links, known)];
    return await this.#write("layout update", urn, news, oldInputs, parts, known, ask);
  }

  /** @param stated undefined on import. */
  async read(urn: string, id: string, stated?: StateEntry): Promise<Answered | undefined> {
    const { counter, setting } = { counter: this.setting.counter, setting: this.setting };
    const under = linksUnder(id, setting.places);
    const known = stated ? proofsIn(id, stated.outputs) : new Map<string, Proof>();
    const parts = [...new Set([...known.keys(), ...under.keys()])].map((link) => newPart(link, { kind: "look" }));
    const lives = this.#lives(parts);
    const call = this.runner.callOf(urn, parts, "Read");
    const warned = setting.warnings(urn);
    this.memory.list(under);
    if (stated) {
      this.memory.showInRead(urn, id, stated.outputs);
      this.memory.nameInRead(id, namedBy(stated));
    }
    try {
      const answer = await this.runner.during(call, () => this.calls.read(urn, id, stated?.inputs, stated?.outputs));
      if (parts.some(({ contested }) => contested)) return answer;
      if ((answer === undefined) !== (stated === undefined && under.size === 0))
        this.#violated("§4 Read: a layout is gone with its bucket only", id);
      if (answer === undefined || stated === undefined) {
        counter.add(`layout import: ${answer === undefined ? "nothing" : "ok"}`);
        return answer;
      }
      this.after.flagFollows(stated.inputs, answer);
      this.#hasSeen(urn, answer, known, lives, warned);
      this.#hasSeenStrays(urn, stated.inputs, answer, under);
      return answer;
    } catch (error) {
      this.after.failed(call, "must", error, "layout read");
      throw error;
    }
  }

  async delete({ urn, id, inputs, outputs }: StateEntry): Promise<void> {
    const proofs = [...proofsIn(id, outputs).values()];
    const parts = proofs.map((proof) => this.removal.partOf(urn, proof));
    const lives = this.#lives(parts);
    const call = this.runner.callOf(urn, parts);
    const warned = this.setting.warnings(urn);
    try {
      await this.runner.during(call, () => this.calls.delete(urn, id, outputs, inputs));
    } catch (error) {
      this.after.failed(call, "must", error, "layout delete");
      throw error;
    }
    let told = 0;
    for (const part of parts) {
      const before = lives.get(part.id) as Live;
      if (this.removal.isDone(urn, call.since, part, before)) told++;
      this.setting.counter.add(`layout delete: ${this.removal.outcome(part, before)}`);
      this.removal.release(urn, part.proof);
    }
    this.after.hasWarned(urn, warned, "§3.2 Delete warns of what it leaves of a layout", told);
    const left = parts.filter(({ id: link }) => isLeft(lives.get(link) as Live, this.setting.places.liveById(link)));
    const areOurs = left.length > 0 && left.every(({ id: link }) => this.memory.put.has(link));
    if (areOurs && !this.setting.disturbed)
      this.after.hasNotWarned(urn, warned, "§3.2 what this process has put for a newer state stays silently");
  }

  #make(id: string, inputs: PropertyMap) {
    const shown = { proofs: [...this.memory.proofs], headersHidden: this.setting.headersHidden };
    return newPart(id, { kind: "create", inputs, shown });
  }

  /** Links under the prefix that the layout has nothing to do with, as a listing is about to show them. */
  #strays(request: Diffed, links: ReadonlyMap<string, unknown>, known: ReadonlyMap<string, Proof>): Part[] {
    const { urn, id, news } = request;
    const under = linksUnder(id, this.setting.places);
    this.memory.list(under);
    const named = this.memory.namedBefore(request);
    const others = [...under.keys()].filter((link) => !links.has(link) && !known.has(link));
    return others.map((link) => {
      const free = mayRemoveStrays(news) && named.has(link) && !this.memory.isAnothers(link, urn);
      return newPart(link, { kind: "stray", free, listed: this.memory.listedAt(link) });
    });
  }

  async #foresee(urn: string, makes: readonly Part[], ask: () => Promise<Answered>): Promise<Answered> {
    const lives = this.#lives(makes);
    const verdict = worst(makes.map((part) => makeVerdict(part, lives.get(part.id) as Live)));
    return await this.after.isForeseen(urn, verdict, () => this.runner.quietly("preview of a layout", urn, ask));
  }

  async #write(
    what: string,
    urn: string,
    news: PropertyMap,
    oldInputs: PropertyMap,
    parts: readonly Part[],
    known: ReadonlyMap<string, Proof>,
    ask: () => Promise<Answered>,
  ): Promise<Answered> {
    const lives = this.#lives(parts);
    const { setting, memory, after, removal } = this;
    const write = new LayoutWrite({ setting, memory, after, removal }, { urn, news, oldInputs, known, lives });
    const verdict = worst(parts.map((part) => write.verdictOf(part)));
    const call = this.runner.callOf(urn, parts);
    try {
      const answer = await this.runner.during(call, ask);
      this.setting.counter.add(`${what}: ok`);
      write.succeeded(call, answer);
      return answer;
    } catch (error) {
      this.after.failed(call, verdict, error, what);
      write.failed(call, error);
      throw error;
    }
  }

  #lives(parts: readonly Part[]): ReadonlyMap<string, Live> {
    return new Map(parts.map(({ id }) => [id, this.setting.places.liveById(id)]));
  }

  /** Of each link that the state knows, whether it is there, and whether it is still ours. */
  #hasSeen(
    urn: string,
    { id, outputs }: Answered,
    known: ReadonlyMap<string, Proof>,
    lives: ReadonlyMap<string, Live>,
    warned: number,
  ): void {
    const seen = proofsIn(id, outputs);
    const drifted = (outputs.drifted ?? {}) as PropertyMap;
    let objects = 0;
    for (const [link, proof] of known) {
      const live = lives.get(link) as Live;
      if (seen.has(link) !== (live.kind === "link"))
        this.#violated("§4 Read: a link of a layout is gone if it is no link any more", `${link} is ${live.kind}`);
      if (live.kind === "object") objects++;
      if (live.kind !== "link") this.removal.release(urn, proof);
      const isOurs = live.kind === "link" && proves(proof, live.version);
      if (live.kind === "link" && !isOurs && drifted[link.slice(id.length)] !== live.version.target)
        this.#violated("§4 Read: what is not ours has drifted", link);
      this.setting.counter.add(`layout read: ${live.kind === "link" && !isOurs ? "drifted" : live.kind}`);
    }
    this.after.hasWarned(urn, warned, "§3.2 Read warns of objects in the places of a layout's links", objects);
  }

  /** Exactly the links that nobody declares, nor has in a state that was shown; of those to be removed, what can be. */
  #hasSeenStrays(urn: string, inputs: PropertyMap, answer: Answered, under: ReadonlyMap<string, string>): void {
    const { strays } = inputs;
    const [bucket] = answer.id.split("/");
    const named = (answer.outputs.strayLinks ?? []) as string[];
    const listed = new Set(named.map((key) => `${bucket}/${key}`));
    const own = new Set([...linksIn(inputs).keys(), ...proofsIn(answer.id, answer.outputs).keys()]);
    for (const link of under.keys()) {
      const reports = strays !== undefined && strays !== "ignore" && !this.setting.elsewhere;
      const isStray = reports && !own.has(link);
      const isStuck = mayRemoveStrays(inputs) && isImmovable(link, this.setting.places);
      // Who may not ask finds out when it is to go.
      if (isStuck && this.setting.unreadable) continue;
      const expected = isStray && !isStuck && !this.memory.isAnothers(link, urn);
      if (isStray && isStuck) this.setting.counter.add("strays: left");
      if (expected !== listed.has(link)) this.#violated("§4 Read records exactly the strays", `${link} ${expected}`);
    }
    if (listed.size > 0) this.setting.counter.add("strays: recorded");
  }

  #violated(rule: string, what: string): void {
    this.setting.judge.violated(rule, what);
  }
}

function makeVerdict(part: Part, live: Live): Verdict {
  return part.kind === "create" ? createVerdict(part.inputs, part.id, live, part.shown) : "either";
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("must not")) return "must not";
  return verdicts.includes("either") ? "either" : "must";
}
