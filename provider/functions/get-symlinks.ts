import { isNoSuchKey, isNotSymlink, type ListedObject } from "../oss";
import { quoted } from "../properties/quoted";
import { CallFailure } from "../protocol/failures";
import { emptyMap, type PropertyMap, type PropertyValue } from "../protocol/values";
import { callOptions } from "./call-options";
import { GET_SYMLINKS_DOC } from "./doc";
import { BUCKET, PREFIX } from "./fields";
import type { FunctionContext, ProviderFunction } from "./function";
import { inOrder } from "./in-order";
import { listLinks, type Place, placeIn } from "./links";

const DEFAULT_LIMIT = 10_000;
const CONCURRENCY = 32;

export const getSymlinks: ProviderFunction = {
  token: "oss-symlink:index:getSymlinks",
  doc: GET_SYMLINKS_DOC,
  inputs: [
    BUCKET,
    PREFIX,
    {
      name: "limit",
      type: "number",
      doc: `Fail rather than read more links than this; ${DEFAULT_LIMIT} unless given. A list that is cut off without notice would be taken for the whole.`,
    },
  ],
  outputs: [
    { name: "bucket", type: "string", always: true, doc: "The bucket." },
    { name: "prefix", type: "string", always: true, doc: "The prefix; empty for the whole bucket." },
    {
      name: "links",
      type: {
        name: "FoundSymlink",
        doc: "A link that was found in a list.",
        properties: [
          { name: "key", type: "string", always: true, doc: "The link's own name." },
          { name: "target", type: "string", always: true, doc: "The key that the link points to, in plain text." },
          { name: "etag", type: "string", doc: "The link's own ETag." },
          { name: "lastModified", type: "string", doc: "When the link was last changed (ISO 8601)." },
          { name: "storageClass", type: "string", doc: "Storage class of the link itself." },
        ],
      },
      always: true,
      doc: "The links, by ascending key.",
    },
  ],
  run: async (args, context) => {
    const place = placeIn(args);
    const limit = typeof args.limit === "number" ? args.limit : DEFAULT_LIMIT;
    const links: PropertyValue[] = [];
    for await (const link of withTargets(place, limit, context)) links.push(link);
    return Object.assign(emptyMap(), { ...place, links });
  },
};

async function* withTargets(place: Place, limit: number, context: FunctionContext): AsyncGenerator<PropertyMap> {
  const client = context.client();
  const read = async (listed: ListedObject): Promise<PropertyMap | undefined> => {
    try {
      return entry(listed, (await client.getSymlink(place.bucket, listed.key, callOptions(context))).target);
    } catch (error) {
      // Gone, or made an object of, since it was listed.
      if (isNoSuchKey(error) || isNotSymlink(error)) return undefined;
      throw error;
    }
  };
  const links = limited(listLinks(client, place, callOptions(context)), limit, place);
  for await (const link of inOrder(links, CONCURRENCY, read)) if (link !== undefined) yield link;
}

async function* limited<Item>(items: AsyncIterable<Item>, limit: number, { bucket, prefix }: Place) {
  let count = 0;
  for await (const item of items) {
    if (++count > limit) {
      const where = quoted(`${bucket}/${prefix}`);
      const message = `there are more than ${limit} links below ${where}; narrow the prefix, or raise limit`;
      throw new CallFailure("OUT_OF_RANGE", message);
    }
    yield item;
  }
}

function entry({ key, etag, lastModified, storageClass }: ListedObject, target: string): PropertyMap {
  const facts = { etag, lastModified: lastModified?.toISOString(), storageClass };
  const known = Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== undefined);
  return Object.assign(emptyMap(), { key, target }, Object.fromEntries(known));
}
