/** How far the service's clock is from this machine's. Asked without a signature, so that it needs no credentials. */
import type { Endpoint } from "./endpoint";
import { CODE_OF_KIND, LOCAL_CODE, OssError } from "./error";
import { TransportFailure } from "./transport/failure";
import type { ProxyEnvironment } from "./transport/proxy";
import { Transport } from "./transport/transport";

const WAIT_MS = 10_000;
const BODY_BYTES = 64 * 1024;

/** Milliseconds that the service is ahead, to within a second. Throws OssError where nothing answers. */
export async function readServiceClock(
  endpoint: Endpoint,
  options: { readonly environment: ProxyEnvironment; readonly signal?: AbortSignal; readonly clock?: () => number },
): Promise<number> {
  const clock = options.clock ?? Date.now;
  const transport = new Transport({ connections: 1, environment: options.environment });
  try {
    const before = clock();
    const answer = await transport.send({
      origin: endpoint.origin,
      path: "/",
      method: "GET",
      headers: [],
      body: undefined,
      deadline: performance.now() + WAIT_MS,
      bodyLimit: BODY_BYTES,
      signal: options.signal,
    });
    const date = Date.parse(answer.headers.date ?? "");
    if (Number.isNaN(date)) throw failed(endpoint, LOCAL_CODE.unexpectedAnswer, "the answer has no date");
    // The date has whole seconds: on average it is half a second behind.
    return date + 500 - (before + clock()) / 2;
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    throw failed(endpoint, CODE_OF_KIND[error.kind], error.message, error.advice);
  } finally {
    transport.close("the clock has been read");
  }
}

function failed({ host }: Endpoint, code: string, reason: string, advice?: string): OssError {
  return new OssError({ operation: "Reading the service's clock", code, reason, host, attempts: 1, advice });
}
