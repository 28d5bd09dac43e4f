import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { auditLinks } from "../../provider/functions/audit/audit-links";
import { type Summary, Tally } from "../../provider/functions/audit/summary";
import { connect } from "../connection";
import { EXIT } from "../exit-status";
import { interruptible } from "../interruptible";
import type { Output } from "../output";
import { UsageError } from "../usage-error";
import { visible } from "../visible";
import { AUDIT_HELP, type AuditCommandOptions, type FailOn, parseAuditOptions } from "./audit-options";
import { declaredKeys } from "./declared-keys";
import { JsonReport } from "./json-report";
import { PageReport } from "./page-report";
import { Progress } from "./progress";
import type { Report } from "./report";
import { counted, TableReport } from "./table-report";

export async function auditCommand(args: readonly string[], output: Output): Promise<number> {
  const options = parseAuditOptions(args);
  if (options === "help") {
    output.stdout.write(AUDIT_HELP);
    return EXIT.ok;
  }
  const declared = await declaredIn(options);
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

/** Undefined where no stack is given, and strays are nobody's business. */
async function declaredIn({ stacks, place }: AuditCommandOptions): Promise<ReadonlySet<string> | undefined> {
  if (stacks.length === 0) return undefined;
  const declared = new Set<string>();
  for (const file of stacks) {
    for (const key of declaredKeys(file, await contentOf(file), place.bucket)) declared.add(key);
  }
  return declared;
}

async function contentOf(file: string): Promise<string> {
  if (file === "-") return text(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`--stack: ${file} cannot be read: ${code === "ENOENT" ? "it does not exist" : message}.`);
  }
}
