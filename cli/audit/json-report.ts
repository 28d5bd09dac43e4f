import type { AuditedLink } from "../../provider/functions/audit/problem";
import type { Summary } from "../../provider/functions/audit/summary";
import { type Stream, write } from "../output";
import type { Place } from "../place";
import type { Report } from "./report";

/** One JSON document, a link a line. It is whole JSON also where the audit broke off, and then says so. */
export class JsonReport implements Report {
  private begun = false;

  constructor(
    private readonly stream: Stream,
    private readonly place: Place,
    private readonly all: boolean,
  ) {}

  async link(link: AuditedLink): Promise<void> {
    if (link.problems.length === 0 && !this.all) return;
    await write(this.stream, `${this.begun ? ",\n" : this.head()}${JSON.stringify(link)}`);
    this.begun = true;
  }

  async end(summary: Summary): Promise<void> {
    await this.close({ summary, complete: true });
  }

  async fail(message: string): Promise<void> {
    await this.close({ complete: false, error: message });
  }

  private async close(rest: object): Promise<void> {
    const fields = JSON.stringify(rest).slice(1);
    await write(this.stream, `${this.begun ? "\n" : this.head()}],${fields}\n`);
  }

  private head(): string {
    return `${JSON.stringify(this.place).slice(0, -1)},"links":[\n`;
  }
}
