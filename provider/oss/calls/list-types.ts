/** What lists show. No list shows targets, metadata, ACLs or tags. */
import type { CallOptions } from "../types";

export interface ListOptions extends CallOptions {
  readonly prefix?: string;
  /** Names that share all up to this, after the prefix, are shown once, as a prefix. */
  readonly delimiter?: string;
  /** List only keys after this one. */
  readonly startAfter?: string;
  /** Entries per request, 1000 unless told otherwise. */
  readonly pageSize?: number;
}

export interface ListVersionsOptions extends CallOptions {
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly keyMarker?: string;
  readonly versionIdMarker?: string;
  readonly pageSize?: number;
}

export interface ListedObject {
  readonly key: string;
  /** Of a link, the link's own. */
  readonly etag: string | undefined;
  readonly lastModified: Date | undefined;
  /** `Symlink` for a link. */
  readonly objectType: string | undefined;
  /** Of a link, not the target's. */
  readonly size: number | undefined;
  /** Of a link, its own: lists are the reliable place to read it. */
  readonly storageClass: string | undefined;
}

export interface ListedVersion extends ListedObject {
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly deleteMarker: boolean;
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  readonly prefixes: readonly string[];
  /** Where the next page begins; undefined on the last one. */
  readonly nextToken: string | undefined;
}

export interface VersionPage {
  /** Keys ascending, newest version first, delete markers in their places. */
  readonly versions: readonly ListedVersion[];
  readonly prefixes: readonly string[];
  readonly nextKeyMarker: string | undefined;
  readonly nextVersionIdMarker: string | undefined;
}
