import type { Sighting } from "../deployment/deployment";
import { isNoSuchBucket } from "../oss";
import { CallFailure } from "../protocol/failures";
import { isSecret, type PropertyMap, Secret } from "../protocol/values";
import type { Context, ReadRequest, ReadResult } from "../resource";
import { describeFound } from "./describe";
import { refuseAbsence, refuseOthers } from "./elsewhere";
import { movedFrom } from "./endpoint";
import { warnIfMoved } from "./endpoint-warning";
import { readableFacets } from "./facets";
import { handlingOf } from "./handling";
import { idOf, type LinkName, parseId } from "./identity";
import { type Found, look } from "./look";
import { withWayToCredentials } from "./permission";
import { proofOf, versionsAfter } from "./proof";
import { warnOfUnpurged } from "./purge";
import { isOurs } from "./rules/is-ours";
import type { Observed } from "./seen";
import { driftedInputs, importedInputs, observedOutputs, writtenOutputs } from "./state";
import { warnOfTarget } from "./target-check";

const UNCHANGED = "so they count as unchanged";

export async function readSymlink(request: ReadRequest, context: Context): Promise<ReadResult | undefined> {
  const name = nameOf(request.id);
  // A state of this resource has the address it was written to; the fragments that `.get()` passes have not.
  const managed = request.outputs.url !== undefined;
  if (managed) warnIfMoved(request.outputs, context);
  const since = Date.now();
  const found = await lookOrGone(name, managed ? request.outputs : undefined, context);
  const purges = managed && handlingOf(request.inputs).purgeOnDelete;
  if (found.kind === "nothing") {
    if (purges) await warnOfUnpurged(name, request.outputs, context);
    return undefined;
  }
  if (found.kind === "link") {
    return managed
      ? await refresh(request, name, { at: since, seen: found.link }, context)
      : await adopt(request, name, found.link, context);
  }
  const what = describeFound(name, found);
  if (!managed) throw new CallFailure("FAILED_PRECONDITION", `only a link can be read here, and ${what}`);
  refuseOthers(name, request.outputs, "read", found, context);
  context.log.warn(`the link is gone: ${what}`);
  if (purges) await warnOfUnpurged(name, request.outputs, context);
  return undefined;
}

function nameOf(id: string): LinkName {
  const name = parseId(id);
  if (name !== undefined) return name;
  throw new CallFailure("INVALID_ARGUMENT", `${JSON.stringify(id)} is no ID of a link; it looks like BUCKET/KEY`);
}

/** What is there of a link. Where it was written, a missing bucket has taken it along. @param state undefined on import. */
export async function lookOrGone(name: LinkName, state: PropertyMap | undefined, context: Context): Promise<Found> {
  const found = await lookOrNoBucket(name, state, context);
  if (found.kind === "nothing" && state !== undefined) refuseAbsence(name, state, context);
  return found;
}

async function lookOrNoBucket(name: LinkName, state: PropertyMap | undefined, context: Context): Promise<Found> {
  try {
    return await look(name, context);
  } catch (error) {
    if (!isNoSuchBucket(error) || state === undefined) throw withWayToCredentials(error);
    refuseAbsence(name, state, context, error);
    return { kind: "nothing" };
  }
}

async function refresh(
  request: ReadRequest,
  name: LinkName,
  { at, seen: link }: Sighting<Observed>,
  context: Context,
): Promise<ReadResult> {
  const { outputs } = request;
  const inputs = concealed(request, name, link, context);
  const { enforce, targetCheck } = handlingOf(inputs);
  const wanted = { acl: inputs.acl !== undefined, tags: inputs.tags !== undefined };
  const observed = { ...link, ...(await readableFacets(name, wanted, UNCHANGED, context)) };
  context.deployment.sawInRead(idOf(name), observed, at);
  if (targetCheck === "require") await warnOfTarget({ ...name, target: link.target }, "", context);
  return {
    id: idOf(name),
    outputs: atItsEndpoint(observedOutputs(outputs, inputs, observed), name, observed, context),
    inputs: driftedInputs(outputs, inputs, observed),
    readFirst: enforce,
  };
}

/** Another resource may have put what is there, and where it leads may be that one's secret. */
function concealed({ inputs, outputs }: ReadRequest, name: LinkName, link: Observed, context: Context): PropertyMap {
  const { target } = inputs;
  const isAnothers = context.deployment.isTargetHidden(idOf(name)) && !isOurs(proofOf(outputs), link);
  return isAnothers && target !== undefined && !isSecret(target) ? { ...inputs, target: new Secret(target) } : inputs;
}

/** Found again at another endpoint, by its proof: that is the same link under another address. */
function atItsEndpoint(outputs: PropertyMap, name: LinkName, link: Observed, context: Context): PropertyMap {
  const url = context.client().objectUrl(name.bucket, name.key);
  if (url === outputs.url || movedFrom(outputs.url, url, name.bucket) === undefined) return outputs;
  return isOurs(proofOf(outputs), link) ? { ...outputs, url } : outputs;
}

/** Takes in a link that no state knows yet. What it is now is the proof by which it is recognised later, if it is managed. */
async function adopt({ onlyRead }: ReadRequest, name: LinkName, link: Observed, context: Context): Promise<ReadResult> {
  const facets = await readableFacets(name, { acl: true, tags: true }, UNCHANGED, context);
  const observed = { ...link, ...facets };
  const inputs = importedInputs(name, observed);
  const outputs = writtenOutputs(inputs, {
    url: context.client().objectUrl(name.bucket, name.key),
    etag: link.etag,
    versionId: link.versionId,
    versionIds: onlyRead ? [] : versionsAfter([], link.versionId),
    writtenEtag: onlyRead ? undefined : link.etag,
  });
  if (!onlyRead) context.deployment.imports(idOf(name), context.urn);
  // Whether the program wants `enforce` is not known yet: the next Read will tell.
  return { id: idOf(name), inputs, outputs: observedOutputs(outputs, inputs, observed), readFirst: true };
}
