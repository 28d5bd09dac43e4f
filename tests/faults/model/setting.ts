import type { Counter } from "./counter";
import type { Judge } from "./judge";
import type { Places } from "./places";
import type { Line } from "./plugin-process";
import type { StackName } from "./program";

/** What all calls of one command of the engine have in common. */
export interface Setting {
  readonly stack: StackName;
  readonly line: Line;
  readonly places: Places;
  readonly judge: Judge;
  readonly counter: Counter;
  readonly headersHidden: boolean;
  /** PutSymlink answers another ETag than reading shows. */
  readonly etagsDiffer: boolean;
  /** Ticks at the start of the plugin's process. */
  readonly since: number;
  /** Requests fail, or the plugin is killed: a call may fail without a fault of its own. */
  readonly disturbed: boolean;
  /** The provider is configured for another service, which has the same buckets and nothing in them. */
  readonly elsewhere: boolean;
  /** Answers may be lost, be it so that the plugin should get over it. */
  readonly lossy: boolean;
  /** ACL and tags may be unreadable. */
  readonly unreadable: boolean;
  /** Warnings that the plugin has logged for this URN so far. */
  readonly warnings: (urn: string) => number;
  /** Told of every update that is about to be asked for. */
  readonly beforeUpdate: (id: string) => void;
  /** Told of every create, update and delete that was answered. */
  readonly onAnswer: () => void;
}

/** The engine was interrupted: no answer of this call reached it. */
export class Interrupted extends Error {}
