import type { Bucket } from "../../deployment/bucket";
import type { OnConflict } from "../handling";

/** Whether a create may put without a look, because the service itself refuses to overwrite in this bucket. */
export function mayPutUnseen(guard: Bucket["guard"], onConflict: OnConflict): boolean {
  return guard === "holds" && onConflict !== "overwrite";
}
