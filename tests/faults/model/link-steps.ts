import { LAST, UNREAD } from "./layout-steps";
import type { Link, Options } from "./program";
import type { Edit, Run, Step } from "./steps";

export function declared(links: readonly Link[], run: Partial<Run> = {}, options: Options = {}): Step {
  return {
    by: "user",
    action: { ...LAST, kind: "declare", links, options },
    run: { ...UNREAD, revert: true, ...run },
  };
}

export function retarget(target: string): Edit {
  return { ...LAST, kind: "change", facet: "target", change: { target } };
}
