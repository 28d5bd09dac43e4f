import type { OnConflict } from "../handling";

/** Whether a create may overwrite a link of somebody else. */
export function mayAdoptLink(onConflict: OnConflict): boolean {
  return onConflict !== "refuse";
}
