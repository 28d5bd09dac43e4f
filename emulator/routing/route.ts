import type { OssRequest } from "../http/oss-request";
import type { Operation } from "../operations/call";

export type Level = "service" | "bucket" | "object";

/** Who may call: the owner of the bucket only, whomever the operation itself lets pass, or anyone unasked. */
export type Access = "owner" | "decided-by-operation" | "unsigned";

export interface Route {
  readonly operation: string;
  readonly level: Level;
  readonly method: string;
  /** The query parameter that selects this operation; undefined for the plain one. */
  readonly subResource: string | undefined;
  /** Tells apart what method and sub-resource do not. */
  readonly applies: ((request: OssRequest) => boolean) | undefined;
  readonly access: Access;
  /** Undefined: the service knows this operation, this server does not; it answers NotImplemented. */
  readonly run: Operation | undefined;
}

export function levelOf({ address }: OssRequest): Level {
  if (address.bucket === undefined) return "service";
  return address.key === undefined ? "bucket" : "object";
}
