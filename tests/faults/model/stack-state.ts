import type { PropertyMap } from "../../../provider/protocol/values";
import type { Answered } from "./calls";

/** A resource as an engine's state keeps it. */
export interface StateEntry {
  readonly urn: string;
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly refreshBeforeUpdate: boolean;
  /** Replaced already, but not deleted yet. */
  readonly old: boolean;
  /** Only done in part: an update is due, whatever Diff says. */
  readonly unfinished: boolean;
  readonly tainted: boolean;
}

export function newEntry(urn: string, inputs: PropertyMap, { id, outputs, refreshBeforeUpdate }: Answered): StateEntry {
  return { urn, id, inputs, outputs, refreshBeforeUpdate, old: false, unfinished: false, tainted: false };
}
