/** Tags and ACL of an object (of the link itself, never of its target), and calls on buckets. */
import { createHash } from "node:crypto";
import { HEADER } from "../constants";
import { LOCAL_CODE, OssError } from "../error";
import type { Call, Exchange } from "../exchange";
import { tagProblems } from "../names";
import type { Answer } from "../transport/answer";
import type { BucketInfo, BucketOptions, CallOptions, ObjectAcl, VersioningStatus, VersionOptions } from "../types";
import { escapeText } from "../xml/build";
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from "../xml/parse";
import { dateOf } from "./answers";
import { versionQuery } from "./query";

export async function getTagging(
  exchange: Exchange,
  bucket: string,
  key: string,
  options: VersionOptions,
): Promise<Record<string, string>> {
  const operation = "GetObjectTagging";
  const query = versionQuery("tagging", operation, bucket, key, options.versionId);
  const call: Call = { operation, method: "GET", bucket, key, query, headers: [], repeat: "always" };
  const answer = readXml(call, await exchange.run(call, options), "Tagging");
  const tags = childrenOf(childOf(answer, "TagSet"), "Tag");
  return Object.fromEntries(tags.map((tag) => [textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""]));
}

/** Replaces the whole set. */
export async function putTagging(
  exchange: Exchange,
  bucket: string,
  key: string,
  tags: Readonly<Record<string, string>>,
  options: VersionOptions,
): Promise<void> {
  const operation = "PutObjectTagging";
  const problems = tagProblems(tags);
  if (problems.length > 0) throw OssError.invalidInput(operation, { bucket, key }, problems);
  const query = versionQuery("tagging", operation, bucket, key, options.versionId);
  const set = Object.entries(tags)
    .map(([name, value]) => `<Tag><Key>${escapeText(name)}</Key><Value>${escapeText(value)}</Value></Tag>`)
    .join("");
  const body = Buffer.from(`<Tagging><TagSet>${set}</TagSet></Tagging>`, "utf8");
  const call: Call = {
    operation,
    method: "PUT",
    bucket,
    key,
    query,
    headers: xmlHeaders(body),
    body,
    repeat: "always",
  };
  await exchange.run(call, options);
}

export async function deleteTagging(
  exchange: Exchange,
  bucket: string,
  key: string,
  options: VersionOptions,
): Promise<void> {
  const operation = "DeleteObjectTagging";
  const query = versionQuery("tagging", operation, bucket, key, options.versionId);
  await exchange.run({ operation, method: "DELETE", bucket, key, query, headers: [], repeat: "always" }, options);
}

/** `default` where the object follows its bucket. */
export async function getAcl(
  exchange: Exchange,
  bucket: string,
  key: string,
  options: VersionOptions,
): Promise<ObjectAcl> {
  const operation = "GetObjectACL";
  const query = versionQuery("acl", operation, bucket, key, options.versionId);
  const call: Call = { operation, method: "GET", bucket, key, query, headers: [], repeat: "always" };
  const answer = await exchange.run(call, options);
  const grant = textOf(childOf(readXml(call, answer, "AccessControlPolicy"), "AccessControlList"), "Grant");
  if (!isObjectAcl(grant)) throw unreadable(call, answer, "it shows no ACL that is known");
  return grant;
}

export async function putAcl(
  exchange: Exchange,
  bucket: string,
  key: string,
  acl: ObjectAcl,
  options: VersionOptions,
): Promise<void> {
  const operation = "PutObjectACL";
  const query = versionQuery("acl", operation, bucket, key, options.versionId);
  const headers = [HEADER.acl, acl];
  await exchange.run({ operation, method: "PUT", bucket, key, query, headers, repeat: "always" }, options);
}

/** Undefined for a bucket that never had versioning. */
export async function getVersioning(
  exchange: Exchange,
  bucket: string,
  options: CallOptions,
): Promise<VersioningStatus | undefined> {
  const call: Call = bucketCall("GetBucketVersioning", "GET", bucket, "versioning");
  const answer = await exchange.run(call, options);
  if (answer.body.length === 0) return undefined;
  const status = textOf(readXml(call, answer, "VersioningConfiguration"), "Status");
  if (status === undefined || status === "") return undefined;
  if (status !== "Enabled" && status !== "Suspended")
    throw unreadable(call, answer, "it shows no status that is known");
  return status;
}

export async function putVersioning(
  exchange: Exchange,
  bucket: string,
  status: VersioningStatus,
  options: CallOptions,
): Promise<void> {
  const body = Buffer.from(`<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`, "utf8");
  const call = bucketCall("PutBucketVersioning", "PUT", bucket, "versioning");
  await exchange.run({ ...call, body, headers: xmlHeaders(body) }, options);
}

export async function getBucketInfo(exchange: Exchange, bucket: string, options: CallOptions): Promise<BucketInfo> {
  const call = bucketCall("GetBucketInfo", "GET", bucket, "bucketInfo");
  const answer = await exchange.run(call, options);
  const info = childOf(readXml(call, answer, "BucketInfo"), "Bucket");
  const name = textOf(info, "Name");
  if (name === undefined) throw unreadable(call, answer, "it names no bucket");
  return {
    name,
    location: textOf(info, "Location"),
    creationDate: dateOf(textOf(info, "CreationDate")),
    extranetEndpoint: textOf(info, "ExtranetEndpoint"),
    intranetEndpoint: textOf(info, "IntranetEndpoint"),
    storageClass: textOf(info, "StorageClass"),
    versioning: textOf(info, "Versioning"),
  };
}

export async function putBucket(
  exchange: Exchange,
  bucket: string,
  settings: BucketOptions,
  options: CallOptions,
): Promise<void> {
  const headers = settings.acl === undefined ? [] : ["x-oss-acl", settings.acl];
  const call = { ...bucketCall("PutBucket", "PUT", bucket, ""), headers };
  if (settings.storageClass === undefined) {
    await exchange.run(call, options);
    return;
  }
  const storageClass = `<StorageClass>${escapeText(settings.storageClass)}</StorageClass>`;
  const body = Buffer.from(`<CreateBucketConfiguration>${storageClass}</CreateBucketConfiguration>`, "utf8");
  await exchange.run({ ...call, body, headers: [...xmlHeaders(body), ...headers] }, options);
}

export async function deleteBucket(exchange: Exchange, bucket: string, options: CallOptions): Promise<void> {
  const call = bucketCall("DeleteBucket", "DELETE", bucket, "");
  await exchange.run({ ...call, repeat: "unless-ambiguous" }, options);
}

/** Headers of an XML body, sorted. */
export function xmlHeaders(body: Buffer): string[] {
  return [HEADER.contentMd5, createHash("md5").update(body).digest("base64"), "content-type", "application/xml"];
}

function readXml(call: Call, answer: Answer, root: string): XmlElement {
  const content = parseXml(answer.body.toString("utf8"), root);
  if (content === undefined) throw unreadable(call, answer, `it is not one whole <${root}>`);
  return content;
}

function unreadable(call: Call, answer: Answer, flaw: string): OssError {
  return new OssError({
    operation: call.operation,
    bucket: call.bucket,
    key: call.key,
    status: answer.status,
    code: LOCAL_CODE.unexpectedAnswer,
    reason: `the answer cannot be read: ${flaw}`,
    requestId: answer.headers.requestId,
    attempts: 1,
  });
}

function bucketCall(operation: string, method: Call["method"], bucket: string, query: string): Call {
  return { operation, method, bucket, query, headers: [], repeat: "always" };
}

function isObjectAcl(text: string | undefined): text is ObjectAcl {
  return text === "default" || text === "private" || text === "public-read" || text === "public-read-write";
}
