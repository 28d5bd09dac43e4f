import type { Proof } from "../deployment/shown-states";
import type { PropertyMap } from "../protocol/values";
import { isLastWrite } from "./rules/is-last-write";
import { isOurs } from "./rules/is-ours";
import type { Seen } from "./seen";

/** What a state proves: which link its resource wrote last, and which versions. */
export function proofOf(outputs: PropertyMap): Proof {
  return { writtenEtag: textOf(outputs.writtenEtag), versionIds: versionIdsOf(outputs) };
}

/** Whether the link that a state shows is the one its resource wrote. */
export function isOwn(outputs: PropertyMap): boolean {
  return isOurs(proofOf(outputs), seenIn(outputs));
}

/** Whether the link that a state shows is as its resource wrote it last. */
export function isAsWritten(outputs: PropertyMap): boolean {
  return isLastWrite(proofOf(outputs), seenIn(outputs));
}

/** What a state has last seen. */
export function seenIn(outputs: PropertyMap): Seen {
  return { etag: textOf(outputs.etag), versionId: textOf(outputs.versionId) };
}

/** The id of a version that is one write's alone. `null` is nobody's own: any write may have that id. */
export function ownVersionId(versionId: string | undefined): string | undefined {
  return versionId === "null" ? undefined : versionId;
}

/** The versions this resource wrote, oldest first. */
export function versionIdsOf(outputs: PropertyMap): string[] {
  const ids = outputs.versionIds;
  if (!Array.isArray(ids)) return [];
  return ids.filter((id): id is string => typeof id === "string" && ownVersionId(id) !== undefined);
}

const MOST_VERSIONS = 100;

/** The list after a put that made `versionId`: the newest 100, oldest first. */
export function versionsAfter(versionIds: readonly string[], versionId: string | undefined): string[] {
  const own = ownVersionId(versionId);
  if (own === undefined) return [...versionIds];
  return [...versionIds.filter((known) => known !== own), own].slice(-MOST_VERSIONS);
}

function textOf(value: PropertyMap[string] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
