import { existsSync, readFileSync } from "node:fs";

/** One line of the engine's event log: sequence, timestamp and one member named by the kind of event. */
export type EngineEvent = Record<string, unknown>;

/** How one property differs, as the engine shows it. */
export interface PropertyDiff {
  kind: string;
  inputDiff: boolean;
}

/** A resource before or after a step. Secrets read "[secret]". */
export interface ResourceState {
  type: string;
  urn: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

/** What the engine planned for a resource, and did. */
export interface Step {
  op: string;
  urn: string;
  type: string;
  /** The last part of the URN. */
  name: string;
  progress: "planned" | "done" | "failed";
  diffs: string[];
  detailedDiff: Record<string, PropertyDiff>;
  old: ResourceState | undefined;
  new: ResourceState | undefined;
}

export interface Diagnostic {
  severity: string;
  message: string;
  urn: string | undefined;
  ephemeral: boolean;
}

interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  diffs?: string[] | null;
  detailedDiff?: Record<string, { diffKind: string; inputDiff: boolean }> | null;
  old?: ResourceState | null;
  new?: ResourceState | null;
}

/** A log that was cut off in the middle of a line, because the engine was killed, is read up to there. */
export function readEvents(file: string): EngineEvent[] {
  return readJsonLines(file);
}

/** One call between engine and plugin, as the engine's gRPC log records it. */
export interface GrpcCall {
  method: string;
  request: Record<string, unknown> | undefined;
  response: Record<string, unknown> | undefined;
  errors: string[];
  metadata: Record<string, unknown>;
}

/** The finished calls, in the order in which they ended; with `started` those that have begun, in that order. */
export function readGrpcLog(file: string, { started = false } = {}): GrpcCall[] {
  return readJsonLines(file)
    .filter((line) => (line.progress === "request_started") === started)
    .map(
      (line) => ({ errors: [], request: undefined, response: undefined, metadata: {}, ...line }) as unknown as GrpcCall,
    );
}

function readJsonLines(file: string): Record<string, unknown>[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").flatMap(parseLine);
}

function parseLine(line: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

export function stepsOf(events: EngineEvent[]): Step[] {
  const steps: Step[] = [];
  for (const event of events) {
    const planned = metadataOf(event, "resourcePreEvent");
    if (planned) steps.push(stepFrom(planned, "planned"));
    settle(steps, metadataOf(event, "resOutputsEvent"), "done");
    settle(steps, metadataOf(event, "resOpFailedEvent"), "failed");
  }
  return steps;
}

/** The second event of a step replaces the first: a refresh knows only then what it found. */
function settle(steps: Step[], metadata: StepMetadata | undefined, progress: "done" | "failed"): void {
  if (!metadata) return;
  const at = steps.findLastIndex((step) => step.urn === metadata.urn && step.progress === "planned");
  const step = stepFrom(metadata, progress);
  if (at < 0) steps.push(step);
  else steps[at] = step;
}

function stepFrom(metadata: StepMetadata, progress: Step["progress"]): Step {
  const detailed = Object.entries(metadata.detailedDiff ?? {});
  return {
    op: metadata.op,
    urn: metadata.urn,
    type: metadata.type,
    name: metadata.urn.split("::").at(-1) ?? "",
    progress,
    diffs: metadata.diffs ?? [],
    detailedDiff: Object.fromEntries(
      detailed.map(([path, { diffKind, inputDiff }]) => [path, { kind: diffKind, inputDiff }]),
    ),
    old: stateFrom(metadata.old),
    new: stateFrom(metadata.new),
  };
}

function stateFrom(state: ResourceState | null | undefined): ResourceState | undefined {
  if (!state) return undefined;
  const { type, urn, id, inputs, outputs } = state;
  return { type, urn, id, inputs: plain(inputs), outputs: plain(outputs) };
}

/** Key and mark of a secret on the wire (sdk/nodejs/runtime/rpc.ts). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

function plain(properties: Record<string, unknown> | null | undefined): Record<string, unknown> {
  return JSON.parse(JSON.stringify(properties ?? {}), (_key, value) => (isSecret(value) ? "[secret]" : value));
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && SIGNATURE in value && value[SIGNATURE] === SECRET;
}

function metadataOf(event: EngineEvent, kind: string): StepMetadata | undefined {
  return (event[kind] as { metadata: StepMetadata } | undefined)?.metadata;
}

export function diagnosticsOf(events: EngineEvent[]): Diagnostic[] {
  return events.flatMap(({ diagnosticEvent }) => {
    if (!diagnosticEvent) return [];
    const event = diagnosticEvent as { severity: string; message: string; urn?: string; ephemeral?: boolean };
    const message = event.message.replace(/<\{%[^%]*%\}>/g, "").trim();
    return [{ severity: event.severity, message, urn: event.urn, ephemeral: event.ephemeral ?? false }];
  });
}

/** The outputs of the stack after the command; secrets read "[secret]". */
export function outputsOf(steps: Step[]): Record<string, unknown> {
  return steps.findLast((step) => step.type === "pulumi:pulumi:Stack" && step.progress === "done")?.new?.outputs ?? {};
}
