import { CallFailure } from "../protocol/failures";

/** What to do about a write of which nobody knows whether it took effect, and of which no state tells. */
export const DOUBT = {
  created:
    "the link may be there all the same: the next pulumi up finds and takes it; no state knows of it yet, so if it is taken out of the program instead, remove it by hand",
  deleted:
    "the link may be gone all the same, and the state does not say so: to keep it after all, run pulumi up --refresh",
} as const;

/** A failure after a write whose answer was lost. Its cause is what failed last. */
export class InDoubt extends CallFailure {}

export function doubted(error: unknown, doubt: string): unknown {
  if (!(error instanceof Error) || tellsOfAnother(error)) return error;
  const code = error instanceof CallFailure ? error.code : "UNAVAILABLE";
  return new InDoubt(code, `${error.message}; ${doubt}`, { cause: error });
}

/** Whatever became of the write, it is not what is there. */
function tellsOfAnother(error: Error): boolean {
  return error instanceof CallFailure && error.code === "ALREADY_EXISTS";
}
