import type { Layout, Options } from "./program";
import { type Edit, type Named, QUIET, type Run, type Spot, type Step } from "./steps";

/** The resource that was declared last: of links, or of layouts, where an action is about either. */
export const LAST: Named = { stack: "a", slot: -1 };
export const UNREAD: Run = { ...QUIET, refresh: false };
export const UNDECLARE: Edit = { ...LAST, kind: "undeclare" };

export function declared(layout: Layout, run: Partial<Run> = {}, options: Options = {}): Step {
  const action: Edit = { ...LAST, kind: "declare layout", layout, options, takes: true };
  return { by: "user", action, run: { ...UNREAD, revert: true, ...run } };
}

export function flip(targetPrefix: string, run: Run): Step {
  return { by: "user", action: { ...LAST, kind: "flip", targetPrefix }, run };
}

export function up(run: Run): Step {
  return { by: "user", action: { ...LAST, kind: "up" }, run };
}

export function foreign(action: Extract<Step, { by: "somebody else" }>["action"]): Step {
  return { by: "somebody else", action };
}

export function spot({ bucket, prefix }: Layout, name: string): Spot {
  return { bucket, key: prefix + name, named: -1 };
}
