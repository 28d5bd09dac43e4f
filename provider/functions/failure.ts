import type { Failure } from "../properties/check-fields";
import { CallFailure } from "../protocol/failures";
import { formatPath } from "../protocol/paths";

/** Everything that is wrong with the arguments of a function, in one sentence. */
export function failure(name: string, failures: readonly Failure[]): CallFailure {
  const reasons = failures.map(({ path, reason }) => `${formatPath(path)} ${reason}`);
  return new CallFailure("INVALID_ARGUMENT", `${name}: ${reasons.join("; ")}`);
}
