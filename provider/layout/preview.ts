import { isOssError } from "../oss";
import { CallFailure } from "../protocol/failures";
import { containsUnknown, isUnknown, type PropertyMap, picked } from "../protocol/values";
import type { Context, Created, UpdateRequest } from "../resource";
import type { Moved } from "../symlink/endpoint";
import { judge } from "../symlink/judge";
import { look } from "../symlink/look";
import { warnOfStorageClass } from "../symlink/storage-class";
import { atOnce } from "./at-once";
import { keyOf, type LayoutDeclaration, layoutOf, linkOf } from "./declaration";
import { describeFailures, Failures } from "./failures";
import { type LayoutHandling, layoutHandlingOf } from "./handling";
import { layoutIdOf } from "./identity";
import { byKey } from "./key-order";
import { sizeOf } from "./plan";
import { preparation } from "./prepare";
import { previewOutputs } from "./state";
import { planStrays } from "./strays";
import { survey } from "./survey";
import { previewTargets } from "./targets";
import { linkByLink } from "./work";

/** A conflict that is certain is told in the preview already; what cannot be known yet is not. */
export async function previewCreateLayout(inputs: PropertyMap, context: Context): Promise<Created> {
  const outputs = previewOutputs(inputs);
  const handling = layoutHandlingOf(inputs);
  const readFirst = handling.enforce;
  if (isUnknown(inputs.bucket) || isUnknown(inputs.prefix)) return { id: "", outputs, readFirst };
  const layout = layoutOf(inputs);
  outputs.url = context.client().objectUrl(layout.bucket, layout.prefix);
  warnOfStorageClass(linkOf(layout, ""), context);
  const before = { inputs: {}, outputs: {}, written: new Map() };
  const prospect = { layout, makes: [...layout.links.keys()].sort(byKey), moves: [], before };
  if (!isVague(inputs)) await lookAhead(prospect, handling, context);
  return { id: layoutIdOf(layout), outputs, readFirst };
}

/** Outputs that the update leaves alone stay known to what depends on them. */
export async function previewUpdateLayout(
  request: UpdateRequest,
  handling: LayoutHandling,
  moved: Moved | undefined,
  context: Context,
): Promise<PropertyMap> {
  const { olds, news } = request;
  const outputs = previewOutputs(news);
  const layout = layoutOf(news);
  // At another endpoint it depends on which links are written there.
  if (moved === undefined) outputs.url = context.client().objectUrl(layout.bucket, layout.prefix);
  if (isVague(news)) return outputs;
  const { plan, written } = preparation(request, context);
  const before = { inputs: request.oldInputs ?? {}, outputs: olds, written };
  await lookAhead({ layout, ...plan, before }, handling, context);
  if (sizeOf(plan) > 0) return outputs;
  return Object.assign(outputs, picked(olds, ["proofs", "versionIds"]));
}

function isVague({ targetPrefix, links }: PropertyMap): boolean {
  return containsUnknown(targetPrefix) || containsUnknown(links);
}

/** What is going to be written. */
interface Prospect {
  readonly layout: LayoutDeclaration;
  readonly makes: readonly string[];
  readonly moves: readonly string[];
  readonly before: Parameters<typeof planStrays>[2];
}

async function lookAhead(prospect: Prospect, handling: LayoutHandling, context: Context): Promise<void> {
  const { layout, makes, moves } = prospect;
  try {
    await previewTargets(layout, [...makes, ...moves].sort(byKey), handling.targetCheck, context);
    await planStrays(layout, handling, prospect.before, context);
    await previewMakes(layout, makes, handling, context);
  } catch (error) {
    if (!isOssError(error) || context.limits.signal.aborted) throw error;
    // The bucket may come into being in the same deployment.
    if (error.code !== "NoSuchBucket") context.log.warn(`could not look ahead: ${error.message}`);
  }
}

/** A listing shows where something is, and only there it has to be looked at. */
async function previewMakes(
  layout: LayoutDeclaration,
  names: readonly string[],
  handling: LayoutHandling,
  context: Context,
): Promise<void> {
  const keys = names.map((name) => keyOf(layout, name));
  const { listed, unseen } = await survey({ bucket: layout.bucket, prefix: layout.prefix, keys }, context);
  const single = new Set(unseen);
  const taken = names.filter((name) => listed.has(keyOf(layout, name)) || single.has(keyOf(layout, name)));
  const failures = new Failures();
  await linkByLink({ ...context, urn: "" }, async (each) => {
    await atOnce(taken, async (name) => {
      const declared = linkOf(layout, name);
      const course = await judge(declared, handling, await look(declared, each), each);
      if (course.kind === "refuse" && course.proven) failures.add(name, course.failure);
      else if (course.kind === "refuse") each.log.warn(course.failure.message);
      else if (course.warning !== undefined) each.log.warn(course.warning);
    });
  });
  if (failures.count === 0) return;
  const reasons = [`${failures.count} of ${names.length} links cannot be created`, ...describeFailures(failures)];
  throw new CallFailure("ALREADY_EXISTS", reasons.join("\n"));
}
