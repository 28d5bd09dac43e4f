/** Real programs on the real engine, each stack in isolation. */
export type { CommandResult, RunningCommand } from "./harness/command";
export { describeOnEngine, engineDirectory } from "./harness/engine";
export type { Diagnostic, EngineEvent, GrpcCall, PropertyDiff, ResourceState, Step } from "./harness/events";
export type { Process } from "./harness/processes";
export { pythonEnvironment } from "./harness/python-sdk";
export { type Deployment, givenStack, type RunOptions, type Stack, type StackOptions } from "./harness/stack";
export { writeFiles } from "./harness/write-files";
