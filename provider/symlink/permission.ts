import { isAccessDenied, isBadCredentials, type OssError } from "../oss";
import { CallFailure } from "../protocol/failures";

const NEWER =
  "outside of up, the provider is configured as state has it: give other credentials by OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and OSS_SESSION_TOKEN, or take those of the program with --run-program";

/** A refusal of the link itself leaves nothing to go by: it is an error, with the ways to other credentials. */
export function withWayToCredentials(error: unknown): unknown {
  if (!isAccessDenied(error) && !isBadCredentials(error)) return error;
  const code = isAccessDenied(error) ? "PERMISSION_DENIED" : "UNAUTHENTICATED";
  return new CallFailure(code, `${(error as OssError).message}; ${NEWER}`, { cause: error });
}
