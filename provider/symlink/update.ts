import { isAlreadyExists, isOssError } from "../oss";
import { CallFailure } from "../protocol/failures";
import { containsUnknown, type PropertyMap } from "../protocol/values";
import type { Context, UpdateRequest } from "../resource";
import { carryOut } from "./carry-out";
import { declarationOf } from "./declaration";
import { describeFound } from "./describe";
import { changesOf } from "./diff";
import { idOf } from "./identity";
import { withLiveIgnored } from "./ignored";
import { alone } from "./lock";
import { type Found, look } from "./look";
import { isOurs } from "./ownership";
import { planOf, type Work } from "./plan";
import { driftedInputs, observedOutputs, previewOutputs } from "./state";

/** How often an update looks anew after it has lost a race or an answer. */
const ATTEMPTS = 3;

export async function updateSymlink(request: UpdateRequest, context: Context): Promise<PropertyMap> {
  if (request.preview) return previewUpdate(request);
  return await alone(request.id, () => lookAndUpdate(request, context));
}

async function lookAndUpdate(request: UpdateRequest, context: Context): Promise<PropertyMap> {
  for (let attempt = 1; ; attempt++) {
    const found = await look(declarationOf(request.news), context);
    const work = prepare(request, found);
    if (attempt === 1) warnOfOthers(work, found, context);
    try {
      return await carryOut(work, context);
    } catch (error) {
      const again = isAlreadyExists(error) || (isOssError(error) && error.ambiguous);
      if (!again || context.limits.signal.aborted || attempt === ATTEMPTS) throw error;
    }
  }
}

/** What is to be done, judged by the link as it is now rather than by the state. */
function prepare(request: UpdateRequest, found: Found): Work {
  const { id, olds, ignoreChanges } = request;
  const oldInputs = request.oldInputs ?? olds;
  const name = declarationOf(request.news);
  if (found.kind === "object") {
    const message = `the link cannot be updated: ${describeFound(name, found)}; a link never replaces an object: move it away first, or choose another key`;
    throw new CallFailure("FAILED_PRECONDITION", message);
  }
  if (found.kind === "nothing") {
    const declared = declarationOf(request.news);
    const plan = { put: true, acl: undefined, tags: undefined };
    return { id, declared, news: request.news, oldInputs, seen: olds, plan, guarded: true };
  }
  const news = withLiveIgnored(request.news, driftedInputs(olds, oldInputs, found.link), ignoreChanges);
  const seen = observedOutputs(olds, oldInputs, found.link);
  const declared = declarationOf(news);
  const plan = planOf(changesOf({ olds: seen, oldInputs, news, ignoreChanges }), declared, isOurs(seen));
  return { id, declared, news, oldInputs, seen, plan, guarded: false };
}

function warnOfOthers({ plan, seen, declared }: Work, found: Found, context: Context): void {
  if (found.kind === "nothing") context.log.warn(`${idOf(declared)} was gone; it is made again`);
  if (found.kind !== "link" || !plan.put || seen.writtenEtag === undefined || isOurs(seen)) return;
  context.log.warn(`somebody else wrote this link since: ${describeFound(declared, found)}; it is overwritten`);
}

/** Outputs that the update leaves alone stay known to what depends on them. */
function previewUpdate({ olds, oldInputs, news, ignoreChanges }: UpdateRequest): PropertyMap {
  const outputs = previewOutputs(news);
  const { put } = planOf(changesOf({ olds, oldInputs, news, ignoreChanges }), undefined, isOurs(olds));
  const kept = put || containsUnknown(news) ? ["url"] : ["url", "etag", "versionId", "versionIds", "writtenEtag"];
  for (const name of kept) {
    const value = olds[name];
    if (value !== undefined) outputs[name] = value;
  }
  return outputs;
}
