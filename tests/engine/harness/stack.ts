import { appendFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, type RunningCommand, startCommand } from "./command";
import { engineDirectory } from "./engine";
import { environmentOf, refuseForeignEndpoints, type Variables } from "./environment";
import { type Folders, makeFolders, removeFolders } from "./folders";
import { type GivenFolder, type Program, prepareProgram } from "./program";
import { testHasFailed } from "./test-state";
import { writeFiles } from "./write-files";

/** A project with one stack, named dev, on a backend of its own. */
export interface StackOptions {
  program: Program | GivenFolder;
  /** Plugins that the engine boots itself: name and the directory that holds the executable or PulumiPlugin.yaml. */
  plugins?: Record<string, string>;
  /** Plugins that run already: name and the port they listen on at 127.0.0.1. */
  attach?: Record<string, number>;
  /** Stack configuration in the clear; secrets by `exec(["config", "set", "--secret", …])`. */
  config?: Variables;
  /** More environment for every command. */
  env?: Variables;
}

export interface RunOptions {
  env?: Variables;
  /** Turns an exit status other than 0 into an error that shows what the command said. */
  expectSuccess?: boolean;
}

export interface Stack {
  /** The directory of the project; rewrite its files to change the program. */
  program: string;
  write: (files: Record<string, string>) => void;
  preview: (args?: string[], options?: RunOptions) => Promise<CommandResult>;
  /** up, refresh and destroy go ahead without a preview of their own. */
  up: (args?: string[], options?: RunOptions) => Promise<CommandResult>;
  refresh: (args?: string[], options?: RunOptions) => Promise<CommandResult>;
  destroy: (args?: string[], options?: RunOptions) => Promise<CommandResult>;
  import: (args: string[], options?: RunOptions) => Promise<CommandResult>;
  /** The deployment that the backend holds, secrets encrypted. */
  export: () => Promise<Deployment>;
  /** The stack's outputs, secrets in the clear. */
  outputs: () => Promise<Record<string, unknown>>;
  /** Any other command: `exec(["stack", "ls"])`. */
  exec: (args: string[], options?: RunOptions) => Promise<CommandResult>;
  /** Like exec, but does not wait. */
  start: (args: string[], options?: RunOptions) => RunningCommand;
  /** Ends what still runs and removes all files. Done by itself at the end of the test file. */
  close: () => void;
}

/** What `pulumi stack export` answers. */
export interface Deployment {
  version: number;
  deployment: { resources?: ExportedResource[]; pending_operations?: { type: string; resource: ExportedResource }[] };
}

export interface ExportedResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
  /** Replaced, and left to be deleted. */
  delete?: boolean;
}

/** `used` since the last test ended; `failed` if a test that used it did. */
const open = new Set<{ folders: Folders; stack: Stack; used: boolean; failed: boolean }>();

afterEach(() => {
  const failed = testHasFailed();
  for (const entry of open) {
    if (failed && entry.used) entry.failed = true;
    entry.used = false;
  }
});

afterAll(() => {
  for (const { folders, stack, failed } of open) {
    if (failed) keepLogs(folders);
    stack.close();
  }
});

function keepLogs({ root, logs }: Folders): void {
  const kept = join(tmpdir(), `${root.split("/").at(-1)}-failed`);
  renameSync(logs, kept);
  process.stderr.write(`event and gRPC logs of the failed test: ${kept}\n`);
}

export async function givenStack(options: StackOptions): Promise<Stack> {
  const engine = engineDirectory();
  const { env = {}, config = {}, attach = {} } = options;
  refuseForeignEndpoints(config);
  const folders = makeFolders();
  const program = "folder" in options.program ? options.program.folder : folders.program;
  const prepared = await prepareProgram(options.program, options.plugins ?? {}, program);
  const environment = environmentOf(folders, engine, { ...prepared, ...attachVariable(attach), ...env });
  let number = 0;

  const start = (args: string[], { env: more = {} }: RunOptions = {}) => {
    refuseForeignEndpoints(more);
    entry.used = true;
    const surroundings = {
      cwd: program,
      env: { ...environment, ...more },
      logs: folders.logs,
      number: ++number,
    };
    return startCommand(args, surroundings);
  };
  const exec = async (args: string[], options: RunOptions = {}) => {
    const result = await start(args, options).done;
    if (options.expectSuccess && result.code !== 0) throw new Error(describeFailure(result));
    return result;
  };
  const answer = async (args: string[]) => JSON.parse((await exec(args, { expectSuccess: true })).stdout);

  const stack: Stack = {
    program,
    write: (files) => writeFiles(program, files),
    preview: (args = [], options) => exec(["preview", ...args], options),
    up: (args = [], options) => exec(["up", "--yes", "--skip-preview", ...args], options),
    refresh: (args = [], options) => exec(["refresh", "--yes", "--skip-preview", ...args], options),
    destroy: (args = [], options) => exec(["destroy", "--yes", "--skip-preview", ...args], options),
    import: (args, options) => exec(["import", "--yes", "--skip-preview", ...args], options),
    export: () => answer(["stack", "export"]),
    outputs: () => answer(["stack", "output", "--json", "--show-secrets"]),
    exec,
    start,
    close: () => {
      open.delete(entry);
      removeFolders(folders);
    },
  };
  const entry = { folders, stack, used: true, failed: false };
  open.add(entry);
  await exec(["stack", "init", "dev"], { expectSuccess: true });
  addConfig(program, config);
  return stack;
}

function attachVariable(attach: Record<string, number>): Variables {
  const providers = Object.entries(attach).map(([name, port]) => `${name}:${port}`);
  return providers.length > 0 ? { PULUMI_DEBUG_PROVIDERS: providers.join(",") } : {};
}

/** JSON is YAML: the settings are added to what `stack init` has written there. */
function addConfig(program: string, config: Variables): void {
  if (Object.keys(config).length === 0) return;
  appendFileSync(join(program, "Pulumi.dev.yaml"), `config: ${JSON.stringify(config)}\n`);
}

function describeFailure({ command, code, signal, stdout, stderr }: CommandResult): string {
  return `${command} ended with ${signal ?? `status ${code}`}\n${stdout}\n${stderr}`;
}
