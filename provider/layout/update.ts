import type { PropertyMap } from "../protocol/values";
import type { Context, Updated, UpdateRequest } from "../resource";
import { sameTexts } from "../symlink/declaration";
import type { Moved } from "../symlink/endpoint";
import { warnOfStorageClass } from "../symlink/storage-class";
import { apply, failureOf, removeStrays } from "./apply";
import { commonOf, entriesOf, type LayoutDeclaration, linkOf, plainText } from "./declaration";
import { unmarked } from "./digest";
import { warnIfLayoutMoved } from "./endpoint";
import { fenced, type LayoutHandling, layoutHandlingOf } from "./handling";
import { sizeOf } from "./plan";
import { preparation } from "./prepare";
import { previewUpdateLayout } from "./preview";
import { hasSecretTargets, isDrifted, isHandedOver, layoutOutputs, type WrittenLink, type WrittenLinks } from "./state";
import { planStrays, strayOutput } from "./strays";
import { requireTargets } from "./targets";
import { Progress, type Resets, type Work } from "./work";

export async function updateLayout(request: UpdateRequest, context: Context): Promise<Updated> {
  const moved = warnIfLayoutMoved(request.olds, context);
  const handling = fenced(layoutHandlingOf(request.news), moved);
  const readFirst = handling.enforce;
  if (request.preview) return { outputs: await previewUpdateLayout(request, handling, moved, context), readFirst };
  return { outputs: await update(request, handling, moved, context), readFirst };
}

async function update(
  request: UpdateRequest,
  handling: LayoutHandling,
  moved: Moved | undefined,
  context: Context,
): Promise<PropertyMap> {
  const { olds, news } = request;
  const oldInputs = request.oldInputs ?? olds;
  const { plan, ...prepared } = preparation(request, context);
  const { layout, written, digests } = prepared;
  const before: WrittenLinks = moved === undefined ? new Map() : new Map(written);
  // What is to be done about strays is settled before the first put.
  const recording = { inputs: request.oldInputs ?? {}, outputs: olds, written };
  const { found, doomed, namedBy } = await planStrays(layout, handling, recording, context);
  if (plan.makes.length + plan.moves.length > 0) {
    warnOfStorageClass(linkOf(layout, ""), context);
    if (handling.targetCheck === "require") await requireTargets(layout, [...plan.makes, ...plan.moves], context);
  }
  const work: Work = {
    ...prepared,
    handling,
    moved,
    resets: resetsOf([oldInputs, olds], layout),
    progress: new Progress(sizeOf(plan) + doomed.length, context),
  };
  await apply(plan, olds, work, context);
  const gone = await removeStrays(doomed, olds, work, context);
  // As long as a link has not been written here, the state tells of those that were written elsewhere.
  const isWrittenHere = ([name, link]: readonly [string, WrittenLink]) =>
    before.get(name) !== link && !isHandedOver(link);
  const isHere = moved === undefined || [...written].every(isWrittenHere);
  noteUnmoved([...written.keys()], olds, work);
  const outputs = layoutOutputs(news, {
    url: isHere ? context.client().objectUrl(layout.bucket, layout.prefix) : String(olds.url),
    written,
    strays: strayOutput(
      found.filter(({ key }) => !gone.has(key)),
      namedBy,
    ),
    proofKey: digests.key,
    // A link that has not been moved still shows what it was declared as before.
    secretTargets: hasSecretTargets(news) || (hasSecretTargets(olds) && [...written.values()].some(isDrifted)),
  });
  const properties = { ...outputs, ...pending(work.resets, [olds, oldInputs]) };
  const state = work.progress.changed ? { properties, inputs: oldInputs } : undefined;
  const failure = failureOf(work, state, context);
  if (failure !== undefined) throw failure;
  return outputs;
}

/** @param before inputs and outputs: after an update that was cut off, outputs show what some links have been given. */
function resetsOf(before: readonly PropertyMap[], { common }: LayoutDeclaration): Resets {
  const commons = before.map((properties) => commonOf(properties));
  const acl = commons.some(({ acl }) => acl !== undefined && acl !== "default");
  const tags = commons.some(({ tags }) => tags !== undefined && !sameTexts(tags, {}));
  return { acl: acl && common.acl === undefined, tags: tags && common.tags === undefined };
}

/** What some links may still have stands in state until it is reset everywhere. */
function pending({ acl, tags }: Resets, before: readonly PropertyMap[]): PropertyMap {
  const last = (name: string) => before.map((properties) => properties[name]).find((value) => value !== undefined);
  const [lastAcl, lastTags] = [acl ? last("acl") : undefined, tags ? last("tags") : undefined];
  return { ...(lastAcl !== undefined && { acl: lastAcl }), ...(lastTags !== undefined && { tags: lastTags }) };
}

/** Links that still are as they were before say so: the outputs speak of what the layout is about to be. */
function noteUnmoved(names: readonly string[], olds: PropertyMap, { written, digests, layout }: Work): void {
  const [targetPrefix, links] = [plainText(olds.targetPrefix) ?? "", entriesOf(olds.links)];
  for (const name of names) {
    const link = written.get(name);
    if (isHandedOver(link)) continue;
    const target = plainText(links[name]);
    if (link === undefined || link.drifted !== undefined || target === undefined) continue;
    const isDone = layout.links.has(name) && unmarked(link.digest) === digests.of(name);
    if (!isDone) written.set(name, { ...link, drifted: targetPrefix + target });
  }
}
