import type { Resource } from "../resource";
import { checkLayout, layoutClaims, layoutTerritory } from "./check";
import { entriesOf, keyOf } from "./declaration";
import { diffLayout } from "./diff";
import { parseLayoutId } from "./identity";
import { proofOfLink, writtenLinks } from "./state";

/** The AliasLayout resource. What talks to the service is loaded when it is first needed. */
export const layoutResource: Resource = {
  kind: "AliasLayout",
  notes: ["bucket", "prefix", "url", "proofs", "versionIds", "strayLinks", "strayCount", "straysNamedBy"],
  check: checkLayout,
  claims: layoutClaims,
  territory: layoutTerritory,
  ownership: (id, outputs) => {
    const layout = outputs.url === undefined ? undefined : parseLayoutId(id);
    if (layout === undefined) return [];
    const written = writtenLinks(outputs);
    // What is only looked at has been written by nobody here.
    const names = written.size > 0 ? written.keys() : Object.keys(entriesOf(outputs.links));
    return [...names].map((name) => ({
      id: `${layout.bucket}/${keyOf(layout, name)}`,
      proof: proofOfLink(written.get(name) ?? { etag: undefined, versionId: undefined }),
    }));
  },
  diff: diffLayout,
  create: (request, context) => operations().createLayout(request, context),
  read: (request, context) => operations().readLayout(request, context),
  update: (request, context) => operations().updateLayout(request, context),
  remove: (request, context) => operations().removeLayout(request, context),
};

function operations(): typeof import("./operations") {
  return require("./operations") as typeof import("./operations");
}
