import type { Context, Created, CreateRequest } from "../resource";
import { warnOfStorageClass } from "../symlink/storage-class";
import { apply, failureOf } from "./apply";
import { layoutOf, linkOf } from "./declaration";
import { Digests } from "./digest";
import { layoutHandlingOf } from "./handling";
import { layoutIdOf } from "./identity";
import { planLayout } from "./plan";
import { previewCreateLayout } from "./preview";
import { hasSecretTargets, layoutOutputs, proofKeyFor, type WrittenLink } from "./state";
import { planStrays, strayOutput } from "./strays";
import { requireTargets } from "./targets";
import { Progress, type Work } from "./work";

export async function createLayout({ inputs, preview }: CreateRequest, context: Context): Promise<Created> {
  if (preview) return await previewCreateLayout(inputs, context);
  const layout = layoutOf(inputs);
  const handling = layoutHandlingOf(inputs);
  const proofKey = proofKeyFor(inputs, {});
  const digests = new Digests(layout, proofKey);
  const names = layout.links;
  const plan = planLayout(
    { names: names.keys(), has: (name) => names.has(name), digestOf: (name) => digests.of(name) },
    new Map(),
    () => false,
  );
  warnOfStorageClass(linkOf(layout, ""), context);
  const written = new Map<string, WrittenLink>();
  const { found: strays, namedBy } = await planStrays(layout, handling, { inputs: {}, outputs: {}, written }, context);
  if (handling.targetCheck === "require") await requireTargets(layout, plan.makes, context);
  const work: Work = {
    layout,
    handling,
    moved: undefined,
    digests,
    resets: { acl: false, tags: false },
    isIgnored: () => false,
    edited: new Map(),
    ignored: [],
    written,
    progress: new Progress(plan.makes.length, context),
  };
  await apply(plan, {}, work, context);
  const outputs = layoutOutputs(inputs, {
    url: context.client().objectUrl(layout.bucket, layout.prefix),
    written,
    strays: strayOutput(strays, namedBy),
    proofKey,
    secretTargets: hasSecretTargets(inputs),
  });
  const failure = failureOf(work, written.size === 0 ? undefined : { properties: outputs, inputs }, context);
  if (failure !== undefined) throw failure;
  return { id: layoutIdOf(layout), outputs, readFirst: handling.enforce };
}
