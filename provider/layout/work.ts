import type { Context } from "../resource";
import type { Moved } from "../symlink/endpoint";
import { BoundedLog } from "./bounded-log";
import type { LayoutDeclaration } from "./declaration";
import type { Digests } from "./digest";
import { Failures } from "./failures";
import type { LayoutHandling } from "./handling";
import { lingering } from "./lingering";
import type { WrittenLink } from "./state";

/** What was declared of all links before, is not any more, and a write may leave as it is. */
export interface Resets {
  readonly acl: boolean;
  readonly tags: boolean;
}

/** What is to become of a layout, and how far that has come. */
export interface Work {
  readonly layout: LayoutDeclaration;
  readonly handling: LayoutHandling;
  /** Set if the links were written at another endpoint. */
  readonly moved: Moved | undefined;
  readonly digests: Digests;
  readonly resets: Resets;
  /** Links whose targets are left to others. */
  readonly isIgnored: (name: string) => boolean;
  /** Entries as they were before they were edited, by name. */
  readonly edited: ReadonlyMap<string, string>;
  /** Of what all links have alike, what is left to others. */
  readonly ignored: readonly string[];
  /** The links as state would have to know them right now. */
  readonly written: Map<string, WrittenLink>;
  readonly progress: Progress;
}

const SHOW_EVERY_MS = 1000;

/** Thrown by what has waited for its turn, and finds that the work has been stopped meanwhile. */
class Stopped extends Error {}

/** How far the work has come, shown in the status column. */
export class Progress {
  readonly failures = new Failures();
  done = 0;
  /** Something has been sent that state must know of. */
  changed = false;
  private shown = Date.now();

  constructor(
    readonly total: number,
    private readonly context: Context,
  ) {}

  get goesOn(): boolean {
    return this.failures.fatal === undefined && !this.context.limits.signal.aborted;
  }

  /** To be called after waiting, before anything is sent. */
  assertGoesOn(): void {
    if (!this.goesOn) throw new Stopped();
  }

  /** Does one thing for the link of that name; what goes wrong is kept. */
  async attempt(name: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof Stopped)) this.failures.add(name, error);
      return;
    }
    this.failures.succeeded();
    this.step();
  }

  step(count = 1): void {
    this.done += count;
    const now = Date.now();
    if (now - this.shown < SHOW_EVERY_MS) return;
    this.shown = now;
    this.context.log.status(`${this.done}/${this.total} links`);
  }
}

/**
 * The context in which single links are dealt with: their warnings are bounded, requests under way outlive a Cancel for
 * a moment, and what is said of one of them does not take it for a resource.
 */
export async function linkByLink<T>(context: Context, action: (context: Context) => Promise<T>): Promise<T> {
  const log = new BoundedLog(context.log);
  const { signal, end } = lingering(context.limits.signal);
  const { deadline } = context.limits;
  try {
    return await action({ ...context, log, limits: { signal, deadline } });
  } finally {
    end();
    log.end();
  }
}
