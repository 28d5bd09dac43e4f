/**
 * Every error the server answers. `code`, `message` and `ec` are the service's words; `evidence` is the section of
 * docs/wire-facts.md that says so with its mark: L live test, W recorded answer, D documentation, C client code,
 * U unknown to anyone outside (then it is our choice).
 */
export interface CatalogueEntry {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly ec?: string;
  readonly evidence: string;
}

function entry(status: number, code: string, message: string, evidence: string, ec?: string): CatalogueEntry {
  return ec === undefined ? { status, code, message, evidence } : { status, code, message, evidence, ec };
}

const invalidArgument = (message: string, evidence: string, ec?: string) =>
  entry(400, "InvalidArgument", message, evidence, ec);
const accessDenied = (message: string, evidence: string, ec?: string) =>
  entry(403, "AccessDenied", message, evidence, ec);

export const CATALOGUE = {
  // Names and requests
  InvalidBucketName: entry(400, "InvalidBucketName", "The specified bucket is not valid.", "§1.2 D"),
  InvalidObjectName: entry(400, "InvalidObjectName", "The specified object is not valid.", "§1.2 D"),
  ObjectNameTooLong: entry(400, "InvalidObjectName", "The Length of Object name must be less than 1024.", "§1.2 D"),
  ObjectNameEmpty: entry(400, "InvalidObjectName", "The Object name can not be empty.", "§1.2 D"),
  InvalidArgument: invalidArgument("Invalid Argument.", "§9.3 D"),
  ConflictingSubResources: invalidArgument("The sub-resources of the request contradict each other.", "§18.4 U"),
  QueryNotReadable: invalidArgument("The query string is not valid percent-encoded UTF-8.", "§18.4 U"),
  HeadersNotReadable: invalidArgument("The request is not valid HTTP.", "§18.4 U"),
  HeadersTooLarge: invalidArgument("The headers of the request are too many or too large.", "§18.4 U"),
  RequestTimeout: entry(
    400,
    "RequestTimeout",
    "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.",
    "§9.3 D",
  ),
  NotImplemented: entry(
    400,
    "NotImplemented",
    "A header you provided implies functionality that is not implemented.",
    "§9.3 D",
  ),
  MethodNotAllowed: entry(
    405,
    "MethodNotAllowed",
    "The specified method is not allowed against this resource.",
    "§9.3 D",
    "0017-00000002",
  ),
  MissingArgument: entry(400, "MissingArgument", "Missing Some Required Arguments.", "§9.3 D"),
  MissingContentLength: entry(
    411,
    "MissingContentLength",
    "You must provide the Content-Length HTTP header.",
    "§9.3 D",
  ),
  EntityTooLarge: entry(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size.", "§18.4 U"),
  InvalidDigest: entry(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", "§6.2 D"),
  MalformedXML: entry(
    400,
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema.",
    "§6.2 D",
  ),
  SecondLevelDomainForbidden: entry(
    403,
    "SecondLevelDomainForbidden",
    "Please use virtual hosted style to access.",
    "§1.1 D",
  ),
  InternalError: entry(
    500,
    "InternalError",
    "Please contact the server administrator, oss@service.aliyun.com.",
    "§9.5 D",
  ),
  ServiceUnavailable: entry(503, "ServiceUnavailable", "Thread pool is almost full, please retry later.", "§9.5 D"),
  QpsLimitExceeded: entry(429, "QpsLimitExceeded", "Please reduce your request rate.", "§9.5 D"),

  // Buckets
  NoSuchBucket: entry(404, "NoSuchBucket", "The specified bucket does not exist.", "§9.3 L", "0015-00000101"),
  BucketAlreadyExists: entry(
    409,
    "BucketAlreadyExists",
    "The requested bucket name is not available.",
    "§9.3 L",
    "0015-00000104",
  ),
  BucketStorageClassFixed: entry(409, "BucketAlreadyExists", "Cannot modify existing bucket's storage class.", "§12 D"),
  BucketNotEmpty: entry(
    409,
    "BucketNotEmpty",
    "The bucket you tried to delete is not empty.",
    "§9.3 L",
    "0015-00000301",
  ),
  InvalidStorageClass: invalidArgument("No such bucket storage class exists.", "§3.1 D"),
  InvalidAcl: invalidArgument("no such bucket access control exists", "§8.3 U"),
  VersioningMissing: invalidArgument("The Versioning element must be specified.", "§12 D"),
  InvalidMaxKeys: invalidArgument("Argument maxKeys must be an integer between 1 and 1000.", "§7.1 D"),
  InvalidMarker: invalidArgument("The continuation token or marker of the request is invalid.", "§7.1 U"),
  InvalidEncodingType: invalidArgument("Invalid Encoding Method specified in Request.", "§7.1 U"),
  NoSuchCORSConfiguration: entry(404, "NoSuchCORSConfiguration", "The CORS Configuration does not exist.", "§12.3 D"),
  PreflightIncomplete: entry(
    400,
    "BadRequest",
    "Insufficient information. Request Access-Control-Request-Method header needed.",
    "§12.3 D",
  ),
  CorsForbidden: entry(
    403,
    "AccessForbidden",
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec.",
    "§12.3 D",
  ),

  // Objects, links, versions
  NoSuchKey: entry(404, "NoSuchKey", "The specified key does not exist.", "§9.3 L", "0026-00000001"),
  NoSuchVersion: entry(404, "NoSuchVersion", "The specified version does not exist.", "§9.3 D", "0012-00000203"),
  InvalidVersionId: invalidArgument("Invalid version id specified.", "§4 D"),
  EmptyVersionId: invalidArgument("Version id can not be the empty string.", "§9.3 D", "0012-00000201"),
  VersionIdWithoutVersioning: invalidArgument("Invalid version id specified.", "§17.8 U", "0012-00000301"),
  NotSymlink: entry(400, "NotSymlink", "The object is not symlink.", "§4 D", "0043-00000101"),
  SymlinkTargetNotExist: entry(
    404,
    "SymlinkTargetNotExist",
    "The symlink target object does not exist.",
    "§5.2 D",
    "0026-00000012",
  ),
  InvalidTargetType: entry(400, "InvalidTargetType", "The symbolic's target file type is invalid.", "§5.2 L"),
  SymlinkTargetMissing: invalidArgument("The symlink target can not be empty.", "§17.1 U", "0043-00000001"),
  SymlinkTargetNotReadable: invalidArgument("The symlink target is not URL-encoded UTF-8.", "§17.11 U"),
  FileAlreadyExists: entry(
    409,
    "FileAlreadyExists",
    "The object you specified already exists and can not be overwritten.",
    "§3.4 D",
    "0026-00000002",
  ),
  FileImmutable: entry(409, "FileImmutable", "The object you specified is immutable.", "§3.4 D"),
  InvalidObjectState: entry(403, "InvalidObjectState", "The operation is not valid for the object's state", "§5.2 D"),
  OperationNotSupported: entry(
    400,
    "OperationNotSupported",
    "The operation is not supported for this resource",
    "§12.2 D",
  ),
  RestoreAlreadyInProgress: entry(409, "RestoreAlreadyInProgress", "The restore operation is in progress.", "§12.2 D"),
  PreconditionFailed: entry(
    412,
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    "§9.3 D",
  ),
  InvalidRange: entry(416, "InvalidRange", "The requested range cannot be satisfied.", "§9.3 D"),
  InvalidCopySource: invalidArgument(
    "Copy Source must mention the source bucket and key: /sourcebucket/sourcekey.",
    "§12.1 D",
  ),
  InvalidDirective: invalidArgument("The directive of the copy is invalid.", "§12.1 U"),
  InvalidForbidOverwrite: invalidArgument("x-oss-forbid-overwrite must be true or false.", "§3.4 U"),
  MetadataTooLarge: invalidArgument("Meta is too large.", "§17.13 U"),
  AnonymousOverride: entry(
    400,
    "InvalidRequest",
    "Request specific response headers cannot be used for anonymous GET requests.",
    "§12.4 D",
  ),
  InvalidResponseHeader: invalidArgument("The response header override is not a valid header value.", "§18.4 U"),

  // Tags
  InvalidTagKey: entry(400, "InvalidTag", "The TagKey you have provided is invalid.", "§8.2 D"),
  InvalidTagValue: entry(400, "InvalidTag", "The TagValue you have provided is invalid.", "§8.2 D"),
  RepeatedTags: entry(400, "RepeatedTags", "Tag keys must be unique.", "§8.2 D"),
  TooManyTags: entry(400, "InvalidTag", "Object tags cannot be greater than 10.", "§17.13 U"),
  InvalidTaggingHeader: invalidArgument(
    "The header 'x-oss-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    "§8.2 D",
  ),

  // Authentication
  InvalidAccessKeyId: entry(
    403,
    "InvalidAccessKeyId",
    "The OSS Access Key Id you provided does not exist in our records.",
    "§9.4 L",
    "0002-00000902",
  ),
  SignatureDoesNotMatch: entry(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    "§9.4 L",
    "0002-00000201",
  ),
  SignatureV1DoesNotMatch: entry(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    "§9.4 D",
  ),
  RequestTimeTooSkewed: entry(
    403,
    "RequestTimeTooSkewed",
    "The difference between the request time and the current time is too large.",
    "§9.4 L",
    "0002-00000504",
  ),
  InvalidAuthorization: invalidArgument("Authorization header is invalid.", "§9.4 D"),
  EmptyAdditionalHeaders: invalidArgument(
    "The additional headers of the Authorization header are empty.",
    "§9.4 D",
    "0002-00000209",
  ),
  EmptyAdditionalHeadersInUrl: invalidArgument(
    "The value of x-oss-additional-headers is empty.",
    "§9.4 D",
    "0002-00000210",
  ),
  InvalidSignatureDate: invalidArgument(
    "The date of the signature must be in the form YYYYMMDDTHHMMSSZ.",
    "§9.4 D",
    "0002-00000212",
  ),
  InvalidSignatureDateInUrl: invalidArgument(
    "The value of x-oss-date must be in the form YYYYMMDDTHHMMSSZ.",
    "§9.4 D",
    "0002-00000223",
  ),
  InvalidCredentialScope: invalidArgument("The credential scope of the signature is invalid.", "§9.4 U"),
  InvalidContentSha256: invalidArgument("The x-oss-content-sha256 header must be UNSIGNED-PAYLOAD.", "§10.2 U"),
  InvalidExpires: invalidArgument("The value of x-oss-expires must be between 1 and 604800.", "§10.3 U"),
  InvalidSigningRegion: invalidArgument("Invalid signing region in Authorization header.", "§9.4 L", "0002-00000226"),
  InvalidSigningRegionInUrl: invalidArgument("The signing region in credential is invalid.", "§9.4 D", "0002-00000228"),
  MissingDate: accessDenied("OSS authentication requires a valid Date.", "§9.4 D"),
  IncompleteUrlSignature: accessDenied(
    "Query string authentication requires the Signature, Expires and OSSAccessKeyId parameters.",
    "§9.4 D",
  ),
  InvalidUrlExpiry: accessDenied("Invalid date (should be seconds since epoch).", "§9.4 D"),
  RequestExpired: accessDenied("Request has expired.", "§10.3 D"),
  InvalidSecurityToken: entry(403, "InvalidSecurityToken", "The security token you provided is invalid.", "§9.4 D"),
  SecurityTokenExpired: entry(403, "SecurityTokenExpired", "The security token you provided has expired.", "§9.4 D"),
  AccessKeyIdAndSecurityTokenNotMatch: entry(
    403,
    "AccessKeyIdAndSecurityTokenNotMatch",
    "The OSS access key Id and security token are not match.",
    "§9.4 D",
  ),

  // Authorisation
  AnonymousForbidden: accessDenied("Anonymous access is forbidden for this operation.", "§9.4 D"),
  ForeignBucket: accessDenied("The bucket you access does not belong to you.", "§9.4 D"),
  NoRightByBucketAcl: accessDenied(
    "You have no right to access this object because of bucket acl.",
    "§9.4 D",
    "0003-00000001",
  ),
  NoReadPermission: accessDenied("You do not have read permission on this object.", "§9.4 D"),
  NoWritePermission: accessDenied("You do not have write permission on this object.", "§9.4 D"),
  AccessDenied: accessDenied("AccessDenied", "§9.4 D"),
  WrongEndpoint: accessDenied(
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    "§9.4 D",
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorName = keyof typeof CATALOGUE;
