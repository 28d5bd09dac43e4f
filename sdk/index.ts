/** What a program imports: Symlink as a resource that needs no plugin, and functions that read links. */

export { AliasLayout } from "./alias-layout";
export type { AliasLayoutArgs } from "./alias-layout-args";
export type {
  AuditSymlinksArgs,
  AuditSymlinksResult,
  FoundSymlink,
  GetSymlinkArgs,
  GetSymlinkResult,
  GetSymlinksArgs,
  GetSymlinksResult,
  OssOptions,
  SymlinkProblem,
  SymlinkProblemKind,
} from "./function-types";
export { auditSymlinks, getSymlink, getSymlinks } from "./functions";
export { Symlink } from "./symlink";
export type { ObjectAcl, OnConflict, StorageClass, SymlinkArgs, TargetCheck } from "./symlink-args";
