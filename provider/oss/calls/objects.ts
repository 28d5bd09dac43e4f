/** Calls on one object: head, get, put, copy, delete. HEAD and GET follow links, delete never does. */
import { HEADER } from "../constants";
import { encodePath } from "../encoding";
import { OssError } from "../error";
import type { Exchange } from "../exchange";
import { keyReason } from "../names";
import type { Answer } from "../transport/answer";
import type {
  CallOptions,
  DeleteResult,
  GetObjectOptions,
  ObjectContent,
  ObjectInfo,
  PutFacets,
  PutResult,
  VersionOptions,
} from "../types";
import { addContentHeaders, dateOf, unquoteEtag } from "./answers";
import { checkedPutHeaders } from "./headers";
import { versionQuery } from "./query";

const DEFAULT_CONTENT_LIMIT = 64 * 1024 * 1024;

/** Looks at an object, through a link if it is one. Fails if a link's target is missing, a link itself, or archived. */
export async function headObject(
  exchange: Exchange,
  bucket: string,
  key: string,
  options: VersionOptions,
): Promise<ObjectInfo> {
  const operation = "HeadObject";
  const query = versionQuery("", operation, bucket, key, options.versionId);
  const answer = await exchange.run(
    { operation, method: "HEAD", bucket, key, query, headers: [], repeat: "always" },
    options,
  );
  return objectInfo(answer);
}

/** The few facts the service tells about a key without following a link. */
export async function getObjectMeta(
  exchange: Exchange,
  bucket: string,
  key: string,
  options: VersionOptions,
): Promise<ObjectInfo> {
  const operation = "GetObjectMeta";
  const query = versionQuery("objectMeta", operation, bucket, key, options.versionId);
  const answer = await exchange.run(
    { operation, method: "HEAD", bucket, key, query, headers: [], repeat: "always" },
    options,
  );
  return objectInfo(answer);
}

/** Reads an object, through a link if it is one, into memory. */
export async function getObject(
  exchange: Exchange,
  bucket: string,
  key: string,
  options: GetObjectOptions,
): Promise<ObjectContent> {
  const operation = "GetObject";
  const query = versionQuery("", operation, bucket, key, options.versionId);
  const bodyLimit = options.maxBytes ?? DEFAULT_CONTENT_LIMIT;
  const answer = await exchange.run(
    { operation, method: "GET", bucket, key, query, headers: [], repeat: "always", bodyLimit },
    options,
  );
  return { ...objectInfo(answer), content: answer.body };
}

export async function putObject(
  exchange: Exchange,
  bucket: string,
  key: string,
  content: Buffer | string,
  facets: PutFacets,
  options: CallOptions,
): Promise<PutResult> {
  const operation = "PutObject";
  const headers = checkedPutHeaders(operation, bucket, key, facets, undefined);
  const body = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  const guarded = facets.forbidOverwrite === true;
  const repeat = guarded && facets.guardEffective === true ? "always" : "unless-ambiguous";
  const answer = await exchange.run(
    { operation, method: "PUT", bucket, key, query: "", headers, body, repeat, guarded },
    options,
  );
  return putResult(answer);
}

/** Copies an object, or a link as a link, within or across buckets of a region. */
export async function copyObject(
  exchange: Exchange,
  bucket: string,
  key: string,
  source: { readonly bucket?: string; readonly key: string; readonly versionId?: string },
  options: CallOptions,
): Promise<PutResult> {
  const operation = "CopyObject";
  const reason = keyReason(source.key);
  if (reason !== undefined) {
    throw OssError.invalidInput(operation, { bucket, key }, [{ path: ["source", "key"], reason }]);
  }
  const version = versionQuery("", operation, bucket, key, source.versionId);
  const from = `/${source.bucket ?? bucket}/${encodePath(source.key)}${version === "" ? "" : `?${version}`}`;
  const answer = await exchange.run(
    {
      operation,
      method: "PUT",
      bucket,
      key,
      query: "",
      headers: [HEADER.copySource, from],
      repeat: "unless-ambiguous",
    },
    options,
  );
  return putResult(answer);
}

/** Deletes an object or link, or one version of it. Succeeds if there is none. */
export async function deleteObject(
  exchange: Exchange,
  bucket: string,
  key: string,
  options: VersionOptions,
): Promise<DeleteResult> {
  const operation = "DeleteObject";
  const query = versionQuery("", operation, bucket, key, options.versionId);
  const answer = await exchange.run(
    { operation, method: "DELETE", bucket, key, query, headers: [], repeat: "unless-ambiguous" },
    options,
  );
  const { deleteMarker, versionId, requestId } = answer.headers;
  return { deleteMarker: deleteMarker === "true", versionId, requestId };
}

export function putResult({ headers }: Answer): PutResult {
  return { etag: unquoteEtag(headers.etag), versionId: headers.versionId, requestId: headers.requestId };
}

function objectInfo({ headers }: Answer): ObjectInfo {
  const length = headers.contentLength;
  const info: ObjectInfo = {
    objectType: headers.objectType,
    contentLength: length === undefined || !/^\d+$/.test(length) ? undefined : Number(length),
    etag: unquoteEtag(headers.etag),
    lastModified: dateOf(headers.lastModified),
    versionId: headers.versionId,
    storageClass: headers.storageClass,
    restore: headers.restore,
    metadata: headers.metadata,
    requestId: headers.requestId,
  };
  addContentHeaders(info, headers);
  return info;
}
