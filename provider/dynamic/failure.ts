import { MissingConfiguration, PartialFailure } from "../protocol/failures";
import { toStatus } from "../protocol/status";
import type { Plain } from "./protocol";
import { plainState } from "./values";

/**
 * A failure in the shape that the engine's dynamic provider reports: it prints `toString()` and `stack` to the console,
 * so neither repeats what the message says, and takes `id`, `properties` and `reasons` for a resource done in part.
 */
export class DynamicFailure extends Error {
  override readonly name = "DynamicFailure";
  override readonly stack: string;
  readonly id?: string;
  readonly properties?: Plain;
  readonly reasons?: readonly string[];

  constructor(cause: unknown, providerCode: unknown) {
    const { code, details } = toStatus(cause);
    super(details + hints(cause), { cause });
    this.code = code;
    this.stack = this.message;
    if (!(cause instanceof PartialFailure)) return;
    const { id, properties, inputs, reasons } = cause.state;
    this.id = id;
    // Of an answer like this the engine's dynamic provider does not put its own property back.
    this.properties = { ...plainState(properties, inputs), __provider: providerCode };
    this.reasons = reasons;
  }

  /** As gRPC counts them; only read and delete pass it on. */
  readonly code: number;

  override toString(): string {
    return "oss-symlink";
  }
}

/** The engine explains a plugin's missing configuration by itself, a dynamic provider's it does not. */
function hints(error: unknown): string {
  if (!(error instanceof MissingConfiguration)) return "";
  return error.keys.map(({ name, description }) => `; pulumi config set ${name} VALUE sets ${description}`).join("");
}
