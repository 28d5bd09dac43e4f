import { CallFailure } from "../protocol/failures";
import type { PropertyMap } from "../protocol/values";
import type { Context } from "../resource";
import type { Declaration } from "./declaration";
import { describeFound } from "./describe";
import { type Moved, movedFrom } from "./endpoint";
import type { OnConflict } from "./handling";
import { idOf, type LinkName } from "./identity";
import type { Found, Something } from "./look";
import { mayAdoptLink } from "./rules/may-adopt-link";
import { saysItIsGone } from "./rules/says-it-is-gone";

/** A link of the same name at another service is not the one that a state tells of, unless the state proves it. */
export function refuseElsewhere(
  declared: Declaration,
  found: Found,
  ours: boolean,
  moved: Moved | undefined,
  onConflict: OnConflict,
): void {
  if (moved === undefined || found.kind !== "link" || ours || mayAdoptLink(onConflict)) return;
  const message = `the link cannot be updated: ${describeFound(declared, found)} at ${moved.now}, and this stack's was written at ${moved.before}; configure the former endpoint, or take the link over with onConflict: adopt`;
  throw new CallFailure("FAILED_PRECONDITION", message);
}

const WAYS =
  "configure the former endpoint, or drop the resource with pulumi state delete if what was written there is no more";

/** That another service has no such link, or no such bucket, says nothing of the one that the state tells of. */
export function refuseAbsence(name: LinkName, state: PropertyMap, context: Context, noBucket?: Error): void {
  const moved = silentlyMoved(name, state, context);
  if (moved === undefined) return;
  const what = noBucket === undefined ? "such link" : `bucket ${name.bucket}`;
  const reason = `${idOf(name)} was written at ${moved.before}, and the provider is configured for ${moved.now}, which has no ${what}; ${WAYS}`;
  const message = noBucket === undefined ? reason : `${reason}: ${noBucket.message}`;
  throw new CallFailure("FAILED_PRECONDITION", message, { cause: noBucket });
}

/** Nor does it if another service has something else under that name. @param verb what cannot be done. */
export function refuseOthers(
  name: LinkName,
  state: PropertyMap,
  verb: string,
  found: Something,
  context: Context,
): void {
  const moved = silentlyMoved(name, state, context);
  if (moved === undefined) return;
  const message = `the link cannot be ${verb}: ${describeFound(name, found)} at ${moved.now}, and this stack's was written at ${moved.before}; ${WAYS}`;
  throw new CallFailure("FAILED_PRECONDITION", message);
}

/** Set if the link may still be where it was written. */
function silentlyMoved(name: LinkName, { url }: PropertyMap, { client, deployment }: Context): Moved | undefined {
  const moved = movedFrom(url, client().objectUrl(name.bucket, name.key), name.bucket);
  return saysItIsGone(moved, deployment.isDeleted(idOf(name))) ? undefined : moved;
}
