import { type AuditedLink, MEANING, type Problem, type ProblemKind } from "../../provider/functions/audit/problem";
import type { Summary } from "../../provider/functions/audit/summary";
import { type Stream, write } from "../output";
import type { Place } from "../place";
import { counted, grouped } from "../text";
import { visible } from "../visible";
import type { Report } from "./report";

/** Lines for people. One link is one line per problem, so that `grep` finds whole answers. */
export class TableReport implements Report {
  private begun = false;

  constructor(
    private readonly stream: Stream,
    private readonly place: Place,
    private readonly all: boolean,
  ) {}

  async link(link: AuditedLink): Promise<void> {
    if (link.problems.length === 0 && this.all) await this.row("ok", "", pointing(link));
    for (const problem of link.problems) await this.row(problem.severity, problem.kind, what(link, problem));
  }

  async end(summary: Summary): Promise<void> {
    const kinds = Object.keys(summary.kinds) as ProblemKind[];
    const meanings = kinds.map((kind) => `${kind} (${grouped(summary.kinds[kind] ?? 0)}): ${MEANING[kind]}\n`);
    if (this.begun) await write(this.stream, "\n");
    await write(this.stream, `${meanings.join("")}${verdict(this.place, summary)}\n`);
  }

  /** What went wrong stands on stderr. */
  async fail(): Promise<void> {}

  private async row(severity: string, kind: string, text: string): Promise<void> {
    if (!this.begun) await write(this.stream, line("severity", "problem", "link -> target"));
    this.begun = true;
    await write(this.stream, line(severity, kind, text));
  }
}

function line(severity: string, kind: string, text: string): string {
  return `${severity.padEnd(9)} ${kind.padEnd(15)} ${text}\n`;
}

function pointing({ key, target }: AuditedLink): string {
  return target === undefined ? visible(key) : `${visible(key)} -> ${visible(target)}`;
}

/** Only what is no reader's fault needs a reason of its own; the others are told once, at the end. */
function what(link: AuditedLink, { kind, message }: Problem): string {
  return kind === "unreadable" ? `${pointing(link)}: ${message}` : pointing(link);
}

function verdict({ bucket, prefix }: Place, { keys, links, errors, warnings }: Summary): string {
  const where = visible(`${bucket}/${prefix}`);
  if (links === 0) return `No links below ${where} among ${counted(keys, "key")}.`;
  const found =
    errors + warnings === 0 ? "no problems" : `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  return `${counted(links, "link")} below ${where} among ${counted(keys, "key")}: ${found}.`;
}
