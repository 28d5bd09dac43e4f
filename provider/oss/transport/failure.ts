/** Why an attempt got no usable answer. */
export type FailureKind = "cancelled" | "timed-out" | "connection" | "unusable-answer";

export class TransportFailure extends Error {
  override readonly name = "TransportFailure";
  readonly kind: FailureKind;
  /** True if the request had begun to go out, so that the service may have acted on it. */
  readonly sent: boolean;

  constructor(kind: FailureKind, sent: boolean, reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.sent = sent;
  }
}

/** What a network or parser error of the HTTP library means, in words. Its own text may quote answer bytes: left out. */
export function describeNetworkError(error: unknown): { kind: FailureKind; reason: string } {
  const code = errorCode(error);
  const known = code === undefined ? undefined : REASONS[code];
  if (known !== undefined) return known;
  if (code?.startsWith("HPE_")) return { kind: "unusable-answer", reason: `the answer is not HTTP (${code})` };
  if (code?.startsWith("UND_ERR_REQ_CONTENT") || code === "UND_ERR_INVALID_ARG") {
    return { kind: "unusable-answer", reason: `the HTTP library refuses the request (${code})` };
  }
  const tls = code !== undefined && /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code);
  if (tls) return { kind: "connection", reason: `the TLS connection is not trusted or failed (${code})` };
  return { kind: "connection", reason: `the connection failed (${code ?? "no error code"})` };
}

/** The first code on the way down the causes; of several addresses tried, the first one's. */
function errorCode(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 5) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if ("errors" in error && Array.isArray(error.errors)) return errorCode(error.errors[0], depth + 1);
  return "cause" in error ? errorCode(error.cause, depth + 1) : undefined;
}

const REASONS: Readonly<Record<string, { kind: FailureKind; reason: string }>> = {
  ECONNREFUSED: { kind: "connection", reason: "the connection was refused (ECONNREFUSED)" },
  ECONNRESET: { kind: "connection", reason: "the connection was reset (ECONNRESET)" },
  EPIPE: { kind: "connection", reason: "the connection was closed while sending (EPIPE)" },
  ENOTFOUND: { kind: "connection", reason: "the host name does not resolve (ENOTFOUND)" },
  EAI_AGAIN: { kind: "connection", reason: "the host name could not be looked up (EAI_AGAIN)" },
  ETIMEDOUT: { kind: "connection", reason: "the connection timed out (ETIMEDOUT)" },
  UND_ERR_SOCKET: { kind: "connection", reason: "the connection was closed before the answer was complete" },
  UND_ERR_CONNECT_TIMEOUT: { kind: "connection", reason: "no connection came about in time" },
  UND_ERR_HEADERS_OVERFLOW: { kind: "unusable-answer", reason: "the answer's headers are too large" },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    kind: "connection",
    reason: "the answer is shorter or longer than it announced",
  },
};
