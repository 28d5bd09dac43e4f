import type { PropertyMap } from "../../../provider/protocol/values";
import { AfterCall } from "./after-call";
import { AfterRemoval } from "./after-removal";
import { CallRunner } from "./call-runner";
import { type Answered, Calls, type Diffed } from "./calls";
import { LayoutCalls } from "./layout-calls";
import { linksIn } from "./layout-facts";
import { LinkCalls } from "./link-calls";
import { Memory } from "./memory";
import { LAYOUT_TYPE } from "./program";
import type { Setting } from "./setting";
import type { StateEntry } from "./stack-state";

/** Calls the plugin for one command, whatever the resource. */
export class Deployment {
  readonly #calls: Calls;
  readonly #memory = new Memory();
  readonly #runner: CallRunner;
  readonly #links: LinkCalls;
  readonly #layouts: LayoutCalls;

  constructor(private readonly setting: Setting) {
    this.#calls = new Calls(setting.line.provider);
    this.#runner = new CallRunner(setting, this.#memory);
    const after = new AfterCall(setting);
    const removal = new AfterRemoval(setting, this.#memory, after);
    this.#links = new LinkCalls(setting, this.#calls, this.#memory, this.#runner, after, removal);
    this.#layouts = new LayoutCalls(setting, this.#calls, this.#memory, this.#runner, after, removal);
  }

  async check(urn: string, olds: PropertyMap, news: PropertyMap): Promise<{ inputs: PropertyMap; failures: string[] }> {
    const answer = await this.#runner.quietly("Check", urn, () => this.#calls.check(urn, olds, news));
    if (answer.failures.length > 0) return answer;
    for (const id of linksIn(news).keys()) {
      if (this.#memory.isDeclaredByOther(id, urn))
        this.#violated("§3.4 Check refuses the same bucket/key declared by two URNs", `${urn} ${id}`);
    }
    if (this.#memory.overlaps(urn, olds, news))
      this.#violated("§4 Check refuses overlapping layouts when a stray mode is on", urn);
    if (this.#memory.endangers(urn, olds, news))
      this.#violated("§4 Check refuses a link of another resource where a layout removes strays", urn);
    if (news.strays === "remove" && news.prefix === "")
      this.#violated("§4 Check refuses to remove strays without a prefix", urn);
    this.#memory.declare(urn, news);
    return answer;
  }

  async diff(request: Diffed) {
    this.#memory.showInDiff(request.urn, request.id, request.olds);
    const answer = await this.#runner.quietly("Diff", request.urn, () => this.#calls.diff(request));
    if (answer.diffs.includes("strayLinks") && this.#memory.namedBefore(request).size === 0)
      this.#violated("§4 Diff names strays only if one may go", request.urn);
    if (answer.diffs.length === 0) this.#memory.settle(request.urn);
    else this.#memory.unsettle(request.urn);
    return answer;
  }

  create(urn: string, inputs: PropertyMap, preview: boolean): Promise<Answered> {
    return this.#of(urn).create(urn, inputs, preview);
  }

  async update(request: Diffed, preview: boolean): Promise<Answered> {
    const answer = await this.#of(request.urn).update(request, preview);
    this.#memory.settle(request.urn);
    return answer;
  }

  /** @param stated undefined on import. */
  read(urn: string, id: string, stated?: StateEntry): Promise<Answered | undefined> {
    return this.#of(urn).read(urn, id, stated);
  }

  delete(entry: StateEntry): Promise<void> {
    return this.#of(entry.urn).delete(entry);
  }

  #of(urn: string): LinkCalls | LayoutCalls {
    return urn.includes(LAYOUT_TYPE) ? this.#layouts : this.#links;
  }

  #violated(rule: string, what: string): void {
    this.setting.judge.violated(rule, what);
  }
}
