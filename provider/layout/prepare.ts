import type { Context, UpdateRequest } from "../resource";
import { canonical, commonOf, keyOf, type LayoutDeclaration, layoutOf } from "./declaration";
import { Digests, UNFINISHED, unmarked } from "./digest";
import { editedEntries, ignoredCommon, ignoredLinks } from "./ignored";
import { type LayoutPlan, planLayout } from "./plan";
import { isHandedOver, proofKeyFor, proofKeyOf, type WrittenLink, writtenLinks } from "./state";
import type { Work } from "./work";

/** What the state says, and what has to be done about it. */
export interface Preparation extends Pick<Work, "layout" | "digests" | "isIgnored" | "edited" | "ignored" | "written"> {
  readonly plan: LayoutPlan;
}

export function preparation(
  { olds, oldInputs, news, ignoreChanges }: UpdateRequest,
  { deployment }: Context,
): Preparation {
  const layout = layoutOf(news);
  const digests = new Digests(layout, proofKeyFor(news, olds));
  const written = rekeyed(writtenLinks(olds), layout, proofKeyOf(olds), digests);
  const isIgnored = ignoredLinks(ignoreChanges);
  const edited = editedEntries(oldInputs, layout);
  const ignored = ignoredCommon(ignoreChanges);
  // Of an ignored link only what all links have alike, and an entry that was edited, may be written anew.
  const alike = canonical(commonOf(oldInputs ?? olds)) === canonical(layout.common);
  const wanted = {
    names: layout.links.keys(),
    has: (name: string) => layout.links.has(name),
    digestOf: (name: string) => (alike && isIgnored(name) && !edited.has(name) ? undefined : digests.of(name)),
  };
  const isDeleted = (name: string) => deployment.isDeleted(`${layout.bucket}/${keyOf(layout, name)}`);
  const asWritten = ignored.length === 0 ? written : withoutMarks(written);
  return { plan: planLayout(wanted, asWritten, isDeleted), layout, digests, isIgnored, edited, ignored, written };
}

function withoutMarks(written: ReadonlyMap<string, WrittenLink>): Map<string, WrittenLink> {
  return new Map([...written].map(([name, link]) => [name, { ...link, digest: unmarked(link.digest) }]));
}

/** Digests as the new state will have them, where something has become secret, or nothing is any more. */
function rekeyed(
  written: Map<string, WrittenLink>,
  layout: LayoutDeclaration,
  oldKey: string | undefined,
  digests: Digests,
): Map<string, WrittenLink> {
  if (oldKey === digests.key) return written;
  const old = new Digests(layout, oldKey);
  for (const [name, link] of written) {
    if (isHandedOver(link)) continue;
    const same = layout.links.has(name) && link.digest === old.of(name);
    written.set(name, { ...link, digest: same ? digests.of(name) : UNFINISHED });
  }
  return written;
}
