import { aftermath, leftovers } from "./aftermath";
import { MUTATING } from "./chooser";
import { Counter } from "./counter";
import { Deployment } from "./deployment";
import { edited } from "./edits";
import { makeBuckets, makeBucketsElsewhere } from "./first-contents";
import { ForeignWriter } from "./foreign-writer";
import { importable, isUnclaimed, withImported } from "./imports";
import { Judge } from "./judge";
import { namedBy } from "./layout-facts";
import { Ledger } from "./ledger";
import { Lines } from "./lines";
import { Mishaps } from "./mishaps";
import { chosen, freeName } from "./names";
import { Places } from "./places";
import { isLayout, isLink, type Link, linksOf, type Place, type Program, type StackName } from "./program";
import { type Outcome, PLAIN, Stack } from "./stack";
import type { Stage } from "./stage";
import {
  type Command,
  type Disturbance,
  type Edit,
  type Foreign,
  type History,
  QUIET,
  type Run,
  type Step,
} from "./steps";

/** Plays one history, in buckets of its own. */
export class Player {
  readonly counter = new Counter();
  readonly judge: Judge;
  readonly places: Places;
  readonly #stacks: Readonly<Record<StackName, Stack>>;
  readonly #programs: Record<StackName, Program> = { a: new Map(), b: new Map() };
  readonly #lines: Lines;
  readonly #foreign: ForeignWriter;
  readonly #mishaps: Mishaps;

  constructor(
    private readonly stage: Stage,
    private readonly history: History,
    prefix: string,
  ) {
    this.places = new Places(stage.world, new Ledger(), prefix);
    this.judge = new Judge(this.places);
    this.#foreign = new ForeignWriter(this.places);
    this.#mishaps = new Mishaps(this.places, this.judge, this.counter, this.#foreign);
    this.#lines = new Lines(stage, this.places, this.counter, history.shared);
    this.#stacks = { a: new Stack("a", prefix, this.places), b: new Stack("b", prefix, this.places) };
  }

  /** The first violation ends the history: what follows one proves nothing. */
  async play(): Promise<readonly string[]> {
    const { world, elsewhere } = this.stage;
    makeBuckets(this.places, this.judge, this.#foreign);
    const sameNames = this.history.seed % 2 === 0;
    if (sameNames) makeBucketsElsewhere(elsewhere, this.places, this.judge);
    try {
      for (const step of this.history.steps) {
        await this.#step(step);
        if (this.judge.violations.length > 0) return this.judge.violations;
      }
      await this.#end();
      return this.judge.violations;
    } finally {
      this.#lines.killAll();
      for (const name of this.places.bucketNames()) {
        world.dropBucket(name);
        if (sameNames) elsewhere.dropBucket(name);
      }
    }
  }

  async #step(step: Step): Promise<void> {
    if (step.by === "somebody else") {
      this.counter.add(`foreign: ${step.action.kind}`);
      const place = this.#placeOf(step.action);
      return this.#foreign.act(step.action, place, this.#declaredAt(place));
    }
    if (step.by === "both users") return await this.#atOnce(step.actions);
    const { action, run } = step;
    this.counter.add(`user: ${action.kind}${"facet" in action ? ` ${action.facet}` : ""}`);
    if (isCommand(action)) return await this.#command(action, run);
    const { stack } = action;
    const before = this.#programs[stack];
    this.#programs[stack] = edited(before, this.#programs[stack === "a" ? "b" : "a"], action);
    const { ok } = await this.#up(stack, run);
    if (!ok && run.revert) this.#programs[stack] = before;
  }

  /** At the same time only where one process can tell: between two there is no lock. */
  async #atOnce(actions: Readonly<Record<StackName, Edit>>): Promise<void> {
    this.counter.add("both users");
    const before = { ...this.#programs };
    const up = async (stack: StackName, other: StackName): Promise<void> => {
      this.#programs[stack] = edited(before[stack], before[other], actions[stack]);
      const program = this.#programs[stack];
      const options = { ...PLAIN, refresh: false };
      const run = { ...QUIET, refresh: false };
      const work = (deployment: Deployment) => this.#stacks[stack].up(deployment, program, options);
      const { ok } = await this.#run(stack, run, work);
      if (!ok) this.#programs[stack] = before[stack];
    };
    const [a, b] = [await this.#lines.of("a", false), await this.#lines.of("b", false)];
    const both = [() => up("a", "b"), () => up("b", "a")];
    if (a.line.process === b.line.process) await Promise.all(both.map((start) => start()));
    else for (const start of both) await start();
  }

  async #command(command: Command, run: Run): Promise<void> {
    const { stack } = command;
    const state = this.#stacks[stack];
    const names = [...this.#programs[stack].keys()];
    const name = chosen(names, command.slot) ?? "none";
    switch (command.kind) {
      case "up":
        await this.#up(stack, run);
        return;
      case "replace":
        await this.#up(stack, run, name);
        return;
      case "taint":
        state.taint(name);
        await this.#up(stack, run);
        return;
      case "refresh":
        await this.#run(stack, run, (deployment) => state.refresh(deployment));
        return;
      case "destroy":
        await this.#run(stack, run, (deployment) => state.destroy(deployment, run.refresh));
        return;
      case "settle":
        return await this.#settle(stack);
      case "import":
        return await this.#import(stack, "link", importable(this.#programs[stack], command.place, this.places), run);
      case "import layout": {
        const id = this.places.idOf({ bucket: command.bucket, key: command.prefix });
        if (isUnclaimed(this.#programs[stack], id, this.places)) await this.#import(stack, "layout", id, run);
        return;
      }
      case "import anew":
        return await this.#importAnew(stack, name, run);
    }
  }

  async #up(stack: StackName, run: Run, replaced?: string): Promise<Outcome> {
    const program = this.#programs[stack];
    const options = {
      ...PLAIN,
      refresh: run.refresh,
      pendingFirst: run.pendingFirst,
      replace: new Set(replaced === undefined ? [] : [replaced]),
    };
    const state = this.#stacks[stack];
    if (run.preview) {
      const { ok } = await this.#run(stack, { ...run, kill: undefined, race: undefined }, (deployment) =>
        state.preview(deployment, program, options),
      );
      this.counter.add(`preview: ${ok ? "ok" : "failed"}`);
    }
    const check = aftermath(this.places, this.judge, state, program);
    const outcome = await this.#run(stack, run, (deployment) => state.up(deployment, program, options));
    this.counter.add(`up: ${outcome.ok ? (outcome.hasRead ? "ok after reading" : "ok") : "failed"}`);
    check(outcome, run.disturbance?.effect === "403");
    return outcome;
  }

  /** Once settled, there is nothing to do: no difference may stay for ever. */
  async #settle(stack: StackName): Promise<void> {
    const first = await this.#up(stack, QUIET);
    if (!first.ok) return;
    // What the first has named of strays the second removes.
    const due = this.#stacks[stack].entries.filter((entry) => namedBy(entry).size > 0).length;
    const second = await this.#up(stack, QUIET);
    const third = due > 0 && second.ok ? await this.#up(stack, QUIET) : second;
    const isSettled = second.steps <= due && third.ok && (due === 0 || third.steps === 0);
    if (isSettled) return this.counter.add("settled");
    this.judge.violated(
      "§10 after a clean up that has read there is nothing left to do",
      `${second.steps} steps, ${third.steps} steps; ${third.errors.join("; ")}`,
    );
  }

  async #import(stack: StackName, kind: "link" | "layout", id: string, run: Run): Promise<void> {
    const state = this.#stacks[stack];
    const name = freeName(this.#programs[stack], kind);
    const { ok } = await this.#run(stack, run, (deployment) => state.import(deployment, name, id));
    const entry = state.entries.find(({ urn }) => urn === state.urnOf(name));
    this.counter.add(`import${kind === "layout" ? " of a layout" : ""}: ${ok && entry ? "ok" : "failed"}`);
    if (!ok || !entry) return;
    this.#programs[stack] = withImported(this.#programs[stack], kind, entry.inputs, id, this.places);
  }

  async #importAnew(stack: StackName, name: string, run: Run): Promise<void> {
    const program = this.#programs[stack];
    const resource = program.get(name);
    if (resource === undefined || !isLink(resource)) return;
    const state = this.#stacks[stack];
    const newName = freeName(program);
    const id = this.places.idOf(resource.link);
    const { ok } = await this.#run(stack, QUIET, (deployment) => state.import(deployment, newName, id));
    if (!ok) return;
    const renamed = [...program].filter(([other]) => other !== name);
    this.#programs[stack] = new Map([...renamed, [newName, { ...resource, aliases: [] }]]);
    await this.#up(stack, run);
  }

  async #end(): Promise<void> {
    const order: StackName[] = this.history.seed % 2 === 0 ? ["a", "b"] : ["b", "a"];
    for (const stack of order) {
      if (stack === "a") await this.#settle(stack);
      else await this.#up(stack, QUIET);
      if (this.judge.violations.length > 0) return;
      const state = this.#stacks[stack];
      const { ok, errors } = await this.#run(stack, QUIET, (deployment) => state.destroy(deployment, true));
      if (!ok) this.judge.violated("§10 the final destroy succeeds", errors.join("; "));
    }
    for (const id of leftovers(this.places))
      this.judge.violated("§10 after a final destroy nothing of ours is left", id);
  }

  async #run(stack: StackName, run: Run, work: (deployment: Deployment) => Promise<Outcome>): Promise<Outcome> {
    const { line, since } = run.elsewhere
      ? await this.#lines.elsewhere(stack)
      : await this.#lines.of(stack, run.restart);
    this.counter.add("commands");
    const { places, judge, counter } = this;
    const { warnings, choices } = this.stage;
    const mishaps = this.#mishaps.arm(line, run);
    const harmful = run.disturbance !== undefined && !isSurvivable(run.disturbance);
    const disturbed = harmful || run.kill !== undefined || run.elsewhere;
    const warned = (urn: string) => warnings.of(urn);
    const deployment = new Deployment({
      stack,
      line,
      places,
      judge,
      counter,
      headersHidden: choices.getSymlinkContentHeaders === false,
      etagsDiffer: choices.etagOfPutDiffers === true,
      since,
      disturbed,
      elsewhere: run.elsewhere,
      lossy: run.disturbance !== undefined,
      unreadable: isUnreadable(run.disturbance),
      warnings: warned,
      beforeUpdate: mishaps.beforeUpdate,
      onAnswer: mishaps.onAnswer,
    });
    try {
      return await work(deployment);
    } finally {
      mishaps.disarm();
      if (line.process.alive) await line.provider.cancel();
      if (run.elsewhere) line.process.kill();
    }
  }

  #placeOf({ at }: Foreign): Place {
    if (at.named < 0) return at;
    const links = this.#links();
    return links[at.named % Math.max(1, links.length)] ?? at;
  }

  #declaredAt({ bucket, key }: Place): Link | undefined {
    return this.#links().find((link) => link.bucket === bucket && link.key === key);
  }

  /** What is declared singly comes first, by whichever stack. */
  #links(): Link[] {
    const resources = [...this.#programs.a.values(), ...this.#programs.b.values()];
    return [...resources.filter(isLink), ...resources.filter(isLayout)].flatMap(linksOf);
  }
}

function isCommand(action: Extract<Step, { by: "user" }>["action"]): action is Command {
  return ["up", "replace", "taint", "refresh", "destroy", "settle", "import", "import layout", "import anew"].includes(
    action.kind,
  );
}

/** ACL, tags, and what may lie beneath a link. */
function isUnreadable(disturbance: Disturbance | undefined): boolean {
  return disturbance?.effect === "403" && disturbance.operation !== MUTATING;
}

/** The answer to one write is lost: the plugin looks again and goes on. */
function isSurvivable({ effect, count, operation }: Disturbance): boolean {
  return effect === "reset-after" && count === 1 && operation?.length === 1;
}
