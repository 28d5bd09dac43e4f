import type { FaultEffect } from "../../../emulator";
import type { Counter } from "./counter";
import type { ForeignWriter } from "./foreign-writer";
import type { CallContext, Judge } from "./judge";
import type { Places } from "./places";
import type { Line } from "./plugin-process";
import type { StackName } from "./program";
import type { Disturbance, Kill, Run } from "./steps";

/** The request before which it happens. */
const RACED = { object: "PUT symlink", link: "PUT symlink", versioning: "PUT symlink", "link after": "GET symlink" };

const MUTATING = /^(PUT|DELETE) /;

export interface Armed {
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
    let raced = race === undefined;
    actor.onRequest = (operation) => {
      const call = this.judge.callOf(actor.owner as StackName);
      if (call && operation === "GET symlink") call.looked = true;
      if (!raced && race && call && operation === RACED[race]) raced = this.#race(race, call);
      if (kill === undefined || kill.when === "after call" || !MUTATING.test(operation) || requests++ < kill.at) {
        return "pass";
      }
      return this.#kill(kill);
    };
    return {
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

  #kill({ when }: Kill): "kill-before" | "kill-after" {
    this.counter.add(`kill: ${when}`);
    return when === "before request" ? "kill-before" : "kill-after";
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

  /** Somebody writes before a create's first put, to a place where nothing was, or switches the bucket's versioning on. */
  #race(race: NonNullable<Run["race"]>, call: CallContext): boolean {
    if (call.kind !== "create" || call.writes !== (race === "link after" ? 1 : 0)) return false;
    const slash = call.id.indexOf("/");
    const [bucketName, key] = [call.id.slice(0, slash), call.id.slice(slash + 1)];
    const free = this.places.liveById(call.id).kind === "nothing";
    if (race === "versioning") {
      if (call.looked || this.places.versioning(bucketName) !== "never") return false;
      this.places.setVersioning(bucketName, "Enabled");
      if (free) this.foreign.putObject(bucketName, key);
    } else if (race === "link after") {
      this.foreign.putLink(bucketName, { bucket: "never", key, target: "raced" });
      call.overtaken = true;
      this.places.overtaken.add(call.id);
    } else if (!free) return false;
    else if (race === "object") this.foreign.putObject(bucketName, key);
    else this.foreign.putLink(bucketName, { bucket: "never", key, target: "raced" });
    call.raced = true;
    this.counter.add(`race: ${race}`);
    return true;
  }
}

function effectOf({ effect }: Disturbance): FaultEffect {
  if (effect === "500") return { kind: "error", status: 500, code: "InternalError" };
  if (effect === "503") return { kind: "error", status: 503, code: "ServiceUnavailable" };
  if (effect === "403") return { kind: "error", status: 403, code: "AccessDenied" };
  return { kind: effect };
}
