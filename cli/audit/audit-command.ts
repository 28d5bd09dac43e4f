import { auditLinks } from "../../provider/functions/audit/audit-links";
import { type Summary, Tally } from "../../provider/functions/audit/summary";
import { connect } from "../connection";
import { EXIT } from "../exit-status";
import { interruptible } from "../interruptible";
import type { Output } from "../output";
import { Progress } from "../progress";
import { declaredIn } from "../stacks/declared-in";
import { counted } from "../text";
import { visible } from "../visible";
import { AUDIT_HELP, type AuditCommandOptions, type FailOn, parseAuditOptions } from "./audit-options";
import { JsonReport } from "./json-report";
import { PageReport } from "./page-report";
import type { Report } from "./report";
import { TableReport } from "./table-report";

export async function auditCommand(args: readonly string[], output: Output): Promise<number> {
  const options = parseAuditOptions(args);
  if (options === "help") {
    output.stdout.write(AUDIT_HELP);
    return EXIT.ok;
  }
  const declared = await declaredIn(options.stacks, options.place.bucket);
  return interruptible((signal) => audit(options, declared, signal, output));
}

async function audit(
  options: AuditCommandOptions,
  declared: ReadonlySet<string> | undefined,
  signal: AbortSignal,
  output: Output,
): Promise<number> {
  const { place, html, concurrency } = options;
  const client = connect(options.connection, output);
  const page = html === undefined ? undefined : await PageReport.begin(html, place, new Date());
  // The page first: if it cannot be finished, what is on stdout can still say so.
  const reports: Report[] = [...(page === undefined ? [] : [page]), tableOrJson(options, output)];
  const tally = new Tally();
  const progress = new Progress(output.stderr, options.progress || output.stderr.isTTY === true);
  const tell = () => progress.tell(() => howFar(tally.summary));
  const onPage = (keys: number) => {
    tally.countKeys(keys);
    tell();
  };
  const isDeclared = declared && ((key: string) => declared.has(key));
  try {
    for await (const link of auditLinks(client, place, { concurrency, isDeclared, onPage, signal })) {
      tally.count(link);
      tell();
      for (const report of reports) await report.link(link);
    }
    progress.end();
    for (const report of reports) await report.end(tally.summary);
  } catch (error) {
    progress.end();
    const message = error instanceof Error ? error.message : String(error);
    for (const report of reports) await report.fail(message);
    throw error;
  } finally {
    client.close();
  }
  if (html !== undefined) output.stderr.write(`The page is ${visible(html)}.\n`);
  return statusFor(tally.summary, options.failOn);
}

function tableOrJson({ json, place, all }: AuditCommandOptions, { stdout }: Output): Report {
  return json ? new JsonReport(stdout, place, all) : new TableReport(stdout, place, all);
}

function howFar({ keys, links, errors, warnings }: Summary): string {
  return `${counted(keys, "key")} listed, ${counted(links, "link")} looked at, ${counted(errors + warnings, "problem")}`;
}

export function statusFor({ errors, warnings }: Pick<Summary, "errors" | "warnings">, failOn: FailOn): number {
  if (errors > 0 && failOn !== "never") return EXIT.errors;
  return warnings > 0 && failOn === "warning" ? EXIT.warnings : EXIT.ok;
}
