import { quoted } from "../properties/quoted";
import { PartialFailure } from "../protocol/failures";
import type { PropertyMap } from "../protocol/values";
import type { Context } from "../resource";
import { idOf } from "../symlink/identity";
import { sayKept } from "../symlink/remove";
import { isKeptForAnother } from "../symlink/rules/is-kept-for-another";
import { keyOf } from "./declaration";
import { HANDED_OVER } from "./digest";
import { leftUndone, wholeFailure } from "./failures";
import { type LayoutName, layoutIdOf } from "./identity";
import { makeLinks } from "./make-links";
import { moveLinks } from "./move-links";
import type { LayoutPlan } from "./plan";
import { type Removal, removeLinks } from "./remove-links";
import type { Stray } from "./sighting";
import { awaitsRead, isHandedOver, proofOfLink, type WrittenLinks } from "./state";
import { linkByLink, type Work } from "./work";

/** Carries the plan out: new links first, then those that move, then what is to go. */
export async function apply(plan: LayoutPlan, outputs: PropertyMap, work: Work, context: Context): Promise<void> {
  const { progress, layout, written } = work;
  await linkByLink(context, async (single) => {
    try {
      await makeLinks(plan.makes, work, single);
      if (progress.goesOn) await moveLinks(plan.moves, work, single);
      if (progress.goesOn) await removeAll(plan.removals, outputs, work, single);
    } catch (error) {
      // Of no single link: what was done before it stays done.
      progress.failures.fatal ??= error;
    }
  });
  const missed = plan.makes.filter((name) => !written.has(name));
  for (const name of missed) context.deployment.declareInVain(`${layout.bucket}/${keyOf(layout, name)}`, context.urn);
}

async function removeAll(
  names: readonly string[],
  outputs: PropertyMap,
  { layout, written, progress }: Work,
  context: Context,
): Promise<void> {
  const keep = (name: string) => {
    const link = written.get(name);
    if (link !== undefined) written.set(name, { ...link, digest: HANDED_OVER });
    progress.step();
  };
  const job = {
    layout,
    outputs,
    goesOn: () => progress.goesOn,
    onLeft: ({ name, key }: Removal) => {
      progress.changed = true;
      written.delete(name);
      context.deployment.states.forget(context.urn, `${layout.bucket}/${key}`);
      progress.step();
    },
    onKept: (removal: Removal) => {
      warnOfHolder(removal, layout, context);
      keep(removal.name);
    },
    onFailed: ({ name }: Removal, error: unknown) => progress.failures.add(name, error),
  };
  const removals = removalsOf(layout, names, written);
  // Whether the resource that was to have it has taken it is seen by a read of all, and only then can it go.
  const awaiting = ({ name }: Removal) => awaitsRead(written.get(name));
  for (const { name } of removals.filter(awaiting)) keep(name);
  // The engine lets an update follow the import at once: nobody has seen yet what that has found.
  const foundNow = ({ key, proof }: Removal) =>
    context.deployment.goesOn(idOf({ bucket: layout.bucket, key }), context.urn, proof, true);
  for (const { key } of removals.filter(foundNow)) {
    context.log.warn(foundByImport(idOf({ bucket: layout.bucket, key })));
    progress.step();
  }
  try {
    await removeLinks(
      removals.filter((removal) => !awaiting(removal) && !foundNow(removal)),
      job,
      context,
    );
  } finally {
    // Where only the answer was lost, it may be gone all the same.
    progress.changed ||= mayBeGone(removals, layout, context);
  }
}

function foundByImport(id: string): string {
  return `${quoted(id)} was found by the import and is not declared: the next deployment deletes it, unless links declares it or it is moved away by then`;
}

/** A resource that has the link in its state, as it was before, need not take it: it sees no difference. */
function warnOfHolder({ key, proof }: Removal, { bucket }: LayoutName, context: Context): void {
  const { deployment, urn } = context;
  const id = idOf({ bucket, key });
  const heir = isKeptForAnother(deployment, id, urn, proof);
  const hasIt = deployment.states.othersAt(id, urn).some((other) => other.urn === heir);
  if (heir !== undefined && hasIt) sayKept(id, heir, proof, context);
}

/** Whether this process has deleted one of them, as far as it knows. */
export function mayBeGone(removals: readonly Removal[], { bucket }: LayoutName, { deployment }: Context): boolean {
  return removals.some(({ key }) => deployment.isDeleted(idOf({ bucket, key })));
}

export function removalsOf(layout: { prefix: string }, names: readonly string[], written: WrittenLinks): Removal[] {
  return names.flatMap((name) => {
    const link = written.get(name);
    const key = keyOf(layout, name);
    if (link === undefined) return [];
    return [{ name, key, proof: proofOfLink(link), stray: false, handedOver: isHandedOver(link) }];
  });
}

/** Deletes links that a listing of this deployment has shown, as it has shown them. Returns the keys of those that are gone. */
export async function removeStrays(
  strays: readonly Stray[],
  outputs: PropertyMap,
  { layout, progress }: Work,
  context: Context,
): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  await linkByLink(context, async (single) => {
    const removals = strays.map(({ key, etag }): Removal => {
      const name = key.slice(layout.prefix.length);
      return { name, key, proof: { writtenEtag: etag, versionIds: [] }, stray: true, handedOver: false };
    });
    const job = {
      layout,
      outputs,
      goesOn: () => progress.goesOn,
      onLeft: ({ key }: Removal) => {
        progress.changed = true;
        gone.add(key);
        progress.step();
      },
      onKept: () => progress.step(),
      onFailed: ({ name }: Removal, error: unknown) => progress.failures.add(name, error),
    };
    try {
      await removeLinks(removals, job, single);
    } catch (error) {
      progress.failures.fatal ??= error;
    }
  });
  return gone;
}

/** What is left undone, if anything, as the failure of the whole. @param id undefined if nothing has been done. */
export function failureOf(
  { progress, layout }: Work,
  state: { readonly properties: PropertyMap; readonly inputs: PropertyMap } | undefined,
  context: Context,
): unknown {
  const { failures } = progress;
  const { signal } = context.limits;
  if (failures.count === 0 && !signal.aborted && failures.fatal === undefined) return undefined;
  const why = signal.aborted ? signal.reason : failures.ofNoLink;
  const reasons = [...leftUndone(progress, "links were not dealt with", why), "the next pulumi up goes on from here"];
  if (state !== undefined) return new PartialFailure({ id: layoutIdOf(layout), ...state, reasons });
  if (failures.isOneForAll) return failures.fatal;
  return failures.count === 0 ? signal.reason : wholeFailure(failures, reasons);
}
