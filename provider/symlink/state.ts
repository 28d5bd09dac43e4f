import {
  containsSecret,
  containsUnknown,
  emptyMap,
  isMap,
  isSecret,
  type MutablePropertyMap,
  type PropertyMap,
  type PropertyValue,
  Secret,
  UNKNOWN,
} from "../protocol/values";
import type { Texts } from "./declaration";
import { HEADER_NAMES, INPUT_NAMES } from "./fields";
import { isAsWritten, proofOf, seenIn } from "./proof";
import { isLastWrite } from "./rules/is-last-write";
import { isOurs } from "./rules/is-ours";
import type { Observed } from "./seen";

/** Proof of what this resource wrote, and where. */
export interface Written {
  readonly url: string;
  readonly etag: string | undefined;
  readonly versionId: string | undefined;
  readonly versionIds: readonly string[];
  readonly writtenEtag: string | undefined;
}

/** Outputs after a write: what was declared, and its proof. */
export function writtenOutputs(inputs: PropertyMap, written: Written): PropertyMap {
  const outputs = declaredOutputs(inputs);
  outputs.url = written.url;
  outputs.versionIds = [...written.versionIds];
  set(outputs, "etag", written.etag);
  set(outputs, "versionId", written.versionId);
  set(outputs, "writtenEtag", written.writtenEtag);
  return outputs;
}

/** Declared properties as outputs. A map with a secret inside is secret as a whole: YAML programs cannot read it otherwise. */
export function declaredOutputs(inputs: PropertyMap): MutablePropertyMap {
  const outputs = emptyMap();
  for (const name of INPUT_NAMES) {
    const value = inputs[name];
    if (value !== undefined) outputs[name] = wholeSecret(value);
  }
  return outputs;
}

export function wholeSecret(value: PropertyValue): PropertyValue {
  return isMap(value) && containsSecret(value) ? new Secret(unwrapEntries(value)) : value;
}

function unwrapEntries(map: PropertyMap): PropertyMap {
  const plain = emptyMap();
  for (const [name, entry] of Object.entries(map)) plain[name] = isSecret(entry) ? entry.value : entry;
  return plain;
}

/** Outputs in a preview: an unknown within a map makes the whole map unknown, a secret one if need be. */
export function previewOutputs(inputs: PropertyMap): MutablePropertyMap {
  const outputs = declaredOutputs(inputs);
  for (const [name, value] of Object.entries(outputs)) {
    if (containsUnknown(value)) outputs[name] = isSecret(value) ? new Secret(UNKNOWN) : UNKNOWN;
  }
  return outputs;
}

/** Outputs after a read: what the service shows, in the old outputs' spelling and secrecy. */
export function observedOutputs(olds: PropertyMap, inputs: PropertyMap, observed: Observed): PropertyMap {
  const outputs = emptyMap();
  for (const [name, value] of Object.entries(olds)) outputs[name] = value;
  if (!isUntouched(olds, observed)) {
    outputs.target = like(inputs.target, observed.target);
    replaceMap(outputs, "metadata", inputs.metadata, respelled(inputs.metadata, observed.metadata));
    copyHeaders(outputs, inputs, observed);
  }
  if (isOlderVersion(olds, observed)) dropUnshown(outputs, observed);
  if (observed.acl !== undefined && inputs.acl !== undefined) outputs.acl = like(inputs.acl, observed.acl);
  if (observed.tags !== undefined && inputs.tags !== undefined) replaceMap(outputs, "tags", inputs.tags, observed.tags);
  set(outputs, "etag", observed.etag);
  set(outputs, "versionId", observed.versionId);
  set(outputs, "lastModified", observed.lastModified?.toISOString());
  return outputs;
}

/**
 * A link that still is as this resource wrote it needs no comparing: answers need not show all that was written. But a
 * state that has last seen somebody else's says what that one was like.
 */
export function isUntouched(olds: PropertyMap, observed: Observed): boolean {
  return isAsWritten(olds) && isLastWrite(proofOf(olds), observed);
}

/**
 * Where our last write made a version `null` and somebody has deleted that, one of ours from before is back. The same
 * version by another ETag is none: reading may show another one than a put answers.
 */
function isOlderVersion(olds: PropertyMap, observed: Observed): boolean {
  const proof = proofOf(olds);
  const isSame = seenIn(olds).versionId === observed.versionId;
  return !isSame && isOurs(proof, observed) && !isLastWrite(proof, observed);
}

/** Nobody knows whether it has what no answer shows of it. The inputs keep that: they may be told to ignore it. */
function dropUnshown(outputs: MutablePropertyMap, { headers }: Observed): void {
  for (const name of HEADER_NAMES) if (headers[name] === undefined) delete outputs[name];
  delete outputs.storageClass;
}

/** Headers count where they are declared, and where the answer carries them. */
function copyHeaders(properties: MutablePropertyMap, inputs: PropertyMap, observed: Observed): void {
  for (const name of HEADER_NAMES) {
    const text = observed.headers[name];
    if (text !== undefined && inputs[name] !== undefined) properties[name] = like(inputs[name], text);
  }
}

function replaceMap(
  outputs: MutablePropertyMap,
  name: string,
  declared: PropertyValue | undefined,
  texts: Texts,
): void {
  const secret = containsSecret(declared) || containsSecret(outputs[name]);
  delete outputs[name];
  if (Object.keys(texts).length === 0 && declared === undefined) return;
  outputs[name] = secret ? new Secret(asMap(texts)) : asMap(texts);
}

/** The inputs after a refresh: as they were, but for what has drifted, so that spelling and secrets survive. */
export function driftedInputs(olds: PropertyMap, inputs: PropertyMap, observed: Observed): PropertyMap {
  const next = emptyMap();
  for (const [name, value] of Object.entries(inputs)) next[name] = value;
  if (!isUntouched(olds, observed)) {
    next.target = like(inputs.target, observed.target);
    driftMap(next, "metadata", respelled(inputs.metadata, observed.metadata));
    copyHeaders(next, inputs, observed);
  }
  if (observed.acl !== undefined && inputs.acl !== undefined) next.acl = like(inputs.acl, observed.acl);
  if (observed.tags !== undefined && inputs.tags !== undefined) driftMap(next, "tags", observed.tags);
  return next;
}

function driftMap(inputs: MutablePropertyMap, name: "metadata" | "tags", texts: Texts): void {
  const declared = inputs[name];
  if (declared === undefined && Object.keys(texts).length === 0) return;
  const old = isSecret(declared) ? declared.value : declared;
  const entries = isMap(old) ? old : emptyMap();
  const next = emptyMap();
  // Whatever turns up in a map that holds secrets may be one of them under another name.
  const fallback = containsSecret(entries) ? new Secret("") : undefined;
  for (const [entry, text] of Object.entries(texts)) next[entry] = like(entries[entry] ?? fallback, text);
  inputs[name] = isSecret(declared) ? new Secret(next) : next;
}

/** The inputs of a link that is imported: no more than what a program has to say to get this link. */
export function importedInputs(name: { bucket: string; key: string }, observed: Observed): PropertyMap {
  const inputs = emptyMap();
  inputs.bucket = name.bucket;
  inputs.key = name.key;
  inputs.target = observed.target;
  if (Object.keys(observed.metadata).length > 0) inputs.metadata = asMap(observed.metadata);
  for (const header of HEADER_NAMES) {
    const text = observed.headers[header];
    if (text !== undefined && !(header === "contentType" && text === SERVICE_CONTENT_TYPE)) inputs[header] = text;
  }
  if (observed.acl !== undefined && observed.acl !== "default") inputs.acl = observed.acl;
  if (observed.tags !== undefined && Object.keys(observed.tags).length > 0) inputs.tags = asMap(observed.tags);
  return inputs;
}

/** What the service stores when no Content-Type was sent. */
const SERVICE_CONTENT_TYPE = "application/octet-stream";

/** Metadata in the spelling it was declared in; what was not declared stays in lower case. */
function respelled(declared: PropertyValue | undefined, observed: Texts): Texts {
  const map = isSecret(declared) ? declared.value : declared;
  const spelling = new Map(isMap(map) ? Object.keys(map).map((name) => [name.toLowerCase(), name]) : []);
  const texts: Record<string, string> = Object.create(null);
  for (const [name, text] of Object.entries(observed)) texts[spelling.get(name) ?? name] = text;
  return texts;
}

/** `text`, secret if `model` is. An equal value is kept as the user wrote it. */
function like(model: PropertyValue | undefined, text: string): PropertyValue {
  return isSecret(model) ? new Secret(text) : text;
}

function asMap(texts: Texts): PropertyMap {
  const map = emptyMap();
  for (const [name, text] of Object.entries(texts)) map[name] = text;
  return map;
}

function set(outputs: MutablePropertyMap, name: string, value: string | undefined): void {
  if (value === undefined) delete outputs[name];
  else outputs[name] = value;
}
