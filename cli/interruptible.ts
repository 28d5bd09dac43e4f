import { setMaxListeners } from "node:events";

/** A command was told to stop. */
export class Interrupted extends Error {
  constructor(readonly signal: "SIGINT" | "SIGTERM") {
    super("interrupted");
    this.name = "Interrupted";
  }

  /** As shells count it. */
  get status(): number {
    return this.signal === "SIGINT" ? 130 : 143;
  }
}

/** Lets the work end in good order when the process is told to stop: what it began is undone by its own hands. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // Every request under way listens to it.
  setMaxListeners(0, controller.signal);
  const stop = (signal: "SIGINT" | "SIGTERM") => controller.abort(new Interrupted(signal));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
