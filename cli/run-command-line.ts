import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { didYouMean } from "./did-you-mean";
import { EXIT } from "./exit-status";
import { Interrupted } from "./interruptible";
import type { Output } from "./output";
import { UsageError } from "./usage-error";

const HELP = `Usage: oss-symlink COMMAND [options]

Commands:
  audit        look at the links of a bucket, and tell what is wrong
  import-file  write what pulumi import needs to take links into a stack
  doctor       tell which credentials and endpoint are used, and what they allow
  emulator     run a local OSS server that knows symbolic links

Options:
  --help       this text; after a command, its options
  --version    the version of pulumi-oss-symlink
`;

export type { Output } from "./output";

type Command = (args: readonly string[], output: Output) => Promise<number>;

/** Each is loaded when it is asked for. */
const COMMANDS: ReadonlyMap<string, () => Command> = new Map<string, () => Command>([
  ["audit", () => (require("./audit/audit-command") as typeof import("./audit/audit-command")).auditCommand],
  [
    "import-file",
    () =>
      (require("./import-file/import-file-command") as typeof import("./import-file/import-file-command"))
        .importFileCommand,
  ],
  ["doctor", () => (require("./doctor/doctor-command") as typeof import("./doctor/doctor-command")).doctorCommand],
  ["emulator", () => (require("./emulator-command") as typeof import("./emulator-command")).emulatorCommand],
]);

/** Runs what the arguments say; resolves with the exit status. */
export async function runCommandLine(args: readonly string[], output: Output): Promise<number> {
  try {
    return await dispatch(args, output);
  } catch (error) {
    output.stderr.write(`oss-symlink: ${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof Interrupted) return error.status;
    if (!(error instanceof UsageError)) return EXIT.failed;
    const [name = ""] = args;
    output.stderr.write(`Run "oss-symlink${COMMANDS.has(name) ? ` ${name}` : ""} --help" for what there is.\n`);
    return EXIT.usage;
  }
}

async function dispatch([name, ...args]: readonly string[], output: Output): Promise<number> {
  if (name === undefined) throw new UsageError("which command?");
  if (name === "--help" || name === "-h" || name === "help") {
    output.stdout.write(HELP);
    return EXIT.ok;
  }
  if (name === "--version" || name === "-v") {
    output.stdout.write(`${packageVersion()}\n`);
    return EXIT.ok;
  }
  const command = COMMANDS.get(name);
  if (command) return command()(args, output);
  const kind = name.startsWith("-") ? "option" : "command";
  throw new UsageError(`unknown ${kind} "${name}".${didYouMean(name, [...COMMANDS.keys(), "--help", "--version"])}`);
}

/** The nearest package.json above this file: it stands in `dist/cli` when built, in `cli` when not. */
function packageVersion(): string {
  let folder = __dirname;
  while (!existsSync(path.join(folder, "package.json"))) folder = path.dirname(folder);
  const manifest: { readonly version: string } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return manifest.version;
}
