import type { ObjectVersion } from "../../../emulator/store/model";
import type { PropertyMap } from "../../../provider/protocol/values";
import type { StackName } from "./program";
import type { Proof, Shown, Verdict } from "./rules";

/** A call that is under way, and what its writes are judged by: of a layout it may touch many links. */
export interface Call {
  readonly stack: StackName;
  readonly urn: string;
  /** When the plugin's process began, in ticks. */
  readonly since: number;
  /** Set if the call must not write anything. */
  readonly quiet: string | undefined;
  readonly parts: ReadonlyMap<string, Part>;
}

/** What a call may do to one link, and what has happened there since it began. */
export type Part = Events & Licence;

interface Events {
  readonly id: string;
  /** Somebody else wrote to the same place meanwhile. */
  raced: boolean;
  /** What a write of this call hid although the rules forbid it: to be uncovered again before the call ends. */
  hidden: ObjectVersion | undefined;
  writes: number;
  /** What this call has put here last. */
  put: ObjectVersion | undefined;
  /** It has asked what is there. */
  looked: boolean;
  /** Somebody else wrote to the same place after it. */
  overtaken: boolean;
  /** The other stack's plugin wrote to the same place meanwhile, which is the same process. */
  contested: boolean;
}

export type Licence =
  | { readonly kind: "look" }
  | { readonly kind: "create"; readonly inputs: PropertyMap; readonly shown: Shown }
  | { readonly kind: "update"; readonly inputs: PropertyMap }
  | { readonly kind: "delete"; readonly proof: Proof; readonly verdict: Verdict }
  /** A link that a layout has found and nobody declares. */
  | {
      readonly kind: "stray";
      /** It may go, as far as is known of others. */
      readonly free: boolean;
      /** ETags of what a listing has shown there. */
      readonly listed: ReadonlySet<string>;
    };

export function newPart<L extends Licence>(id: string, licence: L): Events & L {
  const nothing = { hidden: undefined, writes: 0, put: undefined };
  const nobody = { raced: false, looked: false, overtaken: false, contested: false };
  return { id, ...nothing, ...nobody, ...licence };
}

export type Contact = Pick<Call, "stack" | "urn" | "since">;

export function newCall(contact: Contact, parts: readonly Part[], quiet?: string): Call {
  return { ...contact, quiet, parts: new Map(parts.map((part) => [part.id, part])) };
}
