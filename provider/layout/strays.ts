import type { ListedObject } from "../oss";
import { quoted } from "../properties/quoted";
import type { Context } from "../resource";
import { idOf } from "../symlink/identity";
import { keyOf, type LayoutDeclaration } from "./declaration";
import { MOST_NAMED } from "./failures";
import type { LayoutHandling, Strays } from "./handling";
import type { LayoutName } from "./identity";
import { immovable } from "./immovable";
import { mayGo, namerOf, type Recording, recordedStrays } from "./recorded-strays";
import { lastSighting, recentSighting, type Stray } from "./sighting";
import type { StrayLinks, WrittenLinks } from "./state";
import { survey } from "./survey";

/** Takes what a listing shows and was not asked for: links, of which nobody is known to have declared them. */
export function strayCollector(): { readonly strays: Stray[]; readonly onOther: (object: ListedObject) => void } {
  const strays: Stray[] = [];
  const onOther = ({ key, etag, objectType }: ListedObject) => {
    if (objectType === "Symlink" && etag !== undefined) strays.push({ key, etag });
  };
  return { strays, onOther };
}

/** Links that nobody declares, and those of them that this update removes. */
export interface StrayPlan {
  readonly found: readonly Stray[];
  readonly doomed: readonly Stray[];
  /** The deployment that has named first what was found. */
  readonly namedBy: string | undefined;
}

/** Looks for strays and says what will become of them: the update does what its preview has said. */
export async function planStrays(
  layout: LayoutDeclaration,
  { strays: mode }: LayoutHandling,
  before: Recording & { readonly written: WrittenLinks },
  context: Context,
): Promise<StrayPlan> {
  if (mode === "ignore") return { found: [], doomed: [], namedBy: undefined };
  const nobody = nobodys(await listStrays(layout, before.written, context), layout, context);
  const stuck = mode === "remove" ? await immovable(nobody, layout, context) : new Set();
  const found = nobody.filter(({ key }) => !stuck.has(key));
  const read = lastSighting(layout, context);
  const { engine } = context.deployment;
  const recorded = recordedStrays(before, { lastRead: read, engine });
  const news = found.filter(({ key }) => mode !== "remove" || !read?.told.has(key));
  warnOfStrays(news, layout, mode, recorded, context);
  if (mode !== "remove") return { found, doomed: [], namedBy: undefined };
  const doomed = found.filter(({ key }) => mayGo(key, recorded));
  return { found, doomed, namedBy: namerOf(found, before, recorded, engine) };
}

/** Links under the prefix, as far as the layout neither declares nor has written them. */
async function listStrays(
  layout: LayoutDeclaration,
  written: WrittenLinks,
  context: Context,
): Promise<readonly Stray[]> {
  const known = recentSighting(layout, context)?.seen.strays;
  const own = new Set([...layout.links.keys(), ...written.keys()]);
  if (known !== undefined) return known.filter(({ key }) => !own.has(key.slice(layout.prefix.length)));
  const { strays, onOther } = strayCollector();
  const keys = [...own].map((name) => keyOf(layout, name));
  const { bucket, prefix } = layout;
  const { complete } = await survey({ bucket, prefix, keys, whole: true, onOther }, context);
  return complete ? strays : [];
}

/** Those that are no other resource's either. */
export function nobodys(strays: readonly Stray[], { bucket }: LayoutName, context: Context): Stray[] {
  return strays.filter(({ key }) => isNobodys(idOf({ bucket, key }), context));
}

/** Neither declared nor in any state, not even in that of a resource that is about to declare another key. */
export function isNobodys(id: string, { deployment, urn }: Context): boolean {
  return !deployment.isAnothers(id, urn);
}

export function strayOutput(strays: readonly { readonly key: string }[], namedBy: string | undefined): StrayLinks {
  return { keys: strays.map(({ key }) => key), count: strays.length, namedBy };
}

export function warnOfStrays(
  strays: readonly Stray[],
  name: LayoutName,
  mode: Strays,
  recorded: ReadonlySet<string>,
  { log }: Context,
): void {
  const goes = ({ key }: Stray) => mode === "remove" && mayGo(key, recorded);
  const [going, staying] = [strays.filter(goes), strays.filter((stray) => !goes(stray))];
  const later = mode === "remove" ? ", to be removed by the next deployment" : "";
  if (going.length > 0) log.warn(describeStrays(going, name, ", to be removed"));
  if (staying.length > 0) log.warn(describeStrays(staying, name, later));
}

/** @param fate what will become of them, as the end of the sentence. */
function describeStrays(strays: readonly Stray[], { bucket, prefix }: LayoutName, fate: string): string {
  const first = strays.slice(0, MOST_NAMED).map(({ key }) => quoted(key));
  const more = strays.length > MOST_NAMED ? `, … and ${strays.length - MOST_NAMED} more` : "";
  const what = strays.length === 1 ? "a link that nobody declares" : `${strays.length} links that nobody declares`;
  return `${what} under ${quoted(idOf({ bucket, key: prefix }))}${fate}: ${first.join(", ")}${more}`;
}
