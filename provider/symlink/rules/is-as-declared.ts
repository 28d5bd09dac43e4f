import { type Declaration, folded, sameTexts } from "../declaration";
import { HEADER_NAMES } from "../fields";
import type { Observed } from "../seen";

/** Whether target, metadata and headers are what is declared, and nothing is there that is not declared. */
export function looksAsDeclared(declared: Declaration, link: Observed): boolean {
  if (link.target !== declared.target || !sameTexts(link.metadata, folded(declared.metadata))) return false;
  return HEADER_NAMES.every((name) => {
    const [wanted, shown] = [declared.headers[name], link.headers[name]];
    // An answer need not carry every header; the service sets a Content-Type by itself.
    if (shown === undefined) return true;
    return wanted === undefined ? name === "contentType" : shown === wanted;
  });
}

/** The same for ACL and tags, of which an undeclared one must be as a new link has it. Unread ones prove nothing. */
export function hasFacetsAsDeclared(declared: Declaration, { acl, tags }: Observed): boolean {
  if (acl === undefined || tags === undefined) return false;
  return acl === (declared.acl ?? "default") && sameTexts(tags, declared.tags ?? {});
}
