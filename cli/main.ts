#!/usr/bin/env node
import { readFileSync } from "node:fs";
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

type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: ReadonlyMap<string, Command> = new Map([["emulator", emulatorCommand]]);

async function run([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const command = COMMANDS.get(name);
  if (command) return command(args);
  const kind = name.startsWith("-") ? "option" : "command";
  throw new UsageError(`unknown ${kind} "${name}".${didYouMean(name, [...COMMANDS.keys(), "--help", "--version"])}`);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}

/** This file is `dist/cli/main.js` when built. */
function packageRoot(): string {
  return path.join(__dirname, "..", "..");
}

run(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`oss-symlink: ${message}\n`);
    if (error instanceof UsageError) process.stderr.write('Run "oss-symlink --help" for what there is.\n');
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
