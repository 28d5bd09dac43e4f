import { NULL_VERSION, type ObjectVersion } from "../../../emulator/store/model";
import type { PropertyMap } from "../../../provider/protocol/values";
import type { Ledger } from "./ledger";
import type { Live } from "./places";
import type { StackName, Texts } from "./program";

/**
 * What the design promises, read from the text and judged with what only an onlooker knows.
 * `either` is where the text leaves it open.
 */
export type Verdict = "must" | "must not" | "either";

/** What a state holds as proof that a link is its own. */
export interface Proof {
  readonly id: string;
  readonly etag: string | undefined;
  readonly versionIds: readonly string[];
}

export function proofOf(id: string, outputs: PropertyMap): Proof {
  const ids = Array.isArray(outputs.versionIds) ? (outputs.versionIds as string[]) : [];
  return {
    id,
    etag: typeof outputs.writtenEtag === "string" ? outputs.writtenEtag : undefined,
    versionIds: ids.filter((versionId) => versionId !== NULL_VERSION),
  };
}

/** "The live link's etag is writtenEtag, or its version id is the last of versionIds." */
export function proves(proof: Proof, { etag, versionId }: ObjectVersion): boolean {
  return etag === proof.etag || versionId === proof.versionIds.at(-1);
}

/** "For Delete: any of them." */
export function provesForDelete(proof: Proof, { etag, versionId }: ObjectVersion): boolean {
  return etag === proof.etag || proof.versionIds.includes(versionId);
}

export interface Shown {
  /** Old states that the process was shown in Read or Diff of this deployment. */
  readonly proofs: readonly Proof[];
  /** Whether GetSymlink keeps content headers to itself. */
  readonly headersHidden: boolean;
}

/** Whether a create may write over what stands there. */
export function createVerdict(inputs: PropertyMap, id: string, live: Live, shown: Shown): Verdict {
  if (live.kind === "nothing") return "must";
  if (live.kind === "object") return inputs.onConflict === "overwrite" ? "must" : "must not";
  if (inputs.onConflict === "adopt" || inputs.onConflict === "overwrite") return "must";
  if (shown.proofs.some((proof) => proof.id === id && proves(proof, live.version))) return "must";
  return isAsDeclared(inputs, live.version, shown.headersHidden);
}

/** "A link exactly as declared": also what is not declared must be as a new link has it. */
function isAsDeclared(inputs: PropertyMap, version: ObjectVersion, headersHidden: boolean): Verdict {
  if (version.target !== inputs.target || !sameTexts(metadataOf(version), folded(inputs.metadata))) return "must not";
  if (version.acl !== (inputs.acl ?? "default") || !sameTexts(version.tags, textsOf(inputs.tags))) return "must not";
  if (inputs.contentType !== undefined && version.headers["content-type"] !== inputs.contentType) return "must not";
  const shown = version.headers["cache-control"];
  if (shown === inputs.cacheControl) return "must";
  // "A header that an answer does not carry counts as unchanged."
  return headersHidden || shown === undefined ? "either" : "must not";
}

export function updateVerdict(inputs: PropertyMap, live: Live): Verdict {
  if (live.kind !== "object") return "must";
  return inputs.onConflict === "overwrite" ? "must" : "must not";
}

export interface DeleteFacts {
  readonly proof: Proof;
  readonly stack: StackName;
  readonly ledger: Ledger;
  readonly versions: readonly ObjectVersion[];
  readonly suspended: boolean;
  /** The resource itself declares the key, and has the link: its state is a former one. */
  readonly goesOn: boolean;
  /** Another URN of this deployment declares the key. */
  readonly declaredElsewhere: boolean;
  /** Another URN of this deployment had the key in its state, and has it no more. */
  readonly heldElsewhere: boolean;
}

/** Whether a delete has to remove what stands there. */
export function deleteVerdict(live: Live, facts: DeleteFacts): Verdict {
  if (live.kind !== "link" || !provesForDelete(facts.proof, live.version)) return "must not";
  if (facts.goesOn || facts.declaredElsewhere) return "must not";
  const beneath = hiddenNull(live.version, facts);
  if (beneath === "foreign") return "must not";
  return beneath === "unclear" || facts.heldElsewhere ? "either" : "must";
}

/** A delete marker under Suspended would replace a `null` version beneath. */
function hiddenNull(
  live: ObjectVersion,
  { suspended, versions, ledger, stack }: DeleteFacts,
): "none" | "foreign" | "unclear" {
  if (!suspended || live.versionId === NULL_VERSION) return "none";
  const hidden = versions.find(({ versionId }) => versionId === NULL_VERSION);
  if (hidden === undefined) return "none";
  if (hidden.kind === "DeleteMarker") return "unclear";
  return ledger.of(hidden).owners.has(stack) ? "unclear" : "foreign";
}

const HEADERS = { contentType: "content-type", cacheControl: "cache-control" } as const;

/** What of a declared link the live one is not; properties in `ignored` do not count. */
export function differences(inputs: PropertyMap, version: ObjectVersion, ignored: readonly string[] = []): string[] {
  const different: string[] = [];
  const expect = (name: string, same: boolean) => {
    if (!same && !ignored.includes(name)) different.push(name);
  };
  expect("target", version.target === inputs.target);
  expect("metadata", sameTexts(metadataOf(version), folded(inputs.metadata)));
  for (const [name, header] of Object.entries(HEADERS)) {
    if (inputs[name] !== undefined) expect(name, version.headers[header] === inputs[name]);
  }
  if (inputs.acl !== undefined) expect("acl", version.acl === inputs.acl);
  if (inputs.tags !== undefined) expect("tags", sameTexts(version.tags, textsOf(inputs.tags)));
  return different;
}

const META = "x-oss-meta-";

export function metadataOf({ headers }: ObjectVersion): Texts {
  const names = Object.keys(headers).filter((name) => name.startsWith(META));
  return Object.fromEntries(names.map((name) => [name.slice(META.length), headers[name] ?? ""]));
}

function textsOf(value: PropertyMap[string] | undefined): Texts {
  return (value ?? {}) as unknown as Texts;
}

function folded(value: PropertyMap[string] | undefined): Texts {
  return Object.fromEntries(Object.entries(textsOf(value)).map(([name, text]) => [name.toLowerCase(), text]));
}

export function sameTexts(left: Texts, right: Texts): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}
