import type { OssError } from "../../provider/oss";

/** `ok` needs nothing, `unknown` was not or could not be asked. */
export type Verdict = "ok" | "warning" | "error" | "unknown";

export interface Finding {
  readonly topic: string;
  readonly verdict: Verdict;
  readonly text: string;
  /** What to do, where there is something to do. */
  readonly todo?: string;
}

/** An error's own advice stands at the end of its sentence; here it stands apart. */
export function told(error: OssError): { text: string; todo?: string } {
  const { advice, message } = error;
  if (advice === undefined) return { text: message };
  return { text: message.replace(`; ${advice}`, ""), todo: advice };
}
