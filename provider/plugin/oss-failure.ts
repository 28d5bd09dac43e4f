import type { OssError } from "../oss";
import type { FailureCode } from "../protocol/failures";

const CODE: Readonly<Record<string, FailureCode>> = {
  AccessDenied: "PERMISSION_DENIED",
  Cancelled: "CANCELLED",
  ConnectionFailed: "UNAVAILABLE",
  FileAlreadyExists: "ALREADY_EXISTS",
  InvalidInput: "INVALID_ARGUMENT",
  NoCredentials: "UNAUTHENTICATED",
  NoSuchBucket: "NOT_FOUND",
  NoSuchKey: "NOT_FOUND",
  NoSuchVersion: "NOT_FOUND",
  TimedOut: "DEADLINE_EXCEEDED",
  UntrustedServer: "FAILED_PRECONDITION",
};

/** The gRPC code for a refusal of the service: never one that makes the engine doubt its state. */
export function failureCodeOf(error: OssError): FailureCode {
  const known = CODE[error.code];
  if (known !== undefined) return known;
  const { status } = error;
  if (status === undefined || status >= 500) return "UNAVAILABLE";
  if (status === 429) return "RESOURCE_EXHAUSTED";
  if (status === 403) return "PERMISSION_DENIED";
  return status === 400 ? "INVALID_ARGUMENT" : "FAILED_PRECONDITION";
}
