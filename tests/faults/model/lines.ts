import type { Counter } from "./counter";
import type { Places } from "./places";
import { type Line, PluginProcess } from "./plugin-process";
import type { StackName } from "./program";
import type { Stage } from "./stage";

/** A connection, and when its plugin's process began, in ticks. */
export interface KnownLine {
  readonly line: Line;
  readonly since: number;
}

/** Which plugin each stack's engine talks to. */
export class Lines {
  readonly #known = new Map<StackName, KnownLine>();

  constructor(
    private readonly stage: Stage,
    private readonly places: Places,
    private readonly counter: Counter,
    /** Both stacks are attached to one process. */
    private readonly shared: boolean,
  ) {}

  async of(stack: StackName, restart: boolean): Promise<KnownLine> {
    const known = this.#known.get(stack);
    if (known && restart) known.line.process.kill();
    if (known?.line.process.alive) {
      await known.line.process.resume(known.line);
      return known;
    }
    const other = this.#known.get(stack === "a" ? "b" : "a");
    const attached = this.shared && other?.line.process.alive ? other : undefined;
    const { world, engine, loader } = this.stage;
    const since = attached?.since ?? this.places.tick();
    const process = attached?.line.process ?? (await PluginProcess.start(world, engine, loader));
    const fresh = { line: await process.connect(stack), since };
    this.#known.set(stack, fresh);
    return fresh;
  }

  /** At an endpoint that has none of the links. */
  async elsewhere(stack: StackName): Promise<KnownLine> {
    this.counter.add("elsewhere");
    const { elsewhere, engine, loader } = this.stage;
    const process = await PluginProcess.start(elsewhere, engine, loader);
    return { line: await process.connect(stack), since: this.places.tick() };
  }

  killAll(): void {
    for (const { line } of this.#known.values()) line.process.kill();
  }
}
