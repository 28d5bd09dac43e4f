import type { BucketInfo, ObjectVersion } from "./model";

/** Every change of the store is one of these; a data directory is the list of them. */
export type StoreRecord =
  /** A bucket comes into being, or its settings become these. */
  | { readonly op: "bucket"; readonly info: BucketInfo }
  | { readonly op: "drop-bucket"; readonly bucket: string }
  /** A version becomes the current one; an older one with the same id goes. */
  | { readonly op: "put"; readonly bucket: string; readonly version: ObjectVersion }
  /** A version changes where it stands (ACL, tags, restore). */
  | { readonly op: "edit"; readonly bucket: string; readonly version: ObjectVersion }
  | { readonly op: "drop"; readonly bucket: string; readonly key: string; readonly versionId: string }
  | { readonly op: "clear" };
