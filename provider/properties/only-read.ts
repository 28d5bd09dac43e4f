import type { PropertyMap } from "../protocol/values";

/**
 * Whether a program only looks at what is there, by `.get()`. The engine keeps a state of that as well, and refreshes
 * it: what it hands over as inputs then is what was passed to `.get()`, not what a resource declares.
 */
export function isOnlyRead({ bucket, target, links }: PropertyMap): boolean {
  return bucket === undefined || (target === undefined && links === undefined);
}
