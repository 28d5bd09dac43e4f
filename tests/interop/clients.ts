import type { Ability, Operation } from "./protocol";

/** A client program and what it cannot do, each with the reason; cases that need such a thing are skipped for it. */
export interface ClientProfile {
  /** The name scripts/clients.js knows it by. */
  readonly name: string;
  readonly title: string;
  readonly lacks: Partial<Record<Ability | Operation, string>>;
}
