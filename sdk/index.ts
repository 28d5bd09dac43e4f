/** What a program imports: Symlink as a resource that needs no plugin. */
export { Symlink } from "./symlink";
export type { ObjectAcl, OnConflict, StorageClass, SymlinkArgs, TargetCheck } from "./symlink-args";
