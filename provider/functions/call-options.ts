import type { CallOptions } from "../oss";
import type { FunctionContext } from "./function";

/** What every request of a function has to keep to. */
export function callOptions({ limits }: FunctionContext): CallOptions {
  const { signal, deadline } = limits;
  return { signal, ...(deadline !== undefined && { timeoutMs: Math.max(1, deadline - Date.now()) }) };
}
