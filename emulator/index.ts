export type { Credential } from "./auth/credentials";
export type { FaultList } from "./faults/fault-list";
export type { ActiveFault, FaultEffect, FaultRule } from "./faults/fault-rule";
export { type OpenQuestions, OUR_CHOICES } from "./open-questions";
export type { BucketSpec, EmulatorOptions } from "./options";
export type { RequestRecord } from "./request-log";
export { type Emulator, startEmulator } from "./start-emulator";
