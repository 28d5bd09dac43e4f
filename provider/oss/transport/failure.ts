/** Why an attempt got no usable answer. What is `untrusted` stays so until somebody mends it; `too-late` was not sent. */
export type FailureKind = "cancelled" | "timed-out" | "too-late" | "connection" | "untrusted" | "unusable-answer";

export class TransportFailure extends Error {
  override readonly name = "TransportFailure";
  readonly kind: FailureKind;
  /** True if the request had begun to go out, so that the service may have acted on it. */
  readonly sent: boolean;
  /** What to do next, where that follows from this failure. */
  readonly advice: string | undefined;

  constructor(kind: FailureKind, sent: boolean, reason: string, advice?: string) {
    super(reason);
    this.kind = kind;
    this.sent = sent;
    this.advice = advice;
  }
}

/** What became of an attempt, in words. */
export interface NetworkFlaw {
  readonly kind: FailureKind;
  readonly reason: string;
  readonly advice?: string;
}

/** What a network or parser error of the HTTP library means, in words. Its own text may quote answer bytes: left out. */
export function describeNetworkError(error: unknown): NetworkFlaw {
  const code = errorCode(error);
  const known = code === undefined ? undefined : REASONS[code];
  if (known !== undefined) return known;
  const proxyStatus = code === "UND_ERR_ABORTED" ? refusalOfProxy(error) : undefined;
  if (proxyStatus !== undefined) return proxyRefused(proxyStatus);
  if (code?.startsWith("HPE_")) return { kind: "unusable-answer", reason: `the answer is not HTTP (${code})` };
  if (code?.startsWith("UND_ERR_REQ_CONTENT") || code === "UND_ERR_INVALID_ARG") {
    return { kind: "unusable-answer", reason: `the HTTP library refuses the request (${code})` };
  }
  if (code !== undefined && UNKNOWN_AUTHORITY.has(code)) {
    const reason = `the server's certificate is not from an authority that is trusted here (${code})`;
    return { kind: "untrusted", reason, advice: TRUST_ADVICE };
  }
  if (code !== undefined && REFUSED_CERTIFICATE.test(code)) {
    return { kind: "untrusted", reason: `the server's certificate is refused (${code})` };
  }
  if (code !== undefined && /^(EPROTO$|ERR_SSL_|ERR_TLS_)/.test(code)) {
    return { kind: "connection", reason: `the TLS connection failed (${code})` };
  }
  return { kind: "connection", reason: `the connection failed (${code ?? "no error code"})` };
}

const UNKNOWN_AUTHORITY = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
/** Node.js's names of what OpenSSL finds wrong with a certificate or a list of revoked ones. */
const REFUSED_CERTIFICATE =
  /^((CERT|CRL|UNABLE_TO)_\w+|ERROR_IN_(CERT|CRL)_\w+|ERR_TLS_CERT_\w+|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)$/;
const TRUST_ADVICE =
  "if it is your own (or your company's proxy's) authority, give its certificate's file in the environment variable NODE_EXTRA_CA_CERTS; otherwise somebody may be listening in";

/** undici tells the status of a proxy that opens no tunnel in its text alone. */
function refusalOfProxy(error: unknown): string | undefined {
  return error instanceof Error ? /^Proxy response \((\d+)\)/.exec(error.message)?.[1] : undefined;
}

function proxyRefused(status: string): NetworkFlaw {
  const reason = `the proxy answered ${status} in place of leading to the service`;
  if (status !== "407") return { kind: "connection", reason };
  return { kind: "connection", reason, advice: "write user and password into the proxy's address, before its host" };
}

/** The first code on the way down the causes; of several addresses tried, the first one's. */
function errorCode(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 5) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if ("errors" in error && Array.isArray(error.errors)) return errorCode(error.errors[0], depth + 1);
  return "cause" in error ? errorCode(error.cause, depth + 1) : undefined;
}

const REASONS: Readonly<Record<string, NetworkFlaw>> = {
  CERT_HAS_EXPIRED: {
    kind: "untrusted",
    reason: "the server's certificate has expired (CERT_HAS_EXPIRED)",
    advice: "renew it, or set this machine's clock if that is wrong",
  },
  CERT_NOT_YET_VALID: {
    kind: "untrusted",
    reason: "the server's certificate is not valid yet (CERT_NOT_YET_VALID)",
    advice: "set this machine's clock",
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    kind: "untrusted",
    reason: "what answers there does not speak TLS (ERR_SSL_WRONG_VERSION_NUMBER)",
    advice:
      "check the endpoint's port; for plain http, which only a local server should have, write http:// into endpoint",
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    kind: "untrusted",
    reason: "the server's certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID)",
    advice: "check the endpoint and the addressing: a domain bound to a bucket wants addressing cname",
  },
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
