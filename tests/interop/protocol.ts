/**
 * The language between the runner and the adapters: one JSON object per line, in on stdin, out on stdout.
 *
 *   -> {"id": 7, "op": "getSymlink", "as": "main", "bucket": "b", "key": "latest"}
 *   <- {"id": 7, "ok": {"target": "releases/1.4.2", "etag": "…"}}
 *   <- {"id": 7, "error": {"status": 404, "code": "NoSuchKey", "message": "…", "ec": "0026-00000001"}}
 *
 * An adapter does with its client what the client's own documentation says, and reports what the client reported.
 * Names, targets, bodies and metadata are plain text on both sides; what a client leaves encoded for its caller to
 * decode, the adapter decodes (the caller of that client would have to, too), and nothing else.
 * What the client did not report is absent (or null, or "").
 */

/** How to reach the server, and as whom; an adapter makes one client of it and keeps it under the name `as`. */
export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  readonly signature: "v4" | "v1";
  /** `virtual`: bucket names in the host; the adapter sends every host name to 127.0.0.1, the port is the endpoint's. */
  readonly addressing: "path" | "virtual";
  /** Send no signature; key id and secret are blank then. */
  readonly anonymous?: boolean;
}

interface Named {
  readonly bucket: string;
  readonly key: string;
}

export type Acl = "default" | "private" | "public-read" | "public-read-write";
export type TextMap = Readonly<Record<string, string>>;

/** What may be said about an object or a link while writing it. */
export interface Facets {
  readonly contentType?: string;
  readonly metadata?: TextMap;
  readonly tags?: TextMap;
  readonly acl?: Acl;
  readonly storageClass?: string;
  readonly forbidOverwrite?: boolean;
}

export interface Written {
  readonly etag?: string;
  readonly versionId?: string;
}

export interface Described extends Written {
  readonly contentType?: string;
  readonly contentLength?: number;
  readonly metadata?: TextMap;
  readonly objectType?: string;
  readonly lastModified?: string;
}

export interface Removed {
  readonly versionId?: string;
  readonly deleteMarker?: boolean;
}

export interface Entry {
  readonly key: string;
  readonly type?: string;
  readonly etag?: string;
  readonly storageClass?: string;
}

export interface Page {
  readonly entries: readonly Entry[];
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
}

export interface VersionEntry {
  readonly key: string;
  readonly versionId: string;
  readonly latest?: boolean;
  readonly type?: string;
}

/** Every operation: what goes in, what comes out. */
export interface Operations {
  listBuckets: { in: object; out: { buckets: readonly string[] } };
  createBucket: { in: { bucket: string; acl?: Acl }; out: object };
  deleteBucket: { in: { bucket: string }; out: object };
  putVersioning: { in: { bucket: string; status: "Enabled" | "Suspended" }; out: object };
  getVersioning: { in: { bucket: string }; out: { status?: string } };

  putObject: { in: Named & Facets & { body: string }; out: Written };
  getObject: {
    in: Named & { versionId?: string; range?: readonly [number, number]; ifNoneMatch?: string };
    out: Described & { body: string };
  };
  headObject: { in: Named & { versionId?: string }; out: Described };
  objectMeta: { in: Named & { versionId?: string }; out: Described };
  copyObject: { in: Named & { sourceKey: string; sourceVersionId?: string }; out: Written };
  restoreObject: { in: Named; out: object };
  deleteObject: { in: Named & { versionId?: string }; out: Removed };
  deleteObjects: {
    in: { bucket: string; objects: readonly { key: string; versionId?: string }[]; quiet?: boolean };
    out: { deleted: readonly (Removed & { key: string; deleteMarkerVersionId?: string })[] };
  };

  putSymlink: { in: Named & Facets & { target: string }; out: Written };
  getSymlink: {
    in: Named & { versionId?: string };
    out: Written & { target: string; metadata?: TextMap; contentType?: string; lastModified?: string };
  };

  listObjects: {
    in: { bucket: string; prefix?: string; delimiter?: string; marker?: string; maxKeys?: number };
    out: Page & { nextMarker?: string };
  };
  listObjectsV2: {
    in: {
      bucket: string;
      prefix?: string;
      delimiter?: string;
      startAfter?: string;
      continuationToken?: string;
      maxKeys?: number;
    };
    out: Page & { nextContinuationToken?: string };
  };
  listVersions: {
    in: { bucket: string; prefix?: string; keyMarker?: string; versionIdMarker?: string; maxKeys?: number };
    out: {
      versions: readonly VersionEntry[];
      markers: readonly VersionEntry[];
      truncated: boolean;
      nextKeyMarker?: string;
      nextVersionIdMarker?: string;
    };
  };

  putTags: { in: Named & { tags: TextMap; versionId?: string }; out: object };
  getTags: { in: Named & { versionId?: string }; out: { tags: TextMap } };
  deleteTags: { in: Named & { versionId?: string }; out: object };
  putAcl: { in: Named & { acl: Acl; versionId?: string }; out: object };
  getAcl: { in: Named & { versionId?: string }; out: { acl: string } };

  /** A URL that anybody may use as it is, with `headers` where the client says that they must be sent. */
  presign: {
    in: Named & { method: "GET" | "PUT" | "HEAD" | "DELETE"; expires: number };
    out: { url: string; headers?: TextMap };
  };
}

export type Operation = keyof Operations;

/** Abilities that are no operation of their own. */
export type Ability =
  | "requests on a missing bucket"
  | "deletion of nothing"
  | "a marker over a marker"
  | "answer to a deletion"
  | "range"
  | "condition on GET"
  | "headers of GET"
  | "metadata on a link"
  | "content type on a link"
  | "content type of a link"
  | "metadata outside ASCII"
  | "tags in the request that puts a link"
  | "tag without a value"
  | "ACL in the request that puts a link"
  | "storage class of a link"
  | "forbid-overwrite on a link"
  | "forbid-overwrite on an object"
  | "link by version id"
  | "quiet multi-delete"
  | "pages of a listing"
  | "type in a listing"
  | "type in a listing of versions"
  | "latest in a listing of versions"
  | "status of an error"
  | "EC of an error"
  | "code of a 404 on HEAD"
  | "objects with a final slash"
  | "dot segments in keys"
  | "a key that is a dot segment"
  | "control characters in keys"
  | "control characters in a multi-delete"
  | "blank at the edge of a query value"
  | "signature version 1"
  | "presigning with signature version 1"
  | "presigning with signature version 4"
  | "presigning of PUT"
  | "virtual-hosted addressing"
  | "security token"
  | "anonymous requests"
  | "another region"
  | "correction of its clock";

export interface WireError {
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly ec?: string;
  readonly requestId?: string;
}
