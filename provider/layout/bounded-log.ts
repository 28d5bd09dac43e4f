import type { Log } from "../protocol/engine-log";
import { MOST_NAMED } from "./failures";

/** A log for many links: of what concerns single ones, the first warnings, and the count of the others at the end. */
export class BoundedLog implements Log {
  private warnings = 0;

  constructor(private readonly log: Log) {}

  warn(message: string): void {
    if (++this.warnings <= MOST_NAMED) this.log.warn(message);
  }

  debug(message: string): void {
    this.log.debug(message);
  }

  /** What is silently so for one link is not worth a line for each of many. */
  info(message: string): void {
    this.log.debug(message);
  }

  warnOnce(topic: string, message: string): void {
    this.log.warnOnce(topic, message);
  }

  status(message: string): void {
    this.log.status(message);
  }

  /** Says how many there were beyond those that were shown. */
  end(): void {
    const more = this.warnings - MOST_NAMED;
    if (more > 0) this.log.warn(`… and ${more} more warnings like these`);
    this.warnings = 0;
  }
}
