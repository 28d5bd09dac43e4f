import type { CallFailure } from "../protocol/failures";
import type { Context } from "../resource";
import { conflict } from "./conflict";
import type { Declaration } from "./declaration";
import { describeFound, describeLoss } from "./describe";
import { type Facets, readableFacets } from "./facets";
import type { Handling } from "./handling";
import { idOf } from "./identity";
import type { Found } from "./look";
import { hasFacetsAsDeclared, looksAsDeclared } from "./rules/is-as-declared";
import { isGuarded } from "./rules/is-guarded";
import { isOursByState } from "./rules/is-ours-by-state";
import { mayAdoptLink } from "./rules/may-adopt-link";
import { mayOverwriteObject } from "./rules/may-overwrite-object";
import type { Observed } from "./seen";

/** What a create does about what it has found. */
export type Course =
  | {
      readonly kind: "put";
      /** Ask the service to refuse if something has come there since. */
      readonly guarded: boolean;
      /** What was there beside the link itself, and might survive the put. */
      readonly facets: Facets;
      /** What the user is told; undefined if the name was free or the link this stack's own. */
      readonly warning: string | undefined;
    }
  /** `proven` is false if somebody with more permissions might find that there is no conflict. */
  | { readonly kind: "refuse"; readonly failure: CallFailure; readonly proven: boolean };

const BOTH = { acl: true, tags: true };
const UNREAD = "so what is there of them may stay";

/** @param versionId where it was found, if not as the current version. */
export async function judge(
  declared: Declaration,
  { onConflict }: Handling,
  found: Found,
  context: Context,
  versionId?: string,
): Promise<Course> {
  if (found.kind === "nothing") {
    return { kind: "put", guarded: isGuarded(onConflict), facets: {}, warning: undefined };
  }
  const facets = () => readableFacets(declared, BOTH, UNREAD, context, versionId);
  if (found.kind === "object") {
    if (!mayOverwriteObject(onConflict)) return refusal(conflict(declared, found, context.urn));
    const warning = `${describeFound(declared, found)}; the link replaces it, content and all`;
    return over(await facets(), warning);
  }
  const { link } = found;
  if (isOursByState(context.deployment.states.proofsAt(idOf(declared)), link)) return over(await facets(), undefined);
  const alike = looksAsDeclared(declared, link);
  if (!alike && !mayAdoptLink(onConflict)) return refusal(conflict(declared, found, context.urn));
  const read = await facets();
  if (alike && hasFacetsAsDeclared(declared, { ...link, ...read })) {
    return over(read, `${idOf(declared)} existed already, exactly as declared; it is managed here from now on`);
  }
  if (mayAdoptLink(onConflict)) return over(read, takeover(declared, { ...link, ...read }));
  if (read.acl !== undefined && read.tags !== undefined) return refusal(conflict(declared, found, context.urn));
  const remark = "; it might be as declared, but its ACL and tags must be readable to tell";
  return { kind: "refuse", failure: conflict(declared, found, context.urn, remark), proven: false };
}

function refusal(failure: CallFailure): Course {
  return { kind: "refuse", failure, proven: true };
}

function over(facets: Facets, warning: string | undefined): Course {
  return { kind: "put", guarded: false, facets, warning };
}

function takeover(declared: Declaration, link: Observed): string {
  return `${describeFound(declared, { kind: "link", link })}; it is taken over, ${describeLoss(declared, link)}`;
}
