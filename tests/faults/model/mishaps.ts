import type { FaultEffect } from "../../../emulator";
import type { Call, Part } from "./call";
import type { Counter } from "./counter";
import type { ForeignWriter } from "./foreign-writer";
import type { Judge } from "./judge";
import { type Places, splitId } from "./places";
import type { Line } from "./plugin-process";
import type { StackName } from "./program";
import type { Disturbance, Run } from "./steps";

const MUTATING = /^(PUT|DELETE|POST) /;

/** What Read has seen so long ago is not fresh any more. */
const A_WHILE_MS = 31_000;

export interface Armed {
  /** To be told of each update before it is asked for. */
  readonly beforeUpdate: (id: string) => void;
  /** To be told of each create, update and delete that was answered. */
  readonly onAnswer: () => void;
  readonly disarm: () => void;
}

/** What goes wrong while a command runs: at the server, in the plugin, and by others who write at the same time. */
export class Mishaps {
  constructor(
    private readonly places: Places,
    private readonly judge: Judge,
    private readonly counter: Counter,
    private readonly foreign: ForeignWriter,
  ) {}

  arm({ actor, process }: Line, { kill, race, disturbance }: Run): Armed {
    this.places.overtaken.clear();
    const faults = disturbance ? this.#disturb(disturbance) : [];
    let requests = 0;
    let answers = 0;
    const meanwhile = race && race !== "object after a while" ? this.#race(race) : undefined;
    actor.onRequest = (operation, id) => {
      const call = this.judge.callOf(actor.owner as StackName);
      const part = call?.parts.get(id);
      if (part && operation === "GET symlink") part.looked = true;
      if (call && meanwhile?.(call, operation, part) === "lose answer") return "lose answer";
      if (kill === undefined || kill.when === "after call" || !MUTATING.test(operation) || requests++ < kill.at) {
        return "pass";
      }
      this.counter.add(`kill: ${kill.when}`);
      return kill.when === "before request" ? "kill before" : "kill after";
    };
    let waited = false;
    return {
      beforeUpdate: (id) => {
        if (race !== "object after a while" || waited) return;
        waited = true;
        process.clock.aheadMs += A_WHILE_MS;
        this.foreign.putObject(...splitId(id));
        this.counter.add(`race: ${race}`);
      },
      onAnswer: () => {
        if (kill?.when !== "after call" || answers++ < kill.at) return;
        this.counter.add("kill: after call");
        process.kill();
      },
      disarm: () => {
        actor.onRequest = undefined;
        for (const id of faults) this.places.world.service.faults.remove(id);
      },
    };
  }

  #disturb(disturbance: Disturbance): string[] {
    const { operation, skip, count } = disturbance;
    const effect = effectOf(disturbance);
    this.counter.add(`disturbance: ${disturbance.effect}`);
    return this.places
      .bucketNames()
      .map((bucket) =>
        this.places.world.service.faults.add({ bucket, skip, count, effect, ...(operation && { operation }) }),
      );
  }

  /** What happens once, at the first request that fits. */
  #race(race: Race): (call: Call, operation: string, part: Part | undefined) => "lose answer" | undefined {
    let done = false;
    let lost: Call | undefined;
    let lostPart: Part | undefined;
    return (call, operation, part) => {
      if (done) return undefined;
      if (race === "link after loss" || race === "object after loss") {
        if (lost === undefined && LOSABLE.includes(operation) && call.quiet === undefined) {
          lost = call;
          lostPart = part;
          return "lose answer";
        }
        // Of a batch, any link that it has deleted.
        const hit = lostPart ?? [...call.parts.values()].find(({ kind, writes }) => kind === "delete" && writes === 1);
        if (call !== lost || hit === undefined || hit.writes !== 1 || !SEEING.includes(operation)) return undefined;
        if (lostPart !== undefined && part !== lostPart) return undefined;
        done = true;
        this.#act(race, hit);
        return undefined;
      }
      const hit = race === "stray" ? changeable(call, operation) : part;
      if (hit === undefined || (race !== "stray" && !this.#fits(race, hit, operation))) return undefined;
      done = true;
      this.#act(race, hit);
      return undefined;
    };
  }

  #fits(race: Race, part: Part, operation: string): boolean {
    if (part.kind !== "create") return false;
    if (race === "link after") return part.writes === 1 && operation === "GET symlink";
    if (part.writes > 0 || operation !== "PUT symlink") return false;
    if (race !== "versioning") return this.places.liveById(part.id).kind === "nothing";
    return !part.looked && this.places.versioning(splitId(part.id)[0]) === "never";
  }

  #act(race: Race, part: Part): void {
    const [bucketName, key] = splitId(part.id);
    const free = this.places.liveById(part.id).kind === "nothing";
    if (race === "versioning") this.places.setVersioning(bucketName, "Enabled");
    if (race.startsWith("link") || race === "stray")
      this.foreign.putLink(bucketName, { bucket: "never", key, target: "raced" });
    else if (race !== "versioning" || free) this.foreign.putObject(bucketName, key);
    part.raced = true;
    part.overtaken = race.includes("after");
    if (part.overtaken || race === "stray") this.places.overtaken.add(part.id);
    this.counter.add(`race: ${race}`);
  }
}

/** Once something is written, a stray has been listed; before it goes, there is another listing. */
function changeable({ parts }: Call, operation: string): Part | undefined {
  if (operation !== "PUT symlink") return undefined;
  return [...parts.values()].find(({ kind, writes }) => kind === "stray" && writes === 0);
}

type Race = Exclude<NonNullable<Run["race"]>, "object after a while">;

const LOSABLE = ["PUT symlink", "DELETE object", "POST delete"];
/** What follows on an answer that was lost: a look, or the same again. */
const SEEING = ["GET symlink", "GET list-type", ...LOSABLE];

function effectOf({ effect }: Disturbance): FaultEffect {
  if (effect === "500") return { kind: "error", status: 500, code: "InternalError" };
  if (effect === "503") return { kind: "error", status: 503, code: "ServiceUnavailable" };
  if (effect === "403") return { kind: "error", status: 403, code: "AccessDenied" };
  return { kind: effect };
}
