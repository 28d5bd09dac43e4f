import type { Proof } from "../deployment/shown-states";
import type { PropertyMap } from "../protocol/values";
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

/** What a state has last seen. */
export function seenIn(outputs: PropertyMap): Seen {
  return { etag: textOf(outputs.etag), versionId: textOf(outputs.versionId) };
}

/** The versions this resource wrote, oldest first. `null` is nobody's own version: any write may have that id. */
export function versionIdsOf(outputs: PropertyMap): string[] {
  const ids = outputs.versionIds;
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string" && id !== "null") : [];
}

const MOST_VERSIONS = 100;

/** The list after a put that made `versionId`: the newest 100, oldest first. */
export function versionsAfter(versionIds: readonly string[], versionId: string | undefined): string[] {
  if (versionId === undefined || versionId === "null") return [...versionIds];
  return [...versionIds.filter((known) => known !== versionId), versionId].slice(-MOST_VERSIONS);
}

function textOf(value: PropertyMap[string] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
