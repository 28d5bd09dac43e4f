import type { OnConflict } from "../handling";

/** Whether a put where nothing was found asks the service to refuse if something has come there since. */
export function isGuarded(onConflict: OnConflict): boolean {
  return onConflict !== "overwrite";
}
