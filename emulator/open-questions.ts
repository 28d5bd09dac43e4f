import type { ErrorName } from "./errors/catalogue";

/**
 * What no public source answers (docs/wire-facts.md §17), each with our choice.
 * Nothing a client does should depend on any of these: set them differently in tests to find out whether it does.
 */
export interface OpenQuestions {
  /** §17.1 Code for a missing or empty x-oss-symlink-target. */
  readonly missingTarget: "InvalidArgument" | "MissingArgument";
  /** §17.2 What an unencoded `+` in x-oss-symlink-target means. */
  readonly plusInTarget: "plus" | "space";
  /** §17.3 Hex digits in the target that GetSymlink returns. */
  readonly returnedTargetHex: "upper" | "lower";
  /** §17.3 Characters besides `A-Za-z0-9-._~` that GetSymlink returns as they are, out of ``/!'()*``. */
  readonly returnedTargetUnencoded: string;
  /** §17.4 Size of a link in listings and Content-Length of `?objectMeta` on a link. */
  readonly linkSize: "zero" | "target-name";
  /** §17.5 x-oss-storage-class when a link is read through. */
  readonly storageClassReadThrough: "link" | "target";
  /** §17.6 Whether GetSymlink returns Cache-Control, Content-Disposition, Content-Encoding, Content-Language, Expires. */
  readonly getSymlinkContentHeaders: boolean;
  /** §17.7 GetSymlink of a version id that names a delete marker. */
  readonly getSymlinkOfMarker: "MethodNotAllowed" | "NoSuchKey";
  /** §17.8 A version id in a bucket that was never versioned: refused always, or only where it is not `null`. */
  readonly versionIdWithoutVersioning: "refused" | "null-accepted";
  /** §17.9 DELETE of a well-formed version id that does not exist. */
  readonly deleteOfMissingVersion: "no-content" | "NoSuchVersion";
  /** §17.10 GetObjectACL and PutObjectACL of a version id that names a delete marker. */
  readonly aclOfMarker: "NoSuchKey" | "MethodNotAllowed";
  /** §17.11 A target that is no valid object name. */
  readonly invalidTargetName: "InvalidObjectName" | "InvalidArgument" | "accepted";
  /** §17.13 Code for more than ten tags. */
  readonly tooManyTags: "InvalidTag" | "InvalidArgument";
  /** §17.14 EC codes that no source gives, or gives twice. */
  readonly ec: Readonly<Partial<Record<ErrorName, string>>>;
  /** §17.15 Reading through a link whose target's current version is a delete marker. */
  readonly targetIsMarker: "SymlinkTargetNotExist" | "NoSuchKey";
  /** §17.16 Whether tags and ACL of a key survive a PutSymlink that does not mention them. */
  readonly putSymlinkKeepsTagsAndAcl: boolean;
  /** §3.5 Whether PutSymlink answers another ETag than GetSymlink and listings show. */
  readonly etagOfPutDiffers: boolean;
  /** §12.2 How long a restore of an archived object takes, in milliseconds. */
  readonly restoreTakesMs: number;
}

export const OUR_CHOICES: OpenQuestions = {
  missingTarget: "InvalidArgument",
  plusInTarget: "space",
  returnedTargetHex: "upper",
  returnedTargetUnencoded: "",
  linkSize: "zero",
  storageClassReadThrough: "link",
  getSymlinkContentHeaders: true,
  getSymlinkOfMarker: "MethodNotAllowed",
  versionIdWithoutVersioning: "refused",
  deleteOfMissingVersion: "no-content",
  aclOfMarker: "NoSuchKey",
  invalidTargetName: "InvalidObjectName",
  tooManyTags: "InvalidTag",
  ec: {},
  targetIsMarker: "SymlinkTargetNotExist",
  putSymlinkKeepsTagsAndAcl: false,
  etagOfPutDiffers: false,
  restoreTakesMs: 0,
};
