/** What a program imports: Symlink as a resource that needs no plugin. */
export { Symlink } from "./symlink";
export type { ObjectAcl, StorageClass, SymlinkArgs } from "./symlink-args";
