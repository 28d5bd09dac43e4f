import type { Sighting } from "../deployment/deployment";
import { CallFailure, PartialFailure } from "../protocol/failures";
import { containsUnknown, type PropertyMap, picked } from "../protocol/values";
import type { Context, Updated, UpdateRequest } from "../resource";
import { carryOut } from "./carry-out";
import { type Declaration, declarationOf } from "./declaration";
import { describeFound, describeLoss } from "./describe";
import { changesOf } from "./diff";
import { updateInDoubt } from "./doubt";
import { refuseElsewhere } from "./elsewhere";
import type { Moved } from "./endpoint";
import { warnIfMoved } from "./endpoint-warning";
import { type Handling, handlingOf } from "./handling";
import { idOf } from "./identity";
import { liveInputs, withIgnoredFacets, withLiveIgnored } from "./ignored";
import { alone } from "./lock";
import { type Found, look } from "./look";
import { isNews, mayHaveTakenEffect, type Tried, tried } from "./newcomer";
import { type Plan, planOf, type Work } from "./plan";
import { previewTarget } from "./preview";
import { isOwn } from "./proof";
import { isGuarded } from "./rules/is-guarded";
import { isRecent } from "./rules/is-recent";
import { mayLookAgain } from "./rules/may-look-again";
import { mayOverwriteObject } from "./rules/may-overwrite-object";
import type { Observed } from "./seen";
import { observedOutputs, previewOutputs } from "./state";
import { warnOfStorageClass } from "./storage-class";
import { requireTarget } from "./target-check";

/** How often an update looks anew after it has lost a race or an answer. */
const ATTEMPTS = 3;

export async function updateSymlink(request: UpdateRequest, context: Context): Promise<Updated> {
  const handling = handlingOf(request.news);
  const readFirst = handling.enforce;
  const moved = warnIfMoved(request.olds, context);
  if (request.preview) return { outputs: await previewUpdate(request, handling, context), readFirst };
  const id = idOf(declarationOf(request.news));
  return { outputs: await alone(id, () => lookAndUpdate(request, handling, moved, context)), readFirst };
}

async function lookAndUpdate(
  request: UpdateRequest,
  handling: Handling,
  moved: Moved | undefined,
  context: Context,
): Promise<PropertyMap> {
  if (isIdle(request, context)) return request.olds;
  let before: Tried | undefined;
  /** Sent, and not answered. */
  let doubtful: Work | undefined;
  try {
    for (let attempt = 1; ; attempt++) {
      const { found, work } = await lookAndJudge(request, handling, moved, before, context);
      try {
        return await carryOut(work, context);
      } catch (error) {
        if (mayHaveTakenEffect(error)) doubtful = work;
        const again = mayLookAgain(error, work.guarded);
        if (!again || context.limits.signal.aborted || attempt === ATTEMPTS) throw error;
        before = tried(found, work.declared, error);
      }
    }
  } catch (error) {
    throw doubtful === undefined || error instanceof PartialFailure ? error : updateInDoubt(doubtful, error);
  }
}

/** What is to be done about what is there, unless it may not be. What a former attempt has judged is not judged again. */
async function lookAndJudge(
  request: UpdateRequest,
  handling: Handling,
  moved: Moved | undefined,
  before: Tried | undefined,
  context: Context,
): Promise<{ readonly found: Found; readonly work: Work }> {
  const read = before === undefined ? readJustNow(request, context) : undefined;
  const { seen: found, at } = read ?? (await lookForUpdate(request, context));
  const work = { ...prepare(request, handling, found), seenAt: at };
  if (work.plan.put && isNews(found, before)) {
    refuseElsewhere(work.declared, found, isOwn(work.seen), moved, handling.onConflict);
    warnOfOthers(work, found, context);
    if (handling.targetCheck === "require") await requireTarget(work.declared, context);
  }
  return { found, work };
}

/** Nothing has changed but how the provider shall go about the link. */
function isIdle(request: UpdateRequest, { deployment }: Context): boolean {
  return changesOf(request).length === 0 && !deployment.isDeleted(request.id);
}

/** What Read has seen within the last moments. What is ignored is always looked at, or it would be flipped back. */
function readJustNow({ news, ignoreChanges }: UpdateRequest, { deployment }: Context): Sighting<Found> | undefined {
  // A state may have been edited, and another ID with it: what is written is what has to have been read.
  const read = ignoreChanges.length > 0 ? undefined : deployment.lastRead<Observed>(idOf(declarationOf(news)));
  if (read === undefined || !isRecent(read, Date.now())) return undefined;
  return { at: read.at, seen: { kind: "link", link: read.seen } };
}

async function lookForUpdate(request: UpdateRequest, context: Context): Promise<Sighting<Found>> {
  const name = declarationOf(request.news);
  const at = Date.now();
  const seen = await look(name, context);
  if (seen.kind !== "link") return { at, seen };
  return { at, seen: { kind: "link", link: await withIgnoredFacets(name, seen.link, request, context) } };
}

/** What is to be done, judged by the link as it is now rather than by the state. */
function prepare(request: UpdateRequest, { onConflict }: Handling, found: Found): Omit<Work, "seenAt"> {
  const { id, olds, ignoreChanges } = request;
  const oldInputs = request.oldInputs ?? olds;
  const declared = declarationOf(request.news);
  const whole = { id, declared, news: request.news, oldInputs, seen: olds, plan: WHOLE, written: false };
  if (found.kind === "nothing") return { ...whole, guarded: isGuarded(onConflict) };
  if (found.kind === "object") {
    if (mayOverwriteObject(onConflict)) return { ...whole, guarded: false };
    throw inTheWay(declared, found);
  }
  const live = liveInputs(olds, oldInputs, found.link);
  const news = withLiveIgnored(request.news, live, ignoreChanges);
  const seen = observedOutputs(olds, oldInputs, found.link);
  const before = withLiveIgnored(oldInputs, live, ignoreChanges);
  const changes = changesOf({ olds: seen, oldInputs: before, news, ignoreChanges });
  const plan = planOf(changes, declarationOf(news), isOwn(seen));
  return { ...whole, declared: declarationOf(news), news, seen, plan, guarded: false };
}

/** A put sets all that is declared; nothing that was there before is worth a request of its own. */
const WHOLE: Plan = { put: true, acl: undefined, tags: undefined };

export function inTheWay(declared: Declaration, found: Found & { kind: "object" }): CallFailure {
  const ways = "move it away first, choose another key, or replace it by the link with onConflict: overwrite";
  const message = `the link cannot be updated: ${describeFound(declared, found)} by now; ${ways}`;
  return new CallFailure("FAILED_PRECONDITION", message);
}

function warnOfOthers({ seen, declared }: Pick<Work, "seen" | "declared">, found: Found, context: Context): void {
  warnOfStorageClass(declared, context);
  if (found.kind === "nothing") context.log.warn(`${idOf(declared)} was gone; it is made again`);
  if (found.kind === "object")
    context.log.warn(`${describeFound(declared, found)}; the link replaces it, content and all`);
  if (found.kind !== "link" || seen.writtenEtag === undefined || isOwn(seen)) return;
  const who = "an interrupted deployment of yours, another stack that declares the same link, or somebody by hand";
  const loss = describeLoss(declared, found.link);
  context.log.warn(
    `${describeFound(declared, found)}, which this resource did not write (${who}); it is overwritten, ${loss}`,
  );
}

/** Outputs that the update leaves alone stay known to what depends on them. */
async function previewUpdate(request: UpdateRequest, handling: Handling, context: Context): Promise<PropertyMap> {
  const { olds, oldInputs, news, ignoreChanges } = request;
  const outputs = previewOutputs(news);
  const plan = planOf(changesOf({ olds, oldInputs, news, ignoreChanges }), undefined, isOwn(olds));
  const put = plan.put || context.deployment.isDeleted(request.id);
  if (put && !containsUnknown(news.target)) await previewTarget(declarationOf(news), handling, context);
  const { bucket, key } = declarationOf(news);
  const url = put ? context.client().objectUrl(bucket, key) : olds.url;
  if (url !== undefined) outputs.url = url;
  if (put || containsUnknown(news)) return outputs;
  return Object.assign(outputs, picked(olds, ["etag", "versionId", "versionIds", "writtenEtag"]));
}
