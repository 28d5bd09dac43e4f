import type { PropertyMap } from "../protocol/values";
import type { Declaration } from "./declaration";
import { type Change, needsPut } from "./diff";
import { mayTouchUp } from "./rules/may-touch-up";

/** What an update sends. ACL and tags have requests of their own, which make no new version. */
export interface Plan {
  readonly put: boolean;
  readonly acl: FacetStep | undefined;
  readonly tags: FacetStep | undefined;
}

/** `reset` is for what was declared and is not any more. */
export type FacetStep = "set" | "reset";

/** Everything an update is about, once the link has been looked at. */
export interface Work {
  readonly id: string;
  readonly declared: Declaration;
  readonly news: PropertyMap;
  readonly oldInputs: PropertyMap;
  /** Outputs as of now: the old ones, and what was just seen. */
  readonly seen: PropertyMap;
  readonly plan: Plan;
  /** Nothing is there, so nothing may be overwritten. */
  readonly guarded: boolean;
  /** When it was looked whether that is so, and what is there. */
  readonly seenAt: number;
  /** The link has been written already, and only what a put cannot do is left. */
  readonly written: boolean;
}

/** @param ours a link that somebody else wrote is written whole, never touched up. */
export function planOf(changes: readonly Change[], declared: Declaration | undefined, ours: boolean): Plan {
  const sent = changes.filter(({ cause }) => cause !== "concealed");
  const concerns = (name: string) => sent.some(({ path }) => path[0] === name);
  const step = (name: "acl" | "tags") => {
    if (!concerns(name)) return undefined;
    return declared?.[name] === undefined ? "reset" : "set";
  };
  return { put: sent.some(needsPut) || (!mayTouchUp(ours) && sent.length > 0), acl: step("acl"), tags: step("tags") };
}
