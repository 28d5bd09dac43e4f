import { CallFailure } from "../protocol/failures";
import type { Context, DeleteRequest } from "../resource";
import { idOf } from "../symlink/identity";
import { sayKept } from "../symlink/remove";
import { isKeptForAnother } from "../symlink/rules/is-kept-for-another";
import { mayBeGone, removalsOf } from "./apply";
import { warnIfLayoutMoved } from "./endpoint";
import { leftUndone, wholeFailure } from "./failures";
import { type LayoutName, parseLayoutId } from "./identity";
import { byKey } from "./key-order";
import { type Removal, removeLinks } from "./remove-links";
import { writtenLinks } from "./state";
import { linkByLink, Progress } from "./work";

/** Removes the links that are still ours. What is somebody else's by now stays, with a warning. */
export async function removeLayout({ id, outputs }: DeleteRequest, context: Context): Promise<void> {
  const layout = parseLayoutId(id);
  if (layout === undefined) throw new CallFailure("INVALID_ARGUMENT", `${JSON.stringify(id)} is no ID of a layout`);
  const written = writtenLinks(outputs);
  const { deployment, urn } = context;
  const isHere = warnIfLayoutMoved(outputs, context) === undefined;
  const goesOn = ({ key, proof }: Removal) => deployment.goesOn(idOf({ ...layout, key }), urn, proof, isHere);
  const all = removalsOf(layout, [...written.keys()].sort(byKey), written);
  const removals = all.filter((removal) => !goesOn(removal));
  const progress = new Progress(removals.length, context);
  const jobOf = (each: Context) => ({
    layout,
    outputs,
    goesOn: () => progress.goesOn,
    onLeft: ({ key }: Removal) => {
      context.deployment.states.forget(context.urn, `${layout.bucket}/${key}`);
      progress.step();
    },
    onKept: (removal: Removal) => {
      warnOfHeir(removal, layout, each);
      progress.step();
    },
    onFailed: ({ name }: Removal, error: unknown) => progress.failures.add(name, error),
  });
  try {
    await linkByLink(context, (each) => removeLinks(removals, jobOf(each), each));
    context.limits.signal.throwIfAborted();
  } catch (error) {
    progress.failures.fatal ??= error;
  }
  const { failures, done, total } = progress;
  // An engine keeps all of a resource that could not be deleted, so no state will tell.
  const isPartly = mayBeGone(removals, layout, context);
  if (done === total) return;
  if (failures.isOneForAll && !isPartly) throw failures.fatal;
  // That the call was aborted is said before all that.
  const why = context.limits.signal.aborted ? undefined : failures.ofNoLink;
  throw wholeFailure(failures, [...leftUndone(progress, "links were not removed", why), ...(isPartly ? [GONE] : [])]);
}

const GONE =
  "some links are gone, or may be, and the state does not say so: to keep the layout after all, run pulumi up --refresh";

/** No state recognises it until the resource that declares it has taken it. */
function warnOfHeir({ key, proof }: Removal, { bucket }: LayoutName, context: Context): void {
  const id = idOf({ bucket, key });
  const heir = isKeptForAnother(context.deployment, id, context.urn, proof);
  if (heir !== undefined) sayKept(id, heir, proof, context);
}
