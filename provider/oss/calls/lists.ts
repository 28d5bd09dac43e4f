/** List pages, each read in one go; iterators that ask for the next one by themselves. */
import { isAscii } from "node:buffer";
import { decodeComponent } from "../encoding";
import { LOCAL_CODE, OssError } from "../error";
import type { Call, Exchange } from "../exchange";
import { type Problem, textReason } from "../names";
import { canonicalQuery } from "../signing/v4-steps";
import type { CallOptions } from "../types";
import { scanXml, XmlFlaw, type XmlNode } from "../xml/scan";
import { dateOf, unquoteEtag } from "./answers";
import { firstRun, sizeOf } from "./entry-run";
import type {
  ListedObject,
  ListedVersion,
  ListOptions,
  ListVersionsOptions,
  ObjectPage,
  VersionPage,
} from "./list-types";

/** 1000 keys of 1023 bytes, percent-encoded and with owners, stay below this. */
const PAGE_BYTES = 8 * 1024 * 1024;
const PAGE_SIZE = 1000;

export async function* listObjectPages(
  exchange: Exchange,
  bucket: string,
  options: ListOptions,
): AsyncGenerator<ObjectPage, void, undefined> {
  const operation = "ListObjectsV2";
  refuseBadOptions(operation, bucket, options.pageSize, { prefix: options.prefix, startAfter: options.startAfter });
  let token: string | undefined;
  do {
    const query = canonicalQuery([
      ["list-type", "2"],
      ["encoding-type", "url"],
      ["max-keys", String(options.pageSize ?? PAGE_SIZE)],
      ...optional("prefix", options.prefix),
      ...optional("delimiter", options.delimiter),
      ...optional("start-after", options.startAfter),
      ...optional("continuation-token", token),
    ]);
    const page = await fetchPage(exchange, { operation, bucket, query }, options, readObjectPage);
    yield page;
    refuseStandstill(operation, bucket, token, page.nextToken);
    token = page.nextToken;
  } while (token !== undefined);
}

export async function* listVersionPages(
  exchange: Exchange,
  bucket: string,
  options: ListVersionsOptions,
): AsyncGenerator<VersionPage, void, undefined> {
  const operation = "ListObjectVersions";
  const { prefix, keyMarker, versionIdMarker } = options;
  refuseBadOptions(operation, bucket, options.pageSize, { prefix, keyMarker, versionIdMarker });
  let key = options.keyMarker;
  let version = options.versionIdMarker;
  let marker: string | undefined;
  do {
    const query = canonicalQuery([
      ["versions", ""],
      ["encoding-type", "url"],
      ["max-keys", String(options.pageSize ?? PAGE_SIZE)],
      ...optional("prefix", options.prefix),
      ...optional("delimiter", options.delimiter),
      ...optional("key-marker", key),
      ...optional("version-id-marker", key === undefined ? undefined : version),
    ]);
    const page = await fetchPage(exchange, { operation, bucket, query }, options, readVersionPage);
    yield page;
    key = page.nextKeyMarker;
    version = page.nextVersionIdMarker;
    const next = key === undefined ? undefined : JSON.stringify([key, version]);
    refuseStandstill(operation, bucket, marker, next);
    marker = next;
  } while (marker !== undefined);
}

async function fetchPage<Page>(
  exchange: Exchange,
  what: Pick<Call, "operation" | "bucket" | "query">,
  options: CallOptions,
  read: (body: Buffer) => Page,
): Promise<Page> {
  const call: Call = { ...what, method: "GET", headers: [], repeat: "always", bodyLimit: PAGE_BYTES };
  const answer = await exchange.run(call, options);
  try {
    return read(answer.body);
  } catch (flaw) {
    if (!(flaw instanceof XmlFlaw)) throw flaw;
    throw unexpected(what.operation, what.bucket, `the list cannot be read: ${flaw.message}`);
  }
}

export function readObjectPage(body: Buffer): ObjectPage {
  const { page, entries } = scanAroundEntries(textOfBody(body), "ListBucketResult");
  const decode = decoderOf(page);
  const objects = entries.map((entry) => ({ ...entry, key: decode(entry.key) }));
  const prefixes: string[] = [];
  let truncated = false;
  let nextToken: string | undefined;
  for (const node of page.children) {
    if (node.name === "Contents") objects.push(readObject(node, decode));
    else if (node.name === "CommonPrefixes") prefixes.push(...readPrefixes(node, decode));
    else if (node.name === "IsTruncated") truncated = node.text === "true";
    else if (node.name === "NextContinuationToken") nextToken = decode(node.text);
  }
  if (truncated && !nextToken) throw new XmlFlaw("it is cut off but does not say where to go on");
  return { objects, prefixes, nextToken: truncated ? nextToken : undefined };
}

/** The entries that can be read fast, and the page without them. */
function scanAroundEntries(text: string, root: string): { page: XmlNode; entries: readonly ListedObject[] } {
  const run = firstRun(text);
  if (run === undefined) return { page: scanXml(text, root), entries: [] };
  try {
    // What stands before the run is a whole document once the root is closed, and what stands behind once it is opened:
    // only then are the entries children of the root.
    const before = scanXml(`${text.slice(0, run.from)}</${root}>`, root);
    const behind = scanXml(`<${root}>${text.slice(run.to)}`, root);
    return { page: { ...before, children: [...before.children, ...behind.children] }, entries: run.entries };
  } catch (flaw) {
    if (!(flaw instanceof XmlFlaw)) throw flaw;
    return { page: scanXml(text, root), entries: [] };
  }
}

/** Pages are nearly always ASCII, which becomes text faster if it need not be decoded. */
function textOfBody(body: Buffer): string {
  return body.toString(isAscii(body) ? "latin1" : "utf8");
}

function readObject(node: XmlNode, decode: Decoder): ListedObject {
  let key: string | undefined;
  let etag: string | undefined;
  let lastModified: Date | undefined;
  let objectType: string | undefined;
  let size: number | undefined;
  let storageClass: string | undefined;
  for (const { name, text } of node.children) {
    if (name === "Key") key = decode(text);
    else if (name === "ETag") etag = unquoteEtag(text);
    else if (name === "LastModified") lastModified = dateOf(text);
    else if (name === "Type") objectType = text;
    else if (name === "Size") size = sizeOf(text);
    else if (name === "StorageClass") storageClass = text;
  }
  if (key === undefined) throw new XmlFlaw("an entry has no key");
  return { key, etag, lastModified, objectType, size, storageClass };
}

function readVersionPage(body: Buffer): VersionPage {
  const page = scanXml(textOfBody(body), "ListVersionsResult");
  const decode = decoderOf(page);
  const versions: ListedVersion[] = [];
  const prefixes: string[] = [];
  let truncated = false;
  let nextKeyMarker: string | undefined;
  let nextVersionIdMarker: string | undefined;
  for (const node of page.children) {
    if (node.name === "Version" || node.name === "DeleteMarker") versions.push(readVersion(node, decode));
    else if (node.name === "CommonPrefixes") prefixes.push(...readPrefixes(node, decode));
    else if (node.name === "IsTruncated") truncated = node.text === "true";
    else if (node.name === "NextKeyMarker") nextKeyMarker = decode(node.text);
    else if (node.name === "NextVersionIdMarker") nextVersionIdMarker = node.text;
  }
  if (!truncated) return { versions, prefixes, nextKeyMarker: undefined, nextVersionIdMarker: undefined };
  if (!nextKeyMarker) throw new XmlFlaw("it is cut off but does not say where to go on");
  return { versions, prefixes, nextKeyMarker, nextVersionIdMarker: nextVersionIdMarker || undefined };
}

function readVersion(node: XmlNode, decode: Decoder): ListedVersion {
  const object = readObject(node, decode);
  const text = (name: string) => node.children.find((child) => child.name === name)?.text;
  const versionId = text("VersionId");
  if (versionId === undefined) throw new XmlFlaw("an entry has no version id");
  return { ...object, versionId, isLatest: text("IsLatest") === "true", deleteMarker: node.name === "DeleteMarker" };
}

function readPrefixes(node: XmlNode, decode: Decoder): string[] {
  return node.children.filter(({ name }) => name === "Prefix").map(({ text }) => decode(text));
}

type Decoder = (text: string) => string;

function decoderOf(page: XmlNode): Decoder {
  const encoded = page.children.some(({ name, text }) => name === "EncodingType" && text === "url");
  return encoded ? decodeName : (text) => text;
}

function decodeName(text: string): string {
  const decoded = decodeComponent(text);
  if (decoded === undefined) throw new XmlFlaw("a name in it is not percent-encoded UTF-8");
  return decoded;
}

function optional(name: string, value: string | undefined): [string, string][] {
  return value === undefined || value === "" ? [] : [[name, value]];
}

function refuseBadOptions(
  operation: string,
  bucket: string,
  pageSize: number | undefined,
  names: Readonly<Record<string, string | undefined>>,
): void {
  const problems: Problem[] = [];
  for (const [property, text] of Object.entries(names)) {
    const reason = text === undefined ? undefined : textReason(text);
    if (reason !== undefined) problems.push({ path: [property], reason });
  }
  if (pageSize !== undefined && (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > PAGE_SIZE)) {
    problems.push({ path: ["pageSize"], reason: `must be a whole number from 1 to ${PAGE_SIZE}` });
  }
  if (problems.length > 0) throw OssError.invalidInput(operation, { bucket }, problems);
}

/** A list that points back to where it was would be asked for without end. */
function refuseStandstill(operation: string, bucket: string, from: string | undefined, to: string | undefined): void {
  if (to === undefined || to !== from) return;
  throw unexpected(operation, bucket, "the list goes on at the place where it has just been");
}

function unexpected(operation: string, bucket: string, reason: string): OssError {
  return new OssError({ operation, bucket, code: LOCAL_CODE.unexpectedAnswer, reason, attempts: 1 });
}
