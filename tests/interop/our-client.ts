import {
  createClient,
  isOssError,
  type ObjectPage,
  type OssClient as OurClient,
  type StorageClass,
} from "../../provider/oss";
import { type OssClient, Refusal, type Software } from "./client";
import type { Connection, Facets, Operation, Operations, Page } from "./protocol";

type Call<K extends Operation> = (input: Operations[K]["in"]) => Promise<Operations[K]["out"]>;
type Calls = { readonly [K in Operation]?: Call<K> };

/** The project's own client, in this process, behind the same operations as the official ones. */
export function ourSoftware(): Software {
  const opened: OurClient[] = [];
  return {
    async connect(connection) {
      const ours = createClient(optionsOf(connection));
      opened.push(ours);
      return speaking(callsOf(ours));
    },
    async close() {
      for (const ours of opened) ours.close();
    },
  };
}

function optionsOf({ endpoint, region, addressing, signature, ...keys }: Connection) {
  const { accessKeyId, accessKeySecret, securityToken } = keys;
  const credentials = { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
  return { endpoint, region, addressing, signatureVersion: signature, credentials, environment: {} };
}

function speaking(calls: Calls): OssClient {
  return {
    async call<K extends Operation>(op: K, input: Operations[K]["in"]): Promise<Operations[K]["out"]> {
      const call = calls[op] as Call<K> | undefined;
      if (!call) throw new Refusal(op, { code: "AdapterLacksOperation" });
      try {
        return withoutBlanks(await call(input));
      } catch (error) {
        if (!isOssError(error)) throw error;
        const { status = 0, code, message, ec = "", requestId = "" } = error;
        throw new Refusal(op, { status, code, message, ec, requestId });
      }
    },
  };
}

function callsOf(ours: OurClient): Calls {
  const pages = new Map<string, AsyncGenerator<ObjectPage, void, undefined>>();
  const listed = async (all: AsyncGenerator<ObjectPage, void, undefined>) => {
    const { value } = (await all.next()) as { value?: ObjectPage };
    const next = value?.nextToken;
    if (next !== undefined) pages.set(next, all);
    return { ...pageOf(value), ...(next === undefined ? {} : { nextContinuationToken: next, nextMarker: next }) };
  };
  return {
    createBucket: async ({ bucket }) => {
      await ours.putBucket(bucket);
      return {};
    },
    deleteBucket: async ({ bucket }) => {
      await ours.deleteBucket(bucket);
      return {};
    },
    putVersioning: async ({ bucket, status }) => {
      await ours.putVersioning(bucket, status);
      return {};
    },
    getVersioning: async ({ bucket }) => {
      const status = await ours.getVersioning(bucket);
      return status === undefined ? {} : { status };
    },

    putObject: ({ bucket, key, body, ...facets }) => ours.putObject(bucket, key, body, facetsOf(facets)) as never,
    getObject: async ({ bucket, key, ...options }) => {
      const { content, ...info } = await ours.getObject(bucket, key, versionOf(options));
      return { ...info, body: content.toString("utf8") } as never;
    },
    headObject: ({ bucket, key, ...options }) => ours.headObject(bucket, key, versionOf(options)) as never,
    objectMeta: ({ bucket, key, ...options }) => ours.getObjectMeta(bucket, key, versionOf(options)) as never,
    copyObject: ({ bucket, key, sourceKey }) => ours.copyObject(bucket, key, { key: sourceKey }) as never,
    deleteObject: ({ bucket, key, ...options }) => ours.deleteObject(bucket, key, versionOf(options)) as never,
    deleteObjects: async ({ bucket, objects }) => {
      const { deleted, failed } = await ours.deleteMany(bucket, objects);
      for (const { error } of failed) throw error;
      return { deleted } as never;
    },

    putSymlink: ({ bucket, key, target, ...facets }) =>
      ours.putSymlink(bucket, key, { target, ...facetsOf(facets) }) as never,
    getSymlink: ({ bucket, key, ...options }) => ours.getSymlink(bucket, key, versionOf(options)) as never,

    listObjects: ({ bucket, marker, maxKeys, prefix, delimiter }) =>
      listed(pages.get(marker ?? "") ?? ours.listObjectPages(bucket, listing({ prefix, delimiter, maxKeys }))),
    listObjectsV2: ({ bucket, continuationToken, maxKeys, prefix, delimiter, startAfter }) =>
      listed(
        pages.get(continuationToken ?? "") ??
          ours.listObjectPages(bucket, listing({ prefix, delimiter, startAfter, maxKeys })),
      ),
    listVersions: async ({ bucket, prefix, keyMarker, versionIdMarker, maxKeys }) => {
      const { value } = await ours
        .listVersionPages(bucket, listing({ prefix, keyMarker, versionIdMarker, maxKeys }))
        .next();
      const all = (value?.versions ?? []).map(({ isLatest, objectType, ...entry }) => ({
        ...entry,
        latest: isLatest,
        ...(objectType === undefined ? {} : { type: objectType }),
      }));
      return {
        versions: all.filter((entry) => !entry.deleteMarker),
        markers: all.filter((entry) => entry.deleteMarker),
        truncated: value?.nextKeyMarker !== undefined,
        nextKeyMarker: value?.nextKeyMarker ?? "",
        nextVersionIdMarker: value?.nextVersionIdMarker ?? "",
      };
    },

    putTags: async ({ bucket, key, tags, ...options }) => {
      await ours.putTagging(bucket, key, tags, versionOf(options));
      return {};
    },
    getTags: async ({ bucket, key, ...options }) => ({ tags: await ours.getTagging(bucket, key, versionOf(options)) }),
    deleteTags: async ({ bucket, key, ...options }) => {
      await ours.deleteTagging(bucket, key, versionOf(options));
      return {};
    },
    putAcl: async ({ bucket, key, acl, ...options }) => {
      await ours.putAcl(bucket, key, acl, versionOf(options));
      return {};
    },
    getAcl: async ({ bucket, key, ...options }) => ({ acl: await ours.getAcl(bucket, key, versionOf(options)) }),

    presign: async ({ bucket, key, expires }) => ({
      url: await ours.presignGet(bucket, key, { expiresSeconds: expires }),
    }),
  };
}

function facetsOf({ storageClass, ...facets }: Facets) {
  return { ...facets, ...(storageClass === undefined ? {} : { storageClass: storageClass as StorageClass }) };
}

function versionOf({ versionId }: { readonly versionId?: string }): { versionId?: string } {
  return versionId === undefined ? {} : { versionId };
}

/** Without what is not given, as the client wants it. */
function listing<T extends { readonly maxKeys?: number | undefined }>({ maxKeys, ...query }: T) {
  const given = Object.entries({ ...query, pageSize: maxKeys }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

function pageOf(page: ObjectPage | undefined): Page {
  const { objects = [], prefixes = [], nextToken } = page ?? {};
  const entries = objects.map(({ key, objectType, etag, storageClass }) => ({
    key,
    ...(objectType === undefined ? {} : { type: objectType }),
    ...(etag === undefined ? {} : { etag }),
    ...(storageClass === undefined ? {} : { storageClass }),
  }));
  return { entries, prefixes, truncated: nextToken !== undefined };
}

function withoutBlanks<T extends object>(result: T): T {
  return Object.fromEntries(
    Object.entries(result).filter(([key, value]) => key === "body" || (value ?? "") !== ""),
  ) as T;
}
