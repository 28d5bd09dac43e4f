import { isMap, type PropertyMap, type PropertyValue, reveal } from "../protocol/values";

/**
 * A program only looks at what is there, by `.get()`: what it passes besides the ID comes as inputs and as state, whereas
 * an import has no inputs, and a state that this provider wrote has an address that nobody declares.
 */
export function isGot(hasInputs: boolean, inputs: PropertyMap, outputs: PropertyMap): boolean {
  return hasInputs && (outputs.url === undefined || inputs.url !== undefined);
}

/**
 * Whether a state is one of what a program only looks at. The engine keeps and refreshes it like any other, with what
 * was passed to `.get()` as inputs; but nothing has been written for it, so it has no proof.
 */
export function isOnlyRead(inputs: PropertyMap, outputs: PropertyMap): boolean {
  const { bucket, target, links } = inputs;
  return bucket === undefined || (target === undefined && links === undefined) || isUnproven(outputs);
}

function isUnproven({ url, writtenEtag, versionIds, proofs, links }: PropertyMap): boolean {
  if (url === undefined || writtenEtag !== undefined || !isEmpty(versionIds)) return false;
  return proofs === undefined || (isEmpty(proofs) && !isEmpty(links));
}

function isEmpty(value: PropertyValue | undefined): boolean {
  const plain = value === undefined ? undefined : reveal(value);
  if (Array.isArray(plain)) return plain.length === 0;
  return !isMap(plain) || Object.keys(plain).length === 0;
}
