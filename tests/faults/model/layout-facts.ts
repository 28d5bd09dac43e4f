import { NULL_VERSION } from "../../../emulator/store/model";
import type { PropertyMap } from "../../../provider/protocol/values";
import { type Places, splitId } from "./places";
import { type Proof, proofOf } from "./rules";

/** The inputs of each link of a layout by ID, as if it were declared alone; of a single link, its own. */
export function linksIn(inputs: PropertyMap): Map<string, PropertyMap> {
  const { links, prefix, targetPrefix, strays: _, ...common } = inputs;
  if (prefix === undefined) return new Map([[`${String(inputs.bucket)}/${String(inputs.key)}`, inputs]]);
  const entries = Object.entries((links ?? {}) as PropertyMap).map(([name, value]): [string, PropertyMap] => {
    const key = String(prefix) + name;
    return [`${String(inputs.bucket)}/${key}`, { ...common, key, target: String(targetPrefix ?? "") + String(value) }];
  });
  return new Map(entries);
}

/** What a state holds as proof of each link, by ID: of a layout, or of a single link. */
export function proofsIn(id: string, outputs: PropertyMap): Map<string, Proof> {
  if (outputs.proofs === undefined) return new Map([[id, proofOf(id, outputs)]]);
  const versions = (outputs.versionIds ?? {}) as PropertyMap;
  const proofs = new Map<string, Proof>();
  for (const [name, packed] of Object.entries(outputs.proofs as PropertyMap)) {
    const etag = String(packed).split(" ")[0];
    const versionId = versions[name];
    const versionIds = typeof versionId === "string" && versionId !== NULL_VERSION ? [versionId] : [];
    proofs.set(id + name, { id: id + name, etag: etag === "-" ? undefined : etag, versionIds });
  }
  return proofs;
}

/** Links that stand under the prefix of a layout's ID, by ID, with their ETags. */
export function linksUnder(id: string, places: Places): Map<string, string> {
  const found = new Map<string, string>();
  for (const { bucketName, key } of places.keys()) {
    const live = places.live(bucketName, key);
    const link = `${bucketName}/${key}`;
    if (live.kind === "link" && link.startsWith(id)) found.set(link, live.version.etag);
  }
  return found;
}

export function mayRemoveStrays({ strays }: PropertyMap): boolean {
  return strays === "remove";
}

/** IDs of the strays that a state names, if it is one of a layout that removes them: only those may go next time. */
export function namedBy({ id, inputs, outputs }: Named): Set<string> {
  const keys = mayRemoveStrays(inputs) ? ((outputs.strayLinks ?? []) as string[]) : [];
  const [bucket] = splitId(id);
  return new Set(keys.map((key) => `${bucket}/${key}`));
}

type Named = { readonly id: string; readonly inputs: PropertyMap; readonly outputs: PropertyMap };

/** A delete would destroy a version `null` beneath. */
export function isImmovable(id: string, places: Places): boolean {
  const [bucket, key] = splitId(id);
  const live = places.liveById(id);
  if (places.versioning(bucket) !== "Suspended" || live.kind !== "link") return false;
  const hidden = places.versions(bucket, key).filter((version) => version !== live.version);
  return hidden.some(({ versionId, kind }) => versionId === NULL_VERSION && kind !== "DeleteMarker");
}
