import { isNoSuchKey, isNotSymlink, type SymlinkInfo } from "../oss";
import { quoted } from "../properties/quoted";
import { CallFailure } from "../protocol/failures";
import { emptyMap, type MutablePropertyMap, type PropertyMap } from "../protocol/values";
import { callOptions } from "./call-options";
import { GET_SYMLINK_DOC } from "./doc";
import { BUCKET } from "./fields";
import type { FunctionContext, OutputSpec, ProviderFunction } from "./function";

const HEADERS = [
  ["contentType", "Content-Type"],
  ["cacheControl", "Cache-Control"],
  ["contentDisposition", "Content-Disposition"],
  ["contentEncoding", "Content-Encoding"],
  ["contentLanguage", "Content-Language"],
  ["expires", "Expires"],
] as const;

const OUTPUTS: readonly OutputSpec[] = [
  { name: "bucket", type: "string", always: true, doc: "The bucket." },
  { name: "key", type: "string", always: true, doc: "The link's own name." },
  { name: "target", type: "string", always: true, doc: "The key that the link points to, in plain text." },
  { name: "metadata", type: "map", always: true, doc: "User metadata of the link, names in lower case." },
  ...HEADERS.map(([name, header]): OutputSpec => {
    return { name, type: "string", doc: `The \`${header}\` stored with the link, where the service shows it.` };
  }),
  { name: "etag", type: "string", doc: "The link's own ETag. Opaque, and new with every write." },
  { name: "lastModified", type: "string", doc: "When the link was last changed (ISO 8601)." },
  { name: "versionId", type: "string", doc: "Version of the link, in a bucket that has or had versioning." },
  { name: "url", type: "string", always: true, doc: "Address of the link at the endpoint it was read from." },
];

export const getSymlink: ProviderFunction = {
  token: "oss-symlink:index:getSymlink",
  doc: GET_SYMLINK_DOC,
  inputs: [
    BUCKET,
    { name: "key", type: "string", required: true, doc: "The link's own name, in plain text." },
    { name: "versionId", type: "string", doc: "A version of the link other than the current one." },
  ],
  outputs: OUTPUTS,
  run: async (args, context) => {
    const [bucket, key, versionId] = [String(args.bucket), String(args.key), args.versionId];
    const link = await readLink(bucket, key, versionId === undefined ? {} : { versionId: String(versionId) }, context);
    return linkOutputs(bucket, key, link, context.client().objectUrl(bucket, key));
  },
};

async function readLink(
  bucket: string,
  key: string,
  version: { readonly versionId?: string },
  context: FunctionContext,
): Promise<SymlinkInfo> {
  try {
    return await context.client().getSymlink(bucket, key, { ...callOptions(context), ...version });
  } catch (error) {
    const reason = isNotSymlink(error) ? AN_OBJECT : isNoSuchKey(error) ? notYet(context.declaring?.(bucket, key)) : "";
    if (reason === "") throw error;
    throw new CallFailure("FAILED_PRECONDITION", `${quoted(`${bucket}/${key}`)} ${reason}`, { cause: error });
  }
}

const AN_OBJECT = "is an ordinary object, and only a link can be read here";

/** The engine takes no unknown values from a function, so a preview cannot be answered otherwise. */
function notYet(owner: string | undefined): string {
  if (owner === undefined) return "";
  const name = JSON.stringify(owner);
  const way = `give bucket or key by way of something that is known only then, such as the etag of ${name}`;
  return `is not there yet, because ${name} of this program has not made it; to wait for that, ${way}`;
}

function linkOutputs(bucket: string, key: string, link: SymlinkInfo, url: string): PropertyMap {
  const outputs: MutablePropertyMap = Object.assign(emptyMap(), { bucket, key, target: link.target, url });
  outputs.metadata = Object.assign(emptyMap(), link.metadata);
  const texts = {
    ...Object.fromEntries(HEADERS.map(([name]) => [name, link[name]])),
    etag: link.etag,
    lastModified: link.lastModified?.toISOString(),
    versionId: link.versionId,
  };
  for (const [name, text] of Object.entries(texts)) if (text !== undefined) outputs[name] = text;
  return outputs;
}
