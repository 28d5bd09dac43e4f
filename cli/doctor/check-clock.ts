import type { Environment } from "../../provider/config/settings";
import { type Endpoint, isOssError, readServiceClock } from "../../provider/oss";
import { type Finding, told } from "./finding";

/** A date has whole seconds, and an answer takes its time. */
const NOISE_MS = 5_000;
/** Beyond this the service refuses signatures. */
const LIMIT_MS = 15 * 60_000;

export async function checkClock(endpoint: Endpoint, environment: Environment, signal: AbortSignal): Promise<Finding> {
  try {
    return judgeSkew(await readServiceClock(endpoint, { environment, signal }));
  } catch (error) {
    signal.throwIfAborted();
    if (!isOssError(error)) throw error;
    return { topic: "connection", verdict: "error", ...told(error) };
  }
}

/** @param skewMs how far the service is ahead. Pure. */
export function judgeSkew(skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) < NOISE_MS) return { topic: "clock", verdict: "ok", text: "as the service's" };
  const text = `${inWords(seconds)} ${skewMs > 0 ? "behind" : "ahead of"} the service's`;
  const todo = "set this machine's clock, by NTP if it can be";
  if (Math.abs(skewMs) < LIMIT_MS) return { topic: "clock", verdict: "warning", text, todo };
  return { topic: "clock", verdict: "error", text: `${text}; other tools are refused beyond 15 minutes`, todo };
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
