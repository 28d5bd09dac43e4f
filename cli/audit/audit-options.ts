import { AUDIT_CONCURRENCY } from "../../provider/functions/audit/audit-links";
import { CONNECTION_FLAGS, CONNECTION_HELP, type ConnectionValues } from "../connection";
import { oneOf, parseFlags, wholeNumber } from "../flags";
import { type Place, parsePlace } from "../place";

export const AUDIT_HELP = `Usage: oss-symlink audit BUCKET[/PREFIX] [options]

Looks at every link below the prefix and at its target, and tells what is wrong. It only reads: a
request per 1000 keys, and two per link.

Options:
  --all                       show good links, too
  --json                      one JSON document instead of the table
  --html FILE                 write a page for a browser as well, with a picture and a search
  --stack FILE                an export of a stack (pulumi stack export), - for stdin; may be repeated.
                              Links that none of them declares are reported as strays.
  --fail-on WHAT              what makes the exit status other than 0: error, warning or never (default warning)
  --concurrency N             links looked at at once (default ${AUDIT_CONCURRENCY})
  --progress                  tell on stderr how far it is; on a terminal it does so by itself
${CONNECTION_HELP}  --help                      this text

Exit status: 0 nothing found, 3 warnings only, 4 errors, 1 it could not be done, 2 wrong options.
`;

export type FailOn = "error" | "warning" | "never";

export interface AuditCommandOptions {
  readonly place: Place;
  readonly all: boolean;
  readonly json: boolean;
  readonly html: string | undefined;
  readonly stacks: readonly string[];
  readonly failOn: FailOn;
  readonly concurrency: number;
  readonly progress: boolean;
  readonly connection: ConnectionValues;
}

const FLAGS = {
  all: { type: "boolean" },
  json: { type: "boolean" },
  html: { type: "string" },
  stack: { type: "string", multiple: true },
  "fail-on": { type: "string" },
  concurrency: { type: "string" },
  progress: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  ...CONNECTION_FLAGS,
} as const;

export function parseAuditOptions(args: readonly string[]): AuditCommandOptions | "help" {
  const { values, positionals } = parseFlags(args, FLAGS, true);
  if (values.help) return "help";
  return {
    place: parsePlace(positionals),
    all: values.all ?? false,
    json: values.json ?? false,
    html: values.html,
    stacks: values.stack ?? [],
    failOn: oneOf("fail-on", values["fail-on"] ?? "warning", ["error", "warning", "never"]),
    concurrency: wholeNumber("concurrency", values.concurrency ?? String(AUDIT_CONCURRENCY), 1, 1000),
    progress: values.progress ?? false,
    connection: values,
  };
}
