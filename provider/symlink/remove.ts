import { agree, type Proof } from "../deployment/shown-states";
import { isImmutable } from "../oss";
import { quoted } from "../properties/quoted";
import { CallFailure } from "../protocol/failures";
import type { PropertyMap } from "../protocol/values";
import type { Context, DeleteRequest } from "../resource";
import { describeFound } from "./describe";
import { DOUBT, doubted } from "./doubt";
import { refuseOthers } from "./elsewhere";
import type { Moved } from "./endpoint";
import { warnIfMoved } from "./endpoint-warning";
import { handlingOf } from "./handling";
import { idOf, type LinkName, nameIn, parseId } from "./identity";
import { alone } from "./lock";
import { callOptions, type Found, type Something } from "./look";
import { mayHaveTakenEffect } from "./newcomer";
import { Outdated } from "./outdated";
import { withWayToCredentials } from "./permission";
import { proofOf } from "./proof";
import { purge } from "./purge";
import { lookOrGone } from "./read";
import { isKeptForAnother } from "./rules/is-kept-for-another";
import { isOursByState } from "./rules/is-ours-by-state";
import { isRecent, recentForMs } from "./rules/is-recent";
import { isSuperseded } from "./rules/is-superseded";
import { mayLookAgain } from "./rules/may-look-again";
import { wasWrittenByUs } from "./rules/was-written-by-us";
import { wouldDestroyNullVersion } from "./rules/would-destroy-null-version";
import type { Seen } from "./seen";
import { versionsOf } from "./versions";

/** How often a delete looks anew after its answer was lost. */
const ATTEMPTS = 3;

/** Removes the link if it is still ours. What is somebody else's by now stays, with a warning. */
export async function removeSymlink({ id, inputs, outputs }: DeleteRequest, context: Context): Promise<void> {
  const name = parseId(id);
  if (name === undefined) throw new CallFailure("INVALID_ARGUMENT", `${JSON.stringify(id)} is no ID of a link`);
  const moved = warnIfMoved(outputs, context);
  await alone(idOf(name), async () => {
    try {
      const ended = await lookAndDelete(name, outputs, moved, context);
      if (handlingOf(inputs).purgeOnDelete) await purge(name, outputs, ended, context);
    } catch (error) {
      // An engine that is told of a failure keeps the state as it was.
      throw context.deployment.isDeleted(idOf(name)) ? doubted(error, DOUBT.deleted) : error;
    }
    // Before its turn is over: whoever comes next must not leave the link to this resource.
    context.deployment.states.forget(context.urn, idOf(name));
  });
}

/** How a delete has ended. `markerId` is the delete marker it made; `currentId` what was left as it is. */
export type Ended =
  | { readonly kind: "gone" }
  | { readonly kind: "deleted"; readonly markerId: string | undefined }
  | { readonly kind: "left"; readonly currentId: string | undefined };

async function lookAndDelete(
  name: LinkName,
  outputs: PropertyMap,
  moved: Moved | undefined,
  context: Context,
): Promise<Ended> {
  const { deployment, urn } = context;
  const proof = proofOf(outputs);
  const id = idOf(name);
  const heir = isKeptForAnother(deployment, id, urn, proof);
  const goesOn = deployment.goesOn(id, urn, proof, moved === undefined);
  const superseded = goesOn || isSuperseded(proof, deployment.lastWrite(id));
  if (superseded || heir !== undefined) {
    if (!superseded && heir !== undefined) sayKept(id, heir, proof, context);
    return await left(name, outputs, context);
  }
  for (let attempt = 1; ; attempt++) {
    const seenAt = Date.now();
    const found = await lookOrGone(name, outputs, context);
    if (found.kind === "nothing") return { kind: "gone" };
    if (found.kind === "object" || !wasWrittenByUs(proof, found.link)) {
      if (!isStacksOwn(id, found, context)) {
        refuseOthers(name, outputs, "deleted", found, context);
        context.log.warn(leftAlone(name, found));
      }
      return { kind: "left", currentId: found.kind === "link" ? found.link.versionId : found.object?.versionId };
    }
    if (await hidesNullVersion(name, found.link, context)) {
      context.log.warn(nullVersionBeneath(name));
      return { kind: "left", currentId: found.link.versionId };
    }
    try {
      return await deleteLink(name, seenAt, context);
    } catch (error) {
      // Whether it took effect is seen by looking again; deleting again unseen could hit somebody else's link.
      if (mayHaveTakenEffect(error)) deployment.deleted(id);
      if (!mayLookAgain(error, false) || context.limits.signal.aborted || attempt === ATTEMPTS)
        throw explained(error, name);
    }
  }
}

export function sayKept(id: string, heir: string, proof: Proof, { deployment, urn, log }: Context): void {
  const states = deployment.states.othersAt(id, urn).filter((other) => other.urn === heir);
  if (states.length === 0) {
    log.warn(leftToHeir(id, heir));
    return;
  }
  const both = `${quoted(id)} stays: ${nameIn(heir)} has it as well`;
  if (states.every((state) => agree(state.proof, proof))) log.info(both);
  else log.warn(`${both}, but may not have written what is there; pulumi up --refresh lets it take the link over`);
}

function leftToHeir(id: string, heir: string): string {
  const stays = `${quoted(id)} stays: ${nameIn(heir)}`;
  return `${stays} declares it, and has yet to take it; should that fail, onConflict: adopt lets it do so later`;
}

/** Another resource of the stack has the link by now, and says so in its state. */
function isStacksOwn(id: string, found: Something, { deployment, urn }: Context): boolean {
  const proofs = deployment.states.othersAt(id, urn).map(({ proof }) => proof);
  return found.kind === "link" && isOursByState(proofs, found.link);
}

async function left(name: LinkName, outputs: PropertyMap, context: Context): Promise<Ended> {
  const purges = proofOf(outputs).versionIds.length > 0;
  if (!purges) return { kind: "left", currentId: undefined };
  const found = await lookOrGone(name, outputs, context);
  return found.kind === "link" ? { kind: "left", currentId: found.link.versionId } : { kind: "gone" };
}

async function deleteLink(name: LinkName, seenAt: number, context: Context): Promise<Ended> {
  const repeatForMs = recentForMs({ at: seenAt }, Date.now());
  if (repeatForMs === 0) throw new Outdated(name);
  context.deployment.touched(idOf(name));
  const { deleteMarker, versionId } = await context
    .client()
    .deleteObject(name.bucket, name.key, { ...callOptions(context), repeatForMs });
  context.deployment.deleted(idOf(name));
  return { kind: "deleted", markerId: deleteMarker ? versionId : undefined };
}

/** Only where versioning is suspended can a delete destroy what lies beneath the link. */
export async function hidesNullVersion(name: LinkName, link: Seen, context: Context): Promise<boolean> {
  if (link.versionId === undefined || !(await isSuspended(name.bucket, context))) return false;
  return wouldDestroyNullVersion(link, await versionsOf(name, context));
}

export async function isSuspended(bucket: string, context: Context): Promise<boolean> {
  const ask = () => context.client().getVersioning(bucket, callOptions(context));
  const isStillTrue = (asked: { readonly at: number }) => isRecent(asked, Date.now());
  return (await context.deployment.bucket(bucket).versioningOf(isStillTrue, ask)) === "Suspended";
}

export function leftAlone(name: LinkName, found: Exclude<Found, { kind: "nothing" }>): string {
  const way =
    found.kind === "link"
      ? "to remove it all the same, declare it, run pulumi up --refresh, which takes it back, and then destroy"
      : "it is an object now, and not this resource's";
  return `left alone, because this resource did not write what is there: ${describeFound(name, found)}; ${way}`;
}

export function nullVersionBeneath(name: LinkName): string {
  const place = quoted(idOf(name));
  return `${place} is left alone: versioning of the bucket is suspended, so a delete would destroy the version null beneath the link, which this resource did not write; delete the link by its version id, or that version first`;
}

export function explained(error: unknown, name: LinkName): unknown {
  if (!isImmutable(error)) return withWayToCredentials(error);
  const ways =
    "take it out of the program with the resource option retainOnDelete, or out of the stack with pulumi state delete URN";
  const message = `${quoted(idOf(name))} is under retention and cannot be deleted before that ends: ${error.message}; to go on without it, ${ways}`;
  return new CallFailure("FAILED_PRECONDITION", message, { cause: error });
}
