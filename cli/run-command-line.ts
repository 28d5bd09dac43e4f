import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { didYouMean } from "./did-you-mean";
import { emulatorCommand } from "./emulator-command";
import { UsageError } from "./usage-error";

const HELP = `Usage: oss-symlink COMMAND [options]

Commands:
  emulator    run a local OSS server that knows symbolic links

Options:
  --help      this text; after a command, its options
  --version   the version of pulumi-oss-symlink
`;

/** Where text goes: the process, or a test. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

type Command = (args: readonly string[], output: Output) => Promise<number>;

const COMMANDS: ReadonlyMap<string, Command> = new Map([["emulator", emulatorCommand]]);

/** Runs what the arguments say; resolves with the exit status: 2 for a mistake in them, 1 for any other failure. */
export async function runCommandLine(args: readonly string[], output: Output): Promise<number> {
  try {
    return await dispatch(args, output);
  } catch (error) {
    output.stderr.write(`oss-symlink: ${error instanceof Error ? error.message : String(error)}\n`);
    if (!(error instanceof UsageError)) return 1;
    output.stderr.write('Run "oss-symlink --help" for what there is.\n');
    return 2;
  }
}

async function dispatch([name, ...args]: readonly string[], output: Output): Promise<number> {
  if (name === undefined) throw new UsageError("which command?");
  if (name === "--help" || name === "-h" || name === "help") {
    output.stdout.write(HELP);
    return 0;
  }
  if (name === "--version" || name === "-v") {
    output.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const command = COMMANDS.get(name);
  if (command) return command(args, output);
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
