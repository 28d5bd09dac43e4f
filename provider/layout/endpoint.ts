import type { PropertyMap } from "../protocol/values";
import type { Context } from "../resource";
import { type Moved, movedFrom } from "../symlink/endpoint";
import { placeOf } from "./diff";

/** Laptop to production by mistake: said once, wherever a state meets an endpoint it was not written at. */
export function warnIfLayoutMoved(state: PropertyMap, context: Context): Moved | undefined {
  const place = placeOf(state);
  if (place === undefined) return undefined;
  const moved = movedFrom(state.url, context.client().objectUrl(place.bucket, place.prefix), place.bucket);
  if (moved !== undefined) context.log.warnOnce("endpoint", moved.warning);
  return moved;
}
