/** The OSS client. Loads neither an HTTP nor an XML library until a call needs it. */
export type { DeletedEntry, DeleteEntry, DeleteManyResult, UndeletedEntry } from "./calls/delete-many";
export type {
  ListedObject,
  ListedVersion,
  ListOptions,
  ListVersionsOptions,
  ObjectPage,
  VersionPage,
} from "./calls/list-types";
export { createClient, OssClient, type OssClientOptions } from "./client";
export { readServiceClock } from "./clock";
export { endpointIn, endpointVariable, regionIn, regionVariable } from "./credentials/environment";
export {
  type CredentialOptions,
  type CredentialReport,
  reportCredentials,
  resolveCredentials,
} from "./credentials/resolve";
export { type CredentialSource, fixedCredentials } from "./credentials/source";
export { decodeComponent, encodeComponent, encodePath } from "./encoding";
export type { Endpoint } from "./endpoint";
export {
  isAccessDenied,
  isAlreadyExists,
  isArchived,
  isBadCredentials,
  isCancelled,
  isConnectionFailed,
  isDeleteMarkerVersion,
  isImmutable,
  isInvalidInput,
  isNoCredentials,
  isNoSuchBucket,
  isNoSuchKey,
  isNoSuchVersion,
  isNotSymlink,
  isOssError,
  isSkew,
  isTargetMissing,
  isTargetSymlink,
  isTimedOut,
  isTooLate,
  isUnexpectedAnswer,
  isUntrustedServer,
  OssError,
  wrongRegionEndpoint,
} from "./error";
export {
  bucketReason,
  headerValueReason,
  keyReason,
  metadataProblems,
  type NamedInputs,
  type Problem,
  problemsOf,
  tagProblems,
  textReason,
} from "./names";
export type {
  Addressing,
  BucketInfo,
  BucketOptions,
  CallOptions,
  ContentHeaders,
  Credentials,
  DeleteResult,
  GetObjectOptions,
  ObjectAcl,
  ObjectContent,
  ObjectInfo,
  PutFacets,
  PutResult,
  StorageClass,
  SymlinkInfo,
  SymlinkInput,
  VersioningStatus,
  VersionOptions,
} from "./types";
