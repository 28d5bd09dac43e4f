import type { Choice, Field } from "../properties/field";

export const SYMLINK_TYPE = "oss-symlink:index:Symlink";

/** What a change of an input that is sent costs. */
export type Effect =
  /** The link's own name: another link. */
  | "replace"
  /** PutSymlink: the link is written anew. */
  | "put"
  /** PutObjectACL alone. */
  | "acl"
  /** PutObjectTagging or DeleteObjectTagging alone. */
  | "tags";

export interface SymlinkField extends Field {
  readonly name: InputName;
  readonly effect: Effect;
}

export type HeaderName =
  | "contentType"
  | "cacheControl"
  | "contentDisposition"
  | "contentEncoding"
  | "contentLanguage"
  | "expires";

export type InputName = "bucket" | "key" | "target" | "metadata" | HeaderName | "storageClass" | "acl" | "tags";

const STORAGE_CLASS: Choice = {
  name: "StorageClass",
  doc: "How an object is stored and billed.",
  values: [
    { name: "Standard", value: "Standard", doc: "The usual one." },
    { name: "InfrequentAccess", value: "IA", doc: "Infrequent access." },
    { name: "Archive", value: "Archive", doc: "Archive." },
    { name: "ColdArchive", value: "ColdArchive", doc: "Cold archive." },
    { name: "DeepColdArchive", value: "DeepColdArchive", doc: "Deep cold archive." },
  ],
};

const OBJECT_ACL: Choice = {
  name: "ObjectAcl",
  doc: "Who may read and write an object.",
  values: [
    { name: "Default", value: "default", doc: "As the bucket says." },
    { name: "Private", value: "private", doc: "The owner only." },
    { name: "PublicRead", value: "public-read", doc: "Everybody may read." },
    { name: "PublicReadWrite", value: "public-read-write", doc: "Everybody may read and write." },
  ],
};

const ON_CONFLICT: Choice = {
  name: "OnConflict",
  doc: "What a create does about something that is not this stack's.",
  values: [
    { name: "Refuse", value: "refuse", doc: "Leaves it and fails." },
    { name: "Adopt", value: "adopt", doc: "Takes over a link; an ordinary object is left." },
    { name: "Overwrite", value: "overwrite", doc: "Takes over a link, and replaces an ordinary object." },
  ],
};

const TARGET_CHECK: Choice = {
  name: "TargetCheck",
  doc: "How the target of a link is looked at.",
  values: [
    { name: "Off", value: "off", doc: "Not at all." },
    { name: "Warn", value: "warn", doc: "In previews, with a warning." },
    { name: "Require", value: "require", doc: "Before every write; a link to nothing usable is not written." },
  ],
};

export const HEADER_NAMES: readonly HeaderName[] = [
  "contentType",
  "cacheControl",
  "contentDisposition",
  "contentEncoding",
  "contentLanguage",
  "expires",
];

const HEADER_TEXT: Readonly<Record<HeaderName, string>> = {
  contentType: "Content-Type",
  cacheControl: "Cache-Control",
  contentDisposition: "Content-Disposition",
  contentEncoding: "Content-Encoding",
  contentLanguage: "Content-Language",
  expires: "Expires",
};

export const SYMLINK_FIELDS: readonly SymlinkField[] = [
  {
    name: "bucket",
    type: "string",
    required: true,
    effect: "replace",
    doc: "The bucket that holds the link and its target.",
  },
  {
    name: "key",
    type: "string",
    required: true,
    effect: "replace",
    doc: "The link's own name: an object key, in plain text.",
  },
  {
    name: "target",
    type: "string",
    required: true,
    effect: "put",
    doc: "The key that the link points to, in the same bucket. Plain text: write a space as a space, never `%20`. OSS follows a link once only, so the target must not be a link itself; it need not exist yet.",
  },
  {
    name: "metadata",
    type: "map",
    effect: "put",
    doc: "User metadata of the link (`x-oss-meta-*`). Names are compared in lower case, since OSS folds them. What is declared here is all there is: anything else found on the link is removed.",
  },
  ...HEADER_NAMES.map(
    (name): SymlinkField => ({
      name,
      type: "string",
      effect: "put",
      doc: `The \`${HEADER_TEXT[name]}\` stored with the link. Left alone unless declared.`,
    }),
  ),
  {
    name: "storageClass",
    type: "string",
    choice: STORAGE_CLASS,
    effect: "put",
    doc: "Storage class of the link. Anything but `Standard` is billed for at least 64 KB. It is set, but not read back.",
  },
  {
    name: "acl",
    type: "string",
    choice: OBJECT_ACL,
    effect: "acl",
    doc: "Access to the link: `default` (as the bucket says), `private`, `public-read` or `public-read-write`. Left alone unless declared. A change does not write the link anew.",
  },
  {
    name: "tags",
    type: "map",
    effect: "tags",
    doc: "Tags of the link, at most 10. Left alone unless declared. A change does not write the link anew.",
  },
];

export const INPUT_NAMES: readonly InputName[] = SYMLINK_FIELDS.map((field) => field.name);

export type HandlingName = "onConflict" | "targetCheck" | "enforce" | "purgeOnDelete";

export interface HandlingField extends Field {
  readonly name: HandlingName;
}

/** How the provider goes about a link: inputs of which nothing is sent, and none is an output. */
export const HANDLING_FIELDS: readonly HandlingField[] = [
  {
    name: "onConflict",
    type: "string",
    choice: ON_CONFLICT,
    doc: "What to do if something that is not this stack's has the link's name already: `refuse` (the default), `adopt` an existing link, or `overwrite` even an ordinary object. A link exactly as declared is taken over in any case. Never widens what a delete removes.",
  },
  {
    name: "targetCheck",
    type: "string",
    choice: TARGET_CHECK,
    doc: "Whether the target is looked at: `off`, `warn` in previews if it is missing, a link itself or archived (the default), or `require`: then a link to such a target is not written at all.",
  },
  {
    name: "enforce",
    type: "boolean",
    doc: "Read the link before every preview, update and destroy, and put right what somebody else changed. Costs a request per link. The provider option of the same name sets the default.",
  },
  {
    name: "purgeOnDelete",
    type: "boolean",
    doc: "In a bucket with versioning, delete the versions that this resource wrote for good when it is deleted, rather than hide them beneath a delete marker.",
  },
];

export interface OutputField {
  readonly name: OutputName;
  readonly type: "string" | "strings";
  readonly doc: string;
  /** Present in every state. */
  readonly always?: true;
}

export type OutputName = "etag" | "lastModified" | "url" | "versionId" | "versionIds" | "writtenEtag";

/** Outputs beside the inputs, which are all outputs, too. */
export const OUTPUT_FIELDS: readonly OutputField[] = [
  { name: "url", type: "string", always: true, doc: "Address of the link at the endpoint it was written to." },
  { name: "etag", type: "string", doc: "The link's own ETag, as last seen. Opaque, and new with every write." },
  { name: "lastModified", type: "string", doc: "When the link was last changed, as last read (ISO 8601)." },
  { name: "versionId", type: "string", doc: "Version of the link, in a bucket that has or had versioning." },
  {
    name: "versionIds",
    type: "strings",
    always: true,
    doc: "Versions that this resource wrote, oldest first, the newest 100 of them.",
  },
  {
    name: "writtenEtag",
    type: "string",
    doc: "ETag of this resource's last write: how it recognises its own link.",
  },
];

/** What a listing may be narrowed by. */
export const LIST_FIELDS: readonly Field[] = [
  { name: "bucket", type: "string", required: true, doc: "The bucket to list." },
  { name: "prefix", type: "string", doc: "Only links whose key begins with this." },
];
