import type { Stream } from "./output";

/** Shorter work needs no company. */
const SILENT_MS = 2_000;
const TERMINAL_MS = 200;
const LOG_MS = 10_000;

export interface Clock {
  now(): number;
}

/** How far it is, on stderr: one line that changes on a terminal, now and then a new line elsewhere. */
export class Progress {
  private readonly began: number;
  private last: number;
  private shown = false;

  constructor(
    private readonly stream: Stream,
    private readonly wanted: boolean,
    private readonly clock: Clock = performance,
  ) {
    this.began = clock.now();
    this.last = this.began;
  }

  /** @param text made only where it is shown. */
  tell(text: () => string): void {
    if (!this.wanted) return;
    const now = this.clock.now();
    const every = this.stream.isTTY ? TERMINAL_MS : LOG_MS;
    if (now - this.began < SILENT_MS || now - this.last < every) return;
    this.last = now;
    this.shown = true;
    this.stream.write(this.stream.isTTY ? `\r\x1b[K${text()}` : `${text()}\n`);
  }

  /** Clears the line for what comes next. */
  end(): void {
    if (this.shown && this.stream.isTTY) this.stream.write("\r\x1b[K");
    this.shown = false;
  }
}
