import { CONNECTION_FLAGS, CONNECTION_HELP, type ConnectionValues } from "../connection";
import { parseFlags } from "../flags";
import { type Place, parsePlace } from "../place";
import { UsageError } from "../usage-error";

export const DOCTOR_HELP = `Usage: oss-symlink doctor [BUCKET[/PREFIX]] [options]

Tells which credentials are found where, which endpoint and region result, whether the clocks
agree, and what the credentials may do in the bucket. It never shows a key, and only reads.

Options:
  --write                     put a link with a random name below the prefix, and remove it again
  --json                      one JSON document instead of lines
${CONNECTION_HELP}  --help                      this text

Exit status: 0 all is well, 3 warnings only, 4 errors, 1 it could not be done, 2 wrong options.
`;

export interface DoctorOptions {
  /** Without one, nothing is asked of a bucket. */
  readonly place: Place | undefined;
  readonly write: boolean;
  readonly json: boolean;
  readonly connection: ConnectionValues;
}

const FLAGS = {
  write: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  ...CONNECTION_FLAGS,
} as const;

export function parseDoctorOptions(args: readonly string[]): DoctorOptions | "help" {
  const { values, positionals } = parseFlags(args, FLAGS, true);
  if (values.help) return "help";
  const place = positionals.length === 0 ? undefined : parsePlace(positionals);
  const writing = values.write ?? false;
  if (writing && place === undefined)
    throw new UsageError("--write needs to know where; give BUCKET or BUCKET/PREFIX.");
  return { place, write: writing, json: values.json ?? false, connection: values };
}
