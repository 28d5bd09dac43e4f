import { createHmac } from "node:crypto";
import { ossError } from "../errors/oss-error";
import { parseHttpDate } from "../http/dates";
import type { OssRequest } from "../http/oss-request";
import { byteStringOfUtf8 } from "../http/percent";
import { type SignaturePlace, signedHeaders } from "./signature-input";

/** A version 1 signature as it came with a request (wire-facts §11). */
export interface V1Signature {
  readonly place: SignaturePlace;
  readonly accessKeyId: string;
  readonly signature: string;
  /** As it stands in the string to sign. */
  readonly dateLine: string;
  /** When it was signed (header) or when it ends (URL), in milliseconds. */
  readonly time: number;
}

export function parseV1Header({ headers }: OssRequest): V1Signature {
  const [, accessKeyId, signature] = /^OSS ([^:\s]+):(\S+)$/.exec(headers.authorization ?? "") ?? [];
  if (accessKeyId === undefined || signature === undefined) throw ossError("InvalidAuthorization");
  const dateLine = headers["x-oss-date"] ?? headers.date;
  const time = dateLine === undefined ? undefined : parseHttpDate(dateLine);
  if (dateLine === undefined || time === undefined) throw ossError("MissingDate");
  return { place: "header", accessKeyId, signature, dateLine, time };
}

export function parseV1Url({ query }: OssRequest): V1Signature {
  const accessKeyId = query.get("OSSAccessKeyId");
  const signature = query.get("Signature");
  const dateLine = query.get("Expires");
  if (!accessKeyId || !signature || !dateLine) throw ossError("IncompleteUrlSignature");
  if (!/^\d{1,12}$/.test(dateLine)) throw ossError("InvalidUrlExpiry");
  return { place: "url", accessKeyId, signature, dateLine, time: Number(dateLine) * 1000 };
}

export interface V1Expectation {
  readonly stringToSign: string;
  readonly signature: string;
}

export function expectV1(request: OssRequest, given: V1Signature, secret: string): V1Expectation {
  const { headers } = request;
  const ossHeaders = signedHeaders(request, (name) => name.startsWith("x-oss-"));
  const stringToSign = [
    request.method,
    headers["content-md5"] ?? "",
    headers["content-type"] ?? "",
    given.dateLine,
    ossHeaders.map(([name, value]) => `${name}:${value}\n`).join("") + canonicalResource(request),
  ].join("\n");
  return { stringToSign, signature: createHmac("sha1", secret).update(stringToSign, "latin1").digest("base64") };
}

function canonicalResource({ address, query }: OssRequest): string {
  const path = address.bucket === undefined ? "/" : `/${address.bucket}/${address.key ?? ""}`;
  const signed = query.pairs.filter(([name]) => isSigned(name)).sort(([left], [right]) => (left < right ? -1 : 1));
  const tail = signed.map(([name, value]) => (value === "" ? name : `${name}=${value}`)).join("&");
  return byteStringOfUtf8(tail === "" ? path : `${path}?${tail}`);
}

function isSigned(name: string): boolean {
  return SIGNED_SUB_RESOURCES.has(name) || name.startsWith("x-oss-");
}

/** §11; prefix, delimiter, max-keys, markers and the like are not signed. */
const SIGNED_SUB_RESOURCES = new Set(
  `acl accessMonitor append asyncFetch bucketArchiveDirectRead bucketInfo callback callback-var cloudboxes cname comp
   continuation-token cors delete encryption endTime group httpsConfig img inventory inventoryId lifecycle live location
   logging metaQuery objectMeta overwriteConfig partNumber policy position processConfiguration publicAccessBlock qos
   qosInfo qosRequester referer regionList regions replication replicationLocation replicationProgress requestPayment
   requesterQosInfo resourceGroup response-cache-control response-content-disposition response-content-encoding
   response-content-language response-content-type response-expires restore rtc security-token sequential
   sourceObject startTime stat status style styleName symlink tagging transferAcceleration uploadId uploads versionId
   versioning versions vod website worm wormExtend wormId`.split(/\s+/),
);
