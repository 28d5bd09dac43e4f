import type { OpenQuestions } from "../../../emulator";
import type { FakeEngine } from "../../support/plugin/fake-engine";
import { aftermath, leftovers } from "./aftermath";
import { Counter } from "./counter";
import { Deployment } from "./deployment";
import { chosen, edited, freeName } from "./edits";
import { ForeignWriter } from "./foreign-writer";
import { Judge } from "./judge";
import { Ledger } from "./ledger";
import type { ProviderLoader } from "./load-provider";
import { Mishaps } from "./mishaps";
import type { OssWorld } from "./oss-world";
import { Places } from "./places";
import { type Line, PluginProcess } from "./plugin-process";
import { BUCKET_KINDS, type Link, type Place, type Program, type StackName } from "./program";
import { type Outcome, PLAIN, Stack } from "./stack";
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
import type { Warnings } from "./warnings";

/** What all histories share. */
export interface Stage {
  readonly world: OssWorld;
  /** Another service, without a bucket. */
  readonly elsewhere: OssWorld;
  readonly engine: FakeEngine;
  readonly loader: ProviderLoader;
  readonly warnings: Warnings;
  readonly choices: Partial<OpenQuestions>;
}

/** Plays one history, in buckets of its own. */
export class Player {
  readonly counter = new Counter();
  readonly judge: Judge;
  readonly places: Places;
  readonly #stacks: Readonly<Record<StackName, Stack>>;
  readonly #programs: Record<StackName, Program> = { a: new Map(), b: new Map() };
  readonly #lines = new Map<StackName, { readonly line: Line; readonly since: number }>();
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
    this.#stacks = { a: new Stack("a", prefix, this.places), b: new Stack("b", prefix, this.places) };
  }

  /** The first violation ends the history: what follows one proves nothing. */
  async play(): Promise<readonly string[]> {
    this.#makeBuckets();
    try {
      for (const step of this.history.steps) {
        await this.#step(step);
        if (this.judge.violations.length > 0) return this.judge.violations;
      }
      await this.#end();
      return this.judge.violations;
    } finally {
      for (const { line } of this.#lines.values()) line.process.kill();
      for (const name of this.places.bucketNames()) this.stage.world.dropBucket(name);
    }
  }

  #makeBuckets(): void {
    const watch = this.judge.watch.bind(this.judge);
    for (const kind of BUCKET_KINDS) {
      const name = this.places.bucketName(kind);
      this.stage.world.addBucket(name, kind === "suspended" ? "Enabled" : "never", watch);
      if (kind === "suspended") this.#suspend(name);
      if (kind === "enabled") this.#enable(name);
    }
  }

  /** What was written before the suspension has ids of its own. */
  #suspend(bucketName: string): void {
    this.#foreign.putObject(bucketName, "latest");
    this.#foreign.putLink(bucketName, { bucket: "suspended", key: "n/1", target: "t/1" });
    this.places.setVersioning(bucketName, "Suspended");
  }

  /** What was written before is a version `null`, hidden under a delete marker by now. */
  #enable(bucketName: string): void {
    const keys = ["latest", "n/1"];
    for (const key of keys) this.#foreign.putObject(bucketName, key);
    this.places.setVersioning(bucketName, "Enabled");
    for (const key of keys) this.#foreign.delete(bucketName, key);
  }

  async #step(step: Step): Promise<void> {
    if (step.by === "somebody else") {
      this.counter.add(`foreign: ${step.action.kind}`);
      const place = this.#placeOf(step.action);
      return this.#foreign.act(step.action, place, this.#declaredAt(place));
    }
    if (step.by === "both users") return await this.#atOnce(step.actions);
    const { action, run } = step;
    this.counter.add(`user: ${action.kind}${action.kind === "change" ? ` ${action.facet}` : ""}`);
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
    const [a, b] = [await this.#lineOf("a", false), await this.#lineOf("b", false)];
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
        return await this.#import(stack, command.place, run);
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
    const second = await this.#up(stack, QUIET);
    if (second.ok && second.steps === 0) return this.counter.add("settled");
    this.judge.violated(
      "§10 after a clean up that has read there is nothing left to do",
      `${second.steps} steps ${second.errors.join("; ")}`,
    );
  }

  async #import(stack: StackName, place: Place, run: Run): Promise<void> {
    const state = this.#stacks[stack];
    const id = this.#importable(stack, this.places.idOf(place));
    const name = freeName(this.#programs[stack]);
    const { ok } = await this.#run(stack, run, (deployment) => state.import(deployment, name, id));
    const entry = state.entries.find(({ urn }) => urn === state.urnOf(name));
    this.counter.add(`import: ${ok && entry ? "ok" : "failed"}`);
    if (!ok || !entry) return;
    const bucket = BUCKET_KINDS.find((kind) => id.startsWith(`${this.places.bucketName(kind)}/`)) ?? "never";
    const link = { ...(entry.inputs as unknown as Link), bucket };
    this.#programs[stack] = new Map([...this.#programs[stack], [name, { link, options: {}, aliases: [] }]]);
  }

  async #importAnew(stack: StackName, name: string, run: Run): Promise<void> {
    const program = this.#programs[stack];
    const resource = program.get(name);
    if (resource === undefined) return;
    const state = this.#stacks[stack];
    const newName = freeName(program);
    const id = this.places.idOf(resource.link);
    const { ok } = await this.#run(stack, QUIET, (deployment) => state.import(deployment, newName, id));
    if (!ok) return;
    const renamed = [...program].filter(([other]) => other !== name);
    this.#programs[stack] = new Map([...renamed, [newName, { ...resource, aliases: [] }]]);
    await this.#up(stack, run);
  }

  /** A link that no resource of the stack has yet, if there is one. */
  #importable(stack: StackName, wanted: string): string {
    const taken = new Set([...this.#programs[stack].values()].map(({ link }) => this.places.idOf(link)));
    const ids = [wanted, ...[...this.places.keys()].map(({ bucketName, key }) => `${bucketName}/${key}`)];
    return ids.find((id) => !taken.has(id) && this.places.liveById(id).kind === "link") ?? wanted;
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
    const { line, since } = run.elsewhere ? await this.#lineElsewhere(stack) : await this.#lineOf(stack, run.restart);
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
      lossy: run.disturbance !== undefined,
      unreadable: run.disturbance?.effect === "403",
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

  async #lineElsewhere(stack: StackName): Promise<{ readonly line: Line; readonly since: number }> {
    this.counter.add("elsewhere");
    const { elsewhere, engine, loader } = this.stage;
    const process = await PluginProcess.start(elsewhere, engine, loader);
    return { line: await process.connect(stack), since: this.places.tick() };
  }

  async #lineOf(stack: StackName, restart: boolean): Promise<{ readonly line: Line; readonly since: number }> {
    const known = this.#lines.get(stack);
    if (known && restart) known.line.process.kill();
    if (known?.line.process.alive) {
      await known.line.process.resume(known.line);
      return known;
    }
    const other = this.#lines.get(stack === "a" ? "b" : "a");
    const attached = this.history.shared && other?.line.process.alive ? other : undefined;
    const { world, engine, loader } = this.stage;
    const since = attached?.since ?? this.places.tick();
    const process = attached?.line.process ?? (await PluginProcess.start(world, engine, loader));
    const fresh = { line: await process.connect(stack), since };
    this.#lines.set(stack, fresh);
    return fresh;
  }

  #placeOf({ at }: Foreign): Place {
    if (at.named < 0) return at;
    const named = [...this.#programs.a.values(), ...this.#programs.b.values()].map(({ link }) => link);
    return named[at.named % Math.max(1, named.length)] ?? at;
  }

  #declaredAt({ bucket, key }: Place): Link | undefined {
    const resources = [...this.#programs.a.values(), ...this.#programs.b.values()];
    return resources.find(({ link }) => link.bucket === bucket && link.key === key)?.link;
  }
}

function isCommand(action: Extract<Step, { by: "user" }>["action"]): action is Command {
  return ["up", "replace", "taint", "refresh", "destroy", "settle", "import", "import anew"].includes(action.kind);
}

/** The answer to one write is lost: the plugin looks again and goes on. */
function isSurvivable({ effect, count, operation }: Disturbance): boolean {
  return effect === "reset-after" && count === 1 && operation?.length === 1;
}
