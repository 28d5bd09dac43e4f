import { randomBytes } from "node:crypto";
import type { Proof } from "../deployment/shown-states";
import {
  containsSecret,
  containsUnknown,
  emptyMap,
  isSecret,
  type MutablePropertyMap,
  type PropertyMap,
  type PropertyValue,
  Secret,
  UNKNOWN,
} from "../protocol/values";
import { ownVersionId } from "../symlink/proof";
import { wholeSecret } from "../symlink/state";
import { entriesOf, plainText } from "./declaration";
import { HANDED_OVER } from "./digest";
import { COMMON_NAMES, LAYOUT_INPUT_NAMES } from "./fields";

/** What a state says of a link that the layout has written. */
export interface WrittenLink {
  readonly etag: string | undefined;
  /** Of what was written; see `Digests`. */
  readonly digest: string;
  readonly versionId: string | undefined;
  /** The whole key it points to, if it or its writer is not as declared. */
  readonly drifted: string | undefined;
}

/** Only a read shows whether the other resource has taken it. */
export function isHandedOver(link: WrittenLink | undefined): boolean {
  return link?.digest === HANDED_OVER;
}

/** Given up for another resource, and not read since. */
export function awaitsRead(link: WrittenLink | undefined): boolean {
  return isHandedOver(link) && !isDrifted(link);
}

export function isDrifted(link: WrittenLink | undefined): boolean {
  return link?.drifted !== undefined;
}

export type WrittenLinks = ReadonlyMap<string, WrittenLink>;

/** A layout's links by name, as a state knows them. */
export function writtenLinks(outputs: PropertyMap): Map<string, WrittenLink> {
  const versions = entriesOf(outputs.versionIds);
  const drifted = entriesOf(outputs.drifted);
  const written = new Map<string, WrittenLink>();
  for (const [name, proof] of Object.entries(entriesOf(outputs.proofs))) {
    if (typeof proof !== "string") continue;
    const space = proof.indexOf(" ");
    const etag = proof.slice(0, space);
    written.set(name, {
      etag: etag === NO_ETAG ? undefined : etag,
      digest: proof.slice(space + 1),
      versionId: plainText(versions[name]),
      drifted: plainText(drifted[name]),
    });
  }
  return written;
}

const NO_ETAG = "-";

/** By what a link is recognised. */
export function proofOfLink({ etag, versionId }: Pick<WrittenLink, "etag" | "versionId">): Proof {
  const own = ownVersionId(versionId);
  return { writtenEtag: etag, versionIds: own === undefined ? [] : [own] };
}

/** Links that nobody declares, as a listing has shown them. */
export interface StrayLinks {
  readonly keys: readonly string[];
  readonly count: number;
  /** The deployment that was the first to name them, if they are to be removed. */
  readonly namedBy: string | undefined;
}

export const MOST_STRAYS = 1000;

/** Everything of a state beside what is declared. */
export interface LayoutFacts {
  readonly url: string;
  readonly written: WrittenLinks;
  readonly strays: StrayLinks | undefined;
  readonly proofKey: string | undefined;
  /** Whether targets must not be shown, now or as they were before. */
  readonly secretTargets: boolean;
}

/** Outputs that say what is there: the links as declared, but for those that are not so (yet). */
export function layoutOutputs(declared: PropertyMap, facts: LayoutFacts): PropertyMap {
  const outputs = declaredOutputs(declared);
  const secretTargets = facts.secretTargets || [...facts.written.values()].some(mayBeSecret);
  outputs.links = linksOutput(declared, { ...facts, secretTargets });
  outputs.url = facts.url;
  const [proofs, versionIds, drifted] = [emptyMap(), emptyMap(), emptyMap()];
  for (const [name, { etag, digest, versionId, drifted: target }] of facts.written) {
    proofs[name] = `${etag ?? NO_ETAG} ${digest}`;
    if (versionId !== undefined) versionIds[name] = versionId;
    if (target !== undefined) drifted[name] = target;
  }
  outputs.proofs = proofs;
  outputs.versionIds = versionIds;
  if (Object.keys(drifted).length > 0) outputs.drifted = secretTargets ? new Secret(drifted) : drifted;
  if (facts.strays !== undefined && facts.strays.count > 0) {
    outputs.strayLinks = facts.strays.keys.slice(0, MOST_STRAYS);
    outputs.strayCount = facts.strays.count;
    if (facts.strays.namedBy !== undefined) outputs.straysNamedBy = facts.strays.namedBy;
  }
  if (facts.proofKey !== undefined) outputs.proofKey = new Secret(facts.proofKey);
  return outputs;
}

/** Of a link that was given up nothing is kept, and so not either whether its target was a secret. */
function mayBeSecret(link: WrittenLink): boolean {
  return isHandedOver(link) && isDrifted(link);
}

function declaredOutputs(declared: PropertyMap): MutablePropertyMap {
  const outputs = emptyMap();
  for (const name of LAYOUT_INPUT_NAMES) {
    const value = declared[name];
    if (value !== undefined) outputs[name] = wholeSecret(value);
  }
  return outputs;
}

function linksOutput(declared: PropertyMap, { written, secretTargets }: LayoutFacts): PropertyValue {
  const targetPrefix = plainText(declared.targetPrefix) ?? "";
  const links = emptyMap();
  for (const [name, value] of Object.entries(entriesOf(declared.links))) {
    const link = written.get(name);
    if (link === undefined) continue;
    links[name] = link.drifted === undefined ? plain(value) : belowPrefix(link.drifted, targetPrefix);
  }
  return secretTargets || containsSecret(declared.links) ? new Secret(links) : links;
}

function plain(value: PropertyValue): PropertyValue {
  return isSecret(value) ? value.value : value;
}

/** A target as `links` would declare it; the whole key, if it cannot. */
function belowPrefix(target: string, targetPrefix: string): string {
  return target.length > targetPrefix.length && target.startsWith(targetPrefix)
    ? target.slice(targetPrefix.length)
    : target;
}

/** Outputs in a preview: an unknown within a map makes the whole map unknown. */
export function previewOutputs(inputs: PropertyMap): MutablePropertyMap {
  const outputs = declaredOutputs(inputs);
  for (const [name, value] of Object.entries(outputs)) {
    if (containsUnknown(value)) outputs[name] = isSecret(value) ? new Secret(UNKNOWN) : UNKNOWN;
  }
  return outputs;
}

export function hasSecretTargets({ links, targetPrefix }: PropertyMap): boolean {
  return containsSecret(links) || containsSecret(targetPrefix);
}

/** The key of the digests: one is needed, and then kept, as long as anything that is digested is secret. */
export function proofKeyFor(inputs: PropertyMap, outputs: PropertyMap): string | undefined {
  const secret = hasSecretTargets(inputs) || COMMON_NAMES.some((name) => containsSecret(inputs[name]));
  return secret ? (proofKeyOf(outputs) ?? randomBytes(18).toString("base64url")) : undefined;
}

export function proofKeyOf(outputs: PropertyMap): string | undefined {
  return plainText(outputs.proofKey);
}
