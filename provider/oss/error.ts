/** The one error of the client, and the questions callers ask of it. Its texts never hold a credential or signature. */
import { adviceFor } from "./advice";
import type { Problem } from "./names";
import type { FailureKind } from "./transport/failure";

/** Codes that are not the service's: the request was not sent, or no usable answer came. */
export const LOCAL_CODE = {
  invalidInput: "InvalidInput",
  noCredentials: "NoCredentials",
  cancelled: "Cancelled",
  timedOut: "TimedOut",
  tooLate: "TooLate",
  connectionFailed: "ConnectionFailed",
  untrustedServer: "UntrustedServer",
  unexpectedAnswer: "UnexpectedAnswer",
} as const;

/** By why the transport got no usable answer. */
export const CODE_OF_KIND: Readonly<Record<FailureKind, string>> = {
  cancelled: LOCAL_CODE.cancelled,
  "timed-out": LOCAL_CODE.timedOut,
  "too-late": LOCAL_CODE.tooLate,
  connection: LOCAL_CODE.connectionFailed,
  untrusted: LOCAL_CODE.untrustedServer,
  "unusable-answer": LOCAL_CODE.unexpectedAnswer,
};

/** What was asked, of whom. */
export interface Subject {
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  readonly host?: string | undefined;
}

export interface ErrorDetails extends Subject {
  readonly operation: string;
  readonly code: string;
  /** What happened, without final stop. */
  readonly reason: string;
  readonly status?: number | undefined;
  readonly ec?: string | undefined;
  readonly requestId?: string | undefined;
  readonly ambiguous?: boolean | undefined;
  readonly attempts?: number | undefined;
  readonly endpoint?: string | undefined;
  readonly deleteMarker?: boolean | undefined;
  readonly versionId?: string | undefined;
  readonly problems?: readonly Problem[] | undefined;
  /** Whether the request asked not to overwrite. */
  readonly guarded?: boolean | undefined;
  readonly advice?: string | undefined;
  readonly cause?: unknown;
}

export class OssError extends Error {
  override readonly name = "OssError";
  readonly operation: string;
  /** The service's Code, or one of LOCAL_CODE. */
  readonly code: string;
  readonly reason: string;
  readonly status: number | undefined;
  readonly ec: string | undefined;
  readonly requestId: string | undefined;
  readonly host: string | undefined;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** True if the call may have taken effect although it failed: look before doing it again. */
  readonly ambiguous: boolean;
  readonly attempts: number;
  /** The endpoint to use instead, where the service named one. */
  readonly endpoint: string | undefined;
  /** True if the key's current version, or the version asked for, is a delete marker. */
  readonly deleteMarker: boolean;
  readonly versionId: string | undefined;
  /** Every reason why an input was refused. */
  readonly problems: readonly Problem[];
  /** What to do next, where it is known. */
  readonly advice: string | undefined;

  constructor(details: ErrorDetails) {
    const advice = details.advice ?? adviceFor(details);
    super(sentence(details, advice), details.cause === undefined ? undefined : { cause: details.cause });
    this.operation = details.operation;
    this.code = details.code;
    this.reason = details.reason;
    this.status = details.status;
    this.ec = details.ec;
    this.requestId = details.requestId;
    this.host = details.host;
    this.bucket = details.bucket;
    this.key = details.key;
    this.ambiguous = details.ambiguous ?? false;
    this.attempts = details.attempts ?? 0;
    this.endpoint = details.endpoint;
    this.deleteMarker = details.deleteMarker ?? false;
    this.versionId = details.versionId;
    this.problems = details.problems ?? [];
    this.advice = advice;
  }

  /** Refused before anything was sent. */
  static invalidInput(operation: string, subject: Subject, problems: readonly Problem[]): OssError {
    const reason = problems.map(({ path, reason }) => `${path.map(quoteOddName).join(".")} ${reason}`).join("; ");
    return new OssError({ ...subject, operation, code: LOCAL_CODE.invalidInput, reason, problems });
  }
}

function sentence(details: ErrorDetails, advice: string | undefined): string {
  const subject = subjectText(details);
  const facts = [
    details.status === undefined ? details.code : `HTTP ${details.status} ${details.code}`,
    details.ec === undefined ? "" : `EC ${details.ec}`,
    details.requestId === undefined ? "" : `RequestId ${details.requestId}`,
    details.host === undefined ? "" : `at ${details.host}`,
    (details.attempts ?? 1) > 1 ? `after ${details.attempts} attempts` : "",
  ].filter((fact) => fact !== "");
  const doubt = details.ambiguous ? "; it may have taken effect all the same, so look before repeating it" : "";
  const next = advice === undefined ? "" : `; ${advice}`;
  return `${details.operation}${subject} failed: ${details.reason} (${facts.join(", ")})${doubt}${next}`;
}

function subjectText({ bucket, key }: Subject): string {
  if (bucket === undefined) return "";
  return key === undefined ? ` of bucket ${quoteOddName(bucket)}` : ` of ${quoteOddName(`${bucket}/${key}`)}`;
}

/** Names print as they are unless blanks or control characters would make the sentence hard to read or forge lines. */
function quoteOddName(name: string): string {
  return /^[^\s\p{C}"]+$/u.test(name) ? name : JSON.stringify(name);
}

export function isOssError(error: unknown): error is OssError {
  return error instanceof OssError;
}

const hasCode =
  (...codes: readonly string[]) =>
  (error: unknown): error is OssError =>
    isOssError(error) && codes.includes(error.code);

export const isNoSuchKey = hasCode("NoSuchKey");
export const isNoSuchBucket = hasCode("NoSuchBucket");
export const isNoSuchVersion = hasCode("NoSuchVersion");
/** GetSymlink met an ordinary object. */
export const isNotSymlink = hasCode("NotSymlink");
/** A put with forbidOverwrite met an existing key. */
export const isAlreadyExists = hasCode("FileAlreadyExists");
/** Retention holds the object. */
export const isImmutable = hasCode("FileImmutable");
export const isSkew = hasCode("RequestTimeTooSkewed");
/** Read through a link whose target is not there. */
export const isTargetMissing = hasCode("SymlinkTargetNotExist");
/** Read through a link whose target is a link itself. */
export const isTargetSymlink = hasCode("InvalidTargetType");
/** Read through a link whose target is archived and not restored (or of such an object itself). */
export const isArchived = hasCode("InvalidObjectState");
export const isInvalidInput = hasCode(LOCAL_CODE.invalidInput);
export const isNoCredentials = hasCode(LOCAL_CODE.noCredentials);
/** Its turn came later than it may begin: see `repeatForMs`. */
export const isTooLate = hasCode(LOCAL_CODE.tooLate);
export const isCancelled = hasCode(LOCAL_CODE.cancelled);
export const isTimedOut = hasCode(LOCAL_CODE.timedOut);
export const isConnectionFailed = hasCode(LOCAL_CODE.connectionFailed);
/** The server does not prove who it is; nothing was sent to it. */
export const isUntrustedServer = hasCode(LOCAL_CODE.untrustedServer);
/** An answer came that does not say what it should. */
export const isUnexpectedAnswer = hasCode(LOCAL_CODE.unexpectedAnswer);

/** No permission. A bucket addressed at the wrong region's endpoint is AccessDenied too, but is not meant here. */
export function isAccessDenied(error: unknown): error is OssError {
  return isOssError(error) && error.code === "AccessDenied" && error.endpoint === undefined;
}

/** The version asked for is a delete marker. */
export function isDeleteMarkerVersion(error: unknown): error is OssError {
  return isOssError(error) && error.code === "MethodNotAllowed" && error.deleteMarker;
}

/** The service refuses the credentials themselves, or the signature made with them. */
export const isBadCredentials = hasCode(
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "InvalidSecurityToken",
  "SecurityTokenExpired",
  "AccessKeyIdAndSecurityTokenNotMatch",
  "SecurityTokenNotSupported",
  "UserDisable",
);

/** The endpoint that serves the bucket, if the failure was a request to another region's. */
export function wrongRegionEndpoint(error: unknown): string | undefined {
  return isOssError(error) ? error.endpoint : undefined;
}
