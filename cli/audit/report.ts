import type { AuditedLink } from "../../provider/functions/audit/problem";
import type { Summary } from "../../provider/functions/audit/summary";

/** One way to tell an audit, told as it goes along: nothing of it is kept. */
export interface Report {
  link(link: AuditedLink): Promise<void>;
  end(summary: Summary): Promise<void>;
  /** The audit broke off. */
  fail(message: string): Promise<void>;
}
