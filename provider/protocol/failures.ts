import type { status } from "@grpc/grpc-js";
import type { PropertyMap } from "./values";

/** The codes a call may fail with on purpose. INTERNAL, UNKNOWN and DATA_LOSS make the engine doubt its state. */
export type FailureCode = Exclude<keyof typeof status, "OK" | "INTERNAL" | "UNKNOWN" | "DATA_LOSS">;

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A failure that was foreseen: its code was chosen for it, its message is fit for the user. */
export class CallFailure extends Error {
  override readonly name: string = "CallFailure";

  constructor(
    readonly code: FailureCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface MissingKey {
  readonly name: string;
  readonly description: string;
}

/** Configuration that is missing; the engine itself tells the user how to set each key. */
export class MissingConfiguration extends CallFailure {
  override readonly name = "MissingConfiguration";

  constructor(
    message: string,
    readonly keys: readonly MissingKey[],
  ) {
    super("INVALID_ARGUMENT", message);
  }
}

/** What exists after a create or an update that was only done in part. */
export interface PartialState {
  readonly id: string;
  readonly properties: PropertyMap;
  readonly inputs: PropertyMap;
  readonly reasons: readonly string[];
}

/** The resource exists, but not as declared: the engine records this state, and the next `up` sends an update. */
export class PartialFailure extends CallFailure {
  override readonly name = "PartialFailure";

  constructor(
    readonly state: PartialState,
    options?: ErrorOptions,
  ) {
    super("ABORTED", state.reasons.join("; "), options);
  }
}
