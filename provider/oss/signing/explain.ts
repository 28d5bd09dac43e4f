/** Why the service's signature differs from ours, told from the string it says it signed. */
import type { ServiceFailure } from "../error-answer";

export function explainMismatch(failure: ServiceFailure, ours: () => string): string | undefined {
  if (failure.code !== "SignatureDoesNotMatch" || failure.stringToSign === undefined) return undefined;
  const theirLines = failure.stringToSign.split("\n");
  const ourLines = ours().split("\n");
  const line = ourLines.findIndex((text, i) => text !== theirLines[i]);
  if (line === -1) {
    return "the service received exactly what was signed, so the access key secret does not belong to the access key id";
  }
  return `the service received something else than was signed (line ${line + 1} of the string to sign differs), so a proxy rewrites the request or the region is another`;
}
