import type { Resource } from "../resource";
import { checkSymlink, claimsOf } from "./check";
import { diffSymlink } from "./diff";
import { OUTPUT_FIELDS } from "./fields";
import { idOf, parseId } from "./identity";
import { proofOf } from "./proof";

/** The Symlink resource. What talks to the service is loaded when it is first needed: most processes never do. */
export const symlinkResource: Resource = {
  kind: "Symlink",
  notes: ["bucket", "key", ...OUTPUT_FIELDS.map(({ name }) => name)],
  check: checkSymlink,
  claims: claimsOf,
  ownership: (id, outputs) => {
    const name = outputs.url === undefined ? undefined : parseId(id);
    return name === undefined ? [] : [{ id: idOf(name), proof: proofOf(outputs) }];
  },
  diff: diffSymlink,
  create: (request, context) => operations().createSymlink(request, context),
  read: (request, context) => operations().readSymlink(request, context),
  update: (request, context) => operations().updateSymlink(request, context),
  remove: (request, context) => operations().removeSymlink(request, context),
  list: (request, context) => operations().listSymlinks(request, context),
};

function operations(): typeof import("./operations") {
  return require("./operations") as typeof import("./operations");
}
