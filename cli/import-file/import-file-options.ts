import { CONNECTION_FLAGS, CONNECTION_HELP, type ConnectionValues } from "../connection";
import { parseFlags } from "../flags";
import { type Place, parsePlace } from "../place";
import { UsageError } from "../usage-error";

export const IMPORT_FILE_HELP = `Usage: oss-symlink import-file BUCKET[/PREFIX] [options]

Writes what "pulumi import --file" needs to take the links below the prefix into a stack. It only
reads: a request per 1000 keys, and one per link.

Options:
  --out FILE                  write it there (default: stdout)
  --stack FILE                an export of a stack (pulumi stack export), - for stdin; may be repeated.
                              Links that one of them declares already are left out.
  --layout                    one AliasLayout for all of them instead of a Symlink for each
  --name NAME                 name of the AliasLayout (default: from the prefix)
  --code FILE                 with --layout: write the program for it, too, in YAML
  --progress                  tell on stderr how far it is; on a terminal it does so by itself
${CONNECTION_HELP}  --help                      this text

Exit status: 0 written, 3 written but for links that cannot be declared, 1 it could not be done, 2 wrong options.
`;

export interface ImportFileOptions {
  readonly place: Place;
  readonly out: string | undefined;
  readonly stacks: readonly string[];
  /** The name of the AliasLayout; undefined for a Symlink per link. */
  readonly layout: string | undefined;
  readonly code: string | undefined;
  readonly progress: boolean;
  readonly connection: ConnectionValues;
}

const FLAGS = {
  out: { type: "string" },
  stack: { type: "string", multiple: true },
  layout: { type: "boolean" },
  name: { type: "string" },
  code: { type: "string" },
  progress: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  ...CONNECTION_FLAGS,
} as const;

export function parseImportFileOptions(args: readonly string[]): ImportFileOptions | "help" {
  const { values, positionals } = parseFlags(args, FLAGS, true);
  if (values.help) return "help";
  const place = parsePlace(positionals);
  const { name, out, code, stack: stacks = [] } = values;
  if (!values.layout && name !== undefined) throw new UsageError("--name names an AliasLayout; give --layout, too.");
  if (!values.layout && code !== undefined) {
    throw new UsageError("--code goes with --layout; for single links pulumi import writes the program itself.");
  }
  if (values.layout && stacks.length > 0) {
    throw new UsageError("--stack does not go with --layout, which takes all links below its prefix.");
  }
  if (name !== undefined && !/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) {
    throw new UsageError(`--name must be letters, digits and hyphens, not "${name}".`);
  }
  if (out !== undefined && out === code) throw new UsageError("--out and --code are one and the same file.");
  const layout = values.layout ? (name ?? layoutName(place)) : undefined;
  return { place, out, stacks, layout, code, progress: values.progress ?? false, connection: values };
}

function layoutName({ bucket, prefix }: Place): string {
  const words = prefix.match(/[A-Za-z0-9]+/g) ?? bucket.match(/[A-Za-z0-9]+/g) ?? [];
  const name = words.join("-");
  return /^[A-Za-z]/.test(name) ? name : `layout-${name}`;
}
