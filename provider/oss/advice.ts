/** What to do next, by the code of a failure. */

import type { ErrorDetails } from "./error";
import { hostName, isLoopback } from "./host";

/** RAM actions an operation needs; there is none of its own for links. */
const ACTIONS: Readonly<Record<string, string>> = {
  PutSymlink: "oss:PutObject (and oss:PutObjectTagging for tags, oss:PutObjectAcl for an ACL)",
  GetSymlink: "oss:GetObject (oss:GetObjectVersion for a version)",
  HeadObject: "oss:GetObject (on the link and on its target)",
  GetObjectMeta: "oss:GetObject",
  GetObject: "oss:GetObject (on the link and on its target)",
  PutObject: "oss:PutObject",
  CopyObject: "oss:GetObject and oss:PutObject",
  DeleteObject: "oss:DeleteObject (oss:DeleteObjectVersion for a version)",
  DeleteMultipleObjects: "oss:DeleteObject (oss:DeleteObjectVersion for versions)",
  ListObjectsV2: "oss:ListObjects",
  ListObjectVersions: "oss:ListObjectVersions",
  PutObjectTagging: "oss:PutObjectTagging",
  GetObjectTagging: "oss:GetObjectTagging",
  DeleteObjectTagging: "oss:DeleteObjectTagging",
  PutObjectACL: "oss:PutObjectAcl",
  GetObjectACL: "oss:GetObjectAcl",
  PutBucketVersioning: "oss:PutBucketVersioning",
  GetBucketVersioning: "oss:GetBucketVersioning",
  GetBucketInfo: "oss:GetBucketInfo",
  PutBucket: "oss:PutBucket",
  DeleteBucket: "oss:DeleteBucket",
};

const BY_CODE: Readonly<Record<string, string>> = {
  NoSuchBucket: "create the bucket first, or correct its name, region or endpoint",
  NotSymlink: "an ordinary object stands at this key",
  FileAlreadyExists: "an object stands at this key already; look at it before replacing it",
  FileImmutable: "a retention policy holds the object until it expires; keep it with retainOnDelete, or wait",
  InvalidAccessKeyId: "check the access key id: it is unknown, disabled or of another account",
  SignatureDoesNotMatch:
    "check that the access key secret belongs to the access key id, and that no proxy rewrites the request",
  SecurityTokenExpired: "the temporary credentials have run out; get new ones",
  InvalidSecurityToken: "the security token does not belong to these credentials; get new ones as a set of three",
  AccessKeyIdAndSecurityTokenNotMatch: "give access key id, secret and token of one and the same set",
  RequestTimeTooSkewed: "set this machine's clock; it is more than 15 minutes off",
  SecondLevelDomainForbidden: "this endpoint wants the bucket in the host name: set addressing to virtual",
  SymlinkTargetNotExist: "create the target, or point the link at an object that exists",
  InvalidTargetType: "point the link at an ordinary object; OSS does not follow a link to a link",
  InvalidObjectState: "restore the archived object first",
  OperationNotSupported: "a bucket with hierarchical namespace has no symbolic links; use an ordinary bucket",
  UserDisable: "the account is disabled or in arrears; look at it in the console",
  ConnectionFailed: "check the endpoint, the network and the proxy settings",
  UntrustedServer: "look at the certificate that the endpoint shows; somebody may be listening in",
  TimedOut: "check the network, or allow more time",
};

export function adviceFor(details: ErrorDetails): string | undefined {
  if (details.endpoint !== undefined)
    return `the bucket is served at ${details.endpoint}: set region and endpoint accordingly`;
  if (details.code === "AccessDenied") return accessAdvice(details.operation);
  // EC 0002-00000226 and -228: V4 signed for a region that is not the endpoint's.
  if (details.code === "InvalidArgument" && (details.ec === "0002-00000226" || details.ec === "0002-00000228")) {
    return "set region to the one the bucket is in; it cannot be told from an accelerate or custom domain";
  }
  if (details.code === "FileAlreadyExists" && details.guarded === false) {
    return "the request did not ask for this protection, so the bucket itself prohibits overwriting; lift that rule or delete the object first";
  }
  if (isNobodyAtHome(details)) return "start the local server there (oss-symlink emulator), or correct the endpoint";
  return BY_CODE[details.code];
}

/** Nothing listens at an address of this machine. */
function isNobodyAtHome({ code, reason, host }: ErrorDetails): boolean {
  return code === "ConnectionFailed" && reason.includes("ECONNREFUSED") && isLoopback(hostName(host ?? ""));
}

function accessAdvice(operation: string): string | undefined {
  const actions = ACTIONS[operation];
  return actions === undefined ? undefined : `grant ${actions} by RAM or bucket policy, or use other credentials`;
}
