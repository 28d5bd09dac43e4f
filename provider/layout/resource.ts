import type { Resource } from "../resource";
import { checkLayout, layoutClaims, layoutTerritory } from "./check";
import { keyOf } from "./declaration";
import { diffLayout } from "./diff";
import { parseLayoutId } from "./identity";
import { proofOfLink, writtenLinks } from "./state";

/** The AliasLayout resource. What talks to the service is loaded when it is first needed. */
export const layoutResource: Resource = {
  check: checkLayout,
  claims: layoutClaims,
  territory: layoutTerritory,
  ownership: (id, outputs) => {
    const layout = outputs.url === undefined ? undefined : parseLayoutId(id);
    if (layout === undefined) return [];
    return [...writtenLinks(outputs)].map(([name, link]) => ({
      id: `${layout.bucket}/${keyOf(layout, name)}`,
      proof: proofOfLink(link),
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
