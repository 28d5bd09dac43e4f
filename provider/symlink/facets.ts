import { isAccessDenied } from "../oss";
import type { Context } from "../resource";
import type { LinkName } from "./identity";
import { readFacets } from "./look";
import type { Observed } from "./seen";

/** Which of the two that GetSymlink does not show are wanted. */
export interface Wanted {
  readonly acl: boolean;
  readonly tags: boolean;
}

export type Facets = Pick<Observed, "acl" | "tags">;

/** ACL and tags as far as they may be read: without permission one counts as not read, which is said once. */
export async function readableFacets(
  name: LinkName,
  wanted: Wanted,
  consequence: string,
  context: Context,
  versionId?: string,
): Promise<Facets> {
  const attempt = async (facet: "acl" | "tags"): Promise<Facets> => {
    if (!wanted[facet]) return {};
    try {
      return await readFacets(name, { acl: facet === "acl", tags: facet === "tags" }, context, versionId);
    } catch (error) {
      if (!isAccessDenied(error)) throw error;
      context.log.warnOnce(`unreadable ${facet}`, `${facet} cannot be read, ${consequence}: ${error.message}`);
      return {};
    }
  };
  const [{ acl }, { tags }] = await Promise.all([attempt("acl"), attempt("tags")]);
  return { acl, tags };
}
