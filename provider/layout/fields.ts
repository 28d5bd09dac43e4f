import type { Choice, Field } from "../properties/field";
import { HANDLING_FIELDS, HEADER_NAMES, type HeaderName, SYMLINK_FIELDS } from "../symlink/fields";

export const LAYOUT_TYPE = "oss-symlink:index:AliasLayout";

export type LayoutInputName =
  | "bucket"
  | "prefix"
  | "targetPrefix"
  | "links"
  | "metadata"
  | HeaderName
  | "storageClass"
  | "acl"
  | "tags";

export interface LayoutField extends Field {
  readonly name: LayoutInputName;
  /** Another place is another layout; anything else is written link by link. */
  readonly effect: "replace" | "put";
}

const STRAYS: Choice = {
  name: "Strays",
  doc: "What to do about links under a layout's prefix that are not declared.",
  values: [
    { name: "Ignore", value: "ignore", doc: "Nothing." },
    { name: "Report", value: "report", doc: "Warns of them." },
    {
      name: "Remove",
      value: "remove",
      doc: "Deletes those that an earlier deployment has named, a thousand at a time, and names what is new.",
    },
  ],
};

/** As for a single link, but for all of them. */
function common(name: LayoutInputName, doc: string): LayoutField {
  const field = SYMLINK_FIELDS.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`a link has no ${name}`);
  return { ...field, name, doc, effect: "put" };
}

export const LINKS_FIELD: LayoutField = {
  name: "links",
  type: "map",
  required: true,
  effect: "put",
  doc: "The links: from each one's name below `prefix` to the name of its target below `targetPrefix`. Plain text on both sides.",
};

export const LAYOUT_FIELDS: readonly LayoutField[] = [
  {
    name: "bucket",
    type: "string",
    required: true,
    effect: "replace",
    doc: "The bucket that holds the links and their targets.",
  },
  {
    name: "prefix",
    type: "string",
    required: true,
    effect: "replace",
    doc: "What all the links' keys begin with, such as `latest/`; may be empty. Names of links are appended as they are, so a folder's slash belongs here.",
  },
  {
    name: "targetPrefix",
    type: "string",
    effect: "put",
    doc: "What the keys of all targets begin with, such as `releases/1.4.2/`; empty unless declared. A change moves every link at once.",
  },
  LINKS_FIELD,
  common(
    "metadata",
    "User metadata of every link (`x-oss-meta-*`). Names are compared in lower case, since OSS folds them.",
  ),
  ...HEADER_NAMES.map((name) =>
    common(name, SYMLINK_FIELDS.find((field) => field.name === name)?.doc.replace("the link", "every link") ?? ""),
  ),
  common("storageClass", "Storage class of every link. Anything but `Standard` is billed for at least 64 KB per link."),
  common("acl", "Access to every link. It is set with each write, and not read back. Left alone unless declared."),
  common(
    "tags",
    "Tags of every link, at most 10. They are set with each write, and not read back. Left alone unless declared.",
  ),
];

/** What a write sends of every link alike. */
export const COMMON_NAMES: readonly LayoutInputName[] = ["metadata", ...HEADER_NAMES, "storageClass", "acl", "tags"];

export const LAYOUT_INPUT_NAMES: readonly LayoutInputName[] = LAYOUT_FIELDS.map(({ name }) => name);

export interface LayoutHandlingField extends Field {
  readonly name: "strays" | "onConflict" | "targetCheck" | "enforce";
}

const ENFORCE_DOC =
  "Read the layout before every preview, update and destroy, and put right what somebody else changed. Costs a request for each 1000 links. The provider option of the same name sets the default.";

/** How the provider goes about a layout: inputs of which nothing is sent, and none is an output. */
export const LAYOUT_HANDLING_FIELDS: readonly LayoutHandlingField[] = [
  {
    name: "strays",
    type: "string",
    choice: STRAYS,
    doc: "What to do about links under `prefix` that are neither declared here nor by another resource: `ignore` (the default), `report` them, or `remove` them. Ordinary objects are never touched. Needs permission to list; `remove` needs a prefix below which no other resource declares a link.",
  },
  ...(["onConflict", "targetCheck", "enforce"] as const).map((name): LayoutHandlingField => {
    const field = HANDLING_FIELDS.find((candidate) => candidate.name === name);
    if (field === undefined) throw new Error(`a link has no ${name}`);
    return { ...field, name, doc: name === "enforce" ? ENFORCE_DOC : `For each link: ${lowerFirst(field.doc)}` };
  }),
];

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export interface LayoutOutputField {
  readonly name:
    | "url"
    | "drifted"
    | "strayLinks"
    | "strayCount"
    | "straysNamedBy"
    | "proofs"
    | "versionIds"
    | "proofKey";
  readonly type: "string" | "strings" | "map" | "number";
  readonly doc: string;
  readonly always?: true;
  readonly secret?: true;
}

/** Outputs beside the inputs, which are all outputs, too. */
export const LAYOUT_OUTPUT_FIELDS: readonly LayoutOutputField[] = [
  { name: "url", type: "string", always: true, doc: "Address of `prefix` at the endpoint the links were written to." },
  {
    name: "drifted",
    type: "map",
    doc: "Links that are not as declared, as last seen: from each one's name to the whole key it points to.",
  },
  {
    name: "strayLinks",
    type: "strings",
    doc: "Keys of links under `prefix` that nobody declares, as last listed, the first 1000 of them. With `strays: remove`, those that the next deployment removes.",
  },
  { name: "strayCount", type: "number", doc: "How many of them there are altogether." },
  {
    name: "straysNamedBy",
    type: "string",
    doc: "With `strays: remove`: the deployment that was the first to name them, by the address of its engine. Only another one removes them.",
  },
  {
    name: "proofs",
    type: "map",
    always: true,
    doc: "By what this resource recognises each of its links: the ETag of its last write, and a digest of what was written.",
  },
  {
    name: "versionIds",
    type: "map",
    always: true,
    doc: "Version of each link that this resource wrote last, in a bucket that has or had versioning.",
  },
  {
    name: "proofKey",
    type: "string",
    secret: true,
    doc: "Key of the digests, where something of the links is secret.",
  },
];
