import { isAccessDenied, isBadCredentials, type OssError } from "../oss";
import { CallFailure } from "../protocol/failures";

const NEWER =
  "refresh and destroy use the provider options that state holds: with --run-program they take the program's instead; credentials that stand in no option come from OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and OSS_SESSION_TOKEN";

/** A refusal of the link itself leaves nothing to go by: it is an error, with the ways to other credentials. */
export function withWayToCredentials(error: unknown): unknown {
  if (!isAccessDenied(error) && !isBadCredentials(error)) return error;
  const code = isAccessDenied(error) ? "PERMISSION_DENIED" : "UNAUTHENTICATED";
  return new CallFailure(code, `${(error as OssError).message}; ${NEWER}`, { cause: error });
}
