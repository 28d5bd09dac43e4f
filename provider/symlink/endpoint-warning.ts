import type { PropertyMap } from "../protocol/values";
import type { Context } from "../resource";
import { type Moved, movedFrom } from "./endpoint";
import type { LinkName } from "./identity";

/** Laptop to production by mistake: said once, wherever a state meets an endpoint it was not written at. */
export function warnIfMoved(state: PropertyMap, context: Context): Moved | undefined {
  const name = nameIn(state);
  if (name === undefined) return undefined;
  const moved = movedFrom(state.url, context.client().objectUrl(name.bucket, name.key), name.bucket);
  if (moved !== undefined) context.log.warnOnce("endpoint", moved.warning);
  return moved;
}

function nameIn({ bucket, key }: PropertyMap): LinkName | undefined {
  return typeof bucket === "string" && typeof key === "string" ? { bucket, key } : undefined;
}
