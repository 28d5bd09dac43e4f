import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Variables } from "./environment";
import {
  type Diagnostic,
  diagnosticsOf,
  type EngineEvent,
  type GrpcCall,
  outputsOf,
  readEvents,
  readGrpcLog,
  type Step,
  stepsOf,
} from "./events";
import { type Process, processesWith } from "./processes";

/** What a command did. The last five are read from the event log; a command that writes none leaves them empty. */
export interface CommandResult {
  command: string;
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  seconds: number;
  /** The engine's calls to its plugins and their answers. */
  grpc: () => GrpcCall[];
  events: EngineEvent[];
  steps: Step[];
  diagnostics: Diagnostic[];
  outputs: Record<string, unknown>;
}

/** A command that was started and may still run. */
export interface RunningCommand {
  pid: number;
  done: Promise<CommandResult>;
  kill: (signal: NodeJS.Signals) => void;
  /** Its processes that live now: the engine, language hosts, programs, plugins. */
  processes: () => Process[];
  /** The calls that have ended, or with `started` those that have begun. */
  grpc: (options?: { started?: boolean }) => GrpcCall[];
}

/** Names one command in the environment of everything it starts. */
const MARK = "OSS_SYMLINK_TEST_COMMAND";

const COMMANDS_WITH_EVENT_LOG = new Set(["preview", "up", "refresh", "destroy", "import"]);

/** Where a command runs and writes its logs; `number` tells the commands of a stack apart. */
export interface Surroundings {
  cwd: string;
  env: Variables;
  logs: string;
  number: number;
}

export function startCommand(args: string[], { cwd, env, logs, number }: Surroundings): RunningCommand {
  const begun = performance.now();
  const name = `${String(number).padStart(2, "0")}-${args[0]}`;
  const grpcLog = join(logs, `${name}.grpc.jsonl`);
  const eventLog = join(logs, `${name}.events.jsonl`);
  const mark = join(logs, name);
  const logged = COMMANDS_WITH_EVENT_LOG.has(args[0] ?? "") ? ["--event-log", eventLog] : [];
  const child = spawn("pulumi", [...args, ...logged, "--non-interactive"], {
    cwd,
    env: { ...env, PULUMI_DEBUG_GRPC: grpcLog, [MARK]: mark },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const done = new Promise<CommandResult>((resolve, reject) => {
    child.on("error", reject);
    // Not "close": plugins that outlive a killed engine keep its pipes open.
    child.on("exit", (code, signal) => {
      setImmediate(() => {
        const events = existsSync(eventLog) ? readEvents(eventLog) : [];
        const steps = stepsOf(events);
        resolve({
          command: `pulumi ${args.join(" ")}`,
          code,
          signal,
          ...output,
          seconds: (performance.now() - begun) / 1000,
          grpc: () => readGrpcLog(grpcLog),
          events,
          steps,
          diagnostics: diagnosticsOf(events),
          outputs: outputsOf(steps),
        });
      });
    });
  });
  return {
    pid: child.pid ?? 0,
    done,
    kill: (signal) => void child.kill(signal),
    processes: () => processesWith(MARK, mark),
    grpc: (options) => readGrpcLog(grpcLog, options),
  };
}
