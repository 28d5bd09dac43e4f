import type { OnConflict } from "../handling";

/** Whether an ordinary object, content and all, may be replaced by a link. */
export function mayOverwriteObject(onConflict: OnConflict): boolean {
  return onConflict === "overwrite";
}
