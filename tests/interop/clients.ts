import type { Ability, Operation } from "./protocol";

/** A client program and what it cannot do, each with the reason; cases that need such a thing are not for it. */
export interface ClientProfile {
  /** The name scripts/clients.js knows it by. */
  readonly name: string;
  readonly title: string;
  /** Runs in a browser: bucket names in the host, and every bucket needs CORS rules. */
  readonly browser?: boolean;
  readonly lacks: Lacks;
}

type Lacks = Readonly<Partial<Record<Ability | Operation, string>>>;

const STAYS_WRONG = { "correction of its clock": "does not correct its clock" } as const;
const SIGNS_ALWAYS = { "anonymous requests": "has no way to send unsigned requests" } as const;
/** URL parsers resolve `.` and `..` behind the signature's back (wire-facts §13.8). */
const RESOLVES_DOTS = {
  "dot segments in keys": "its URL parser resolves dot segments, so its own signature fails",
  "a key that is a dot segment": "its URL parser resolves dot segments, so its own signature fails",
} as const;

const ALI_OSS_LACKS: Lacks = {
  ...SIGNS_ALWAYS,
  ...RESOLVES_DOTS,
  "metadata outside ASCII": "header values are handed to Node as text, which refuses what is not latin-1",
  "code of a 404 on HEAD": "calls every 404 on HEAD NoSuchKey (lib/client.js requestError)",
  "latest in a listing of versions": "does not tell it of delete markers (lib/common/object/getBucketVersions.js)",
};

export const ALI_OSS: ClientProfile = {
  name: "ali-oss",
  title: "ali-oss",
  lacks: {
    ...ALI_OSS_LACKS,
    ...STAYS_WRONG,
    "control characters in a multi-delete": "reads the answer by a strict XML parser, and asks for no other encoding",
  },
};

export const BROWSER: ClientProfile = {
  name: "browser",
  title: "ali-oss in Chromium",
  browser: true,
  lacks: {
    ...ALI_OSS_LACKS,
    createBucket: "the browser build has no putBucket (lib/browser/bucket.js)",
    listBuckets: "the browser build has no listBuckets (lib/browser/bucket.js)",
    "requests on a missing bucket": "without a bucket there are no CORS rules: the browser sends no request",
  },
};

export const OSS2: ClientProfile = {
  name: "oss2",
  title: "Python oss2",
  lacks: {
    ...STAYS_WRONG,
    "a key that is a dot segment": "its URL parser resolves it; elsewhere the slash beside it is sent as %2F",
    "quiet multi-delete": "always asks for the list of what was deleted (oss2/api.py batch_delete_objects)",
  },
};

export const OSS_V2: ClientProfile = {
  name: "oss-v2",
  title: "Python alibabacloud-oss-v2",
  lacks: {
    ...STAYS_WRONG,
    ...RESOLVES_DOTS,
    "metadata outside ASCII": "header values are handed to http.client as text, which refuses what is not latin-1",
  },
};

export const GO_V1: ClientProfile = {
  name: "go-v1",
  title: "Go SDK V1",
  lacks: { ...STAYS_WRONG, ...SIGNS_ALWAYS },
};

export const GO_V2: ClientProfile = { name: "go-v2", title: "Go SDK V2", lacks: {} };

export const JAVA: ClientProfile = {
  name: "java",
  title: "Java SDK",
  lacks: {
    ...STAYS_WRONG,
    ...SIGNS_ALWAYS,
    "status of an error": "its exceptions do not carry the HTTP status",
    "link by version id": "getSymlink ignores setVersionId",
    "answer to a deletion": "hands out nothing of the answer",
    "type in a listing of versions": "OSSVersionSummary has no type",
    "tag without a value": "TagSet refuses an empty value",
    "control characters in a multi-delete":
      "asks for encoded names by a header, which its own live test does not vouch for (DeleteObjectsTest, ignored)",
    "blank at the edge of a query value": "trims query values before signing with version 4",
    "metadata outside ASCII": "its HTTP library sends the bytes 80 to 9F of UTF-8 as question marks",
  },
};

export const OSSUTIL: ClientProfile = {
  name: "ossutil",
  title: "ossutil",
  lacks: {
    ...STAYS_WRONG,
    ...SIGNS_ALWAYS,
    objectMeta: "has no such command",
    deleteObjects: "deletes one name or all under a prefix, not a list of names",
    listObjectsV2: "lists with the first version",
    "pages of a listing": "prints no marker to go on from",
    "type in a listing": "prints no type",
    "type in a listing of versions": "prints no type",
    "metadata on a link": "create-symlink has no option for it",
    "content type on a link": "create-symlink has no option for it",
    "tags in the request that puts a link": "create-symlink has no option for it",
    "ACL in the request that puts a link": "create-symlink has no option for it",
    "storage class of a link": "create-symlink has no option for it",
    "forbid-overwrite on a link": "create-symlink has no option for it",
    "forbid-overwrite on an object": "cp has no such option",
    "condition on GET": "cp has no such option",
    "headers of GET": "cp prints none",
    "answer to a deletion": "rm prints none",
    "deletion of nothing": "rm looks first and refuses what it does not find",
    "a marker over a marker": "rm looks first and leaves a deleted object alone",
    "objects with a final slash": "cp takes them for folders",
    "control characters in keys": "prints names as they are, one a line",
    "presigning of PUT": "sign signs for GET only",
    "virtual-hosted addressing": "needs a resolver that knows every bucket's host name",
  },
};

export const OURS: ClientProfile = {
  name: "ours",
  title: "our client",
  lacks: {
    ...SIGNS_ALWAYS,
    listBuckets: "not needed by the provider",
    restoreObject: "not needed by the provider",
    "condition on GET": "not needed by the provider",
    range: "not needed by the provider",
    "presigning of PUT": "not needed by the provider",
    "presigning with signature version 1": "not needed by the provider",
    "quiet multi-delete": "every key is answered for",
    "virtual-hosted addressing": "needs a resolver that knows every bucket's host name",
  },
};

/** All of them. */
export const PROFILES: readonly ClientProfile[] = [OURS, ALI_OSS, BROWSER, OSS2, OSS_V2, GO_V1, GO_V2, JAVA, OSSUTIL];

const METHODS = ["GET", "PUT", "POST", "HEAD", "DELETE"];
const EXPOSED = [
  ...["ETag", "Content-Length", "x-oss-request-id", "x-oss-err", "x-oss-version-id", "x-oss-delete-marker"],
  ...["x-oss-symlink-target", "x-oss-object-type"],
  ...["owner", "build", "of", "seen", "a", "b"].map((name) => `x-oss-meta-${name}`),
];

/** A browser shows its page only the headers that a rule exposes. */
export const CORS_FOR_BROWSERS = [
  "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>",
  ...METHODS.map((method) => `<AllowedMethod>${method}</AllowedMethod>`),
  "<AllowedHeader>*</AllowedHeader>",
  ...EXPOSED.map((name) => `<ExposeHeader>${name}</ExposeHeader>`),
  "</CORSRule></CORSConfiguration>",
].join("");
