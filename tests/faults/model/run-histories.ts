import type { OpenQuestions } from "../../../emulator";
import { startFakeEngine } from "../../support/plugin/fake-engine";
import { Counter } from "./counter";
import { historyOf } from "./generate";
import { type Mutation, ProviderLoader } from "./load-provider";
import { OssWorld } from "./oss-world";
import { Player } from "./player";
import type { SceneName } from "./scenes";
import { minimised } from "./shrink";
import type { Stage } from "./stage";
import type { History } from "./steps";
import { Warnings } from "./warnings";

export interface Failure {
  readonly seed: number;
  readonly violations: readonly string[];
  /** The fewest steps that still show the first of the violations. */
  readonly history: History;
}

export interface Runs {
  readonly seeds: readonly number[];
  readonly choices?: Partial<OpenQuestions>;
  readonly mutations?: readonly Mutation[];
  /** What they shall mostly be about. */
  readonly scene?: SceneName;
  /** Stop after so many failures; default 1. */
  readonly mostFailures?: number;
  /** Default true. */
  readonly minimise?: boolean;
}

/** Waiting of one history, for a repeated request, is time for another. */
const AT_ONCE = 8;

/** Plays the histories of these seeds on one server. */
export async function runHistories(runs: Runs): Promise<{ counter: Counter; failures: Failure[] }> {
  const world = new OssWorld(runs.choices);
  const engine = await startFakeEngine();
  await world.open();
  const loader = new ProviderLoader(runs.mutations);
  const elsewhere = new OssWorld();
  await elsewhere.open();
  const choices = runs.choices ?? {};
  const stage: Stage = { world, elsewhere, engine, loader, warnings: new Warnings(engine), choices };
  // gRPC takes a stack trace with every call, and jest maps each to its source: half of the time of a run.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await playAll(stage, runs);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    engine.close();
    await world.close();
    await elsewhere.close();
  }
}

async function playAll(stage: Stage, { seeds, scene, mostFailures = 1, minimise = true }: Runs) {
  const counter = new Counter();
  const failures: Failure[] = [];
  let next = 0;
  let played = 0;
  const play = async (history: History): Promise<readonly string[]> => {
    const player = new Player(stage, history, `h${++played}`);
    const violations = await player.play();
    counter.addAll(player.counter);
    return violations;
  };
  const worker = async (): Promise<void> => {
    while (next < seeds.length && failures.length < mostFailures) {
      const seed = seeds[next++] as number;
      const history = historyOf(seed, scene);
      const violations = await play(history);
      if (violations.length === 0) continue;
      failures.push({ seed, violations, history });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const shrunk: Failure[] = [];
  for (const failure of failures) shrunk.push(minimise ? await minimised(failure, play) : failure);
  return { counter, failures: shrunk };
}
