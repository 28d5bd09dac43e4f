import { isAccessDenied } from "../oss";
import { CallFailure } from "../protocol/failures";
import type { Context, ReadRequest, ReadResult } from "../resource";
import { describeFound } from "./describe";
import { idOf, type LinkName, parseId } from "./identity";
import { look, withFacets } from "./look";
import { versionsAfter } from "./ownership";
import { driftedInputs, importedInputs, type Observed, observedOutputs, writtenOutputs } from "./state";

export async function readSymlink(request: ReadRequest, context: Context): Promise<ReadResult | undefined> {
  const name = nameOf(request.id);
  // A state of this resource has the address it was written to; the fragments that `.get()` passes have not.
  const managed = request.outputs.url !== undefined;
  const found = await look(name, context);
  if (found.kind === "nothing") return undefined;
  if (found.kind === "link") {
    return managed ? await refresh(request, name, found.link, context) : await adopt(name, found.link, context);
  }
  const what = describeFound(name, found);
  if (!managed) throw new CallFailure("FAILED_PRECONDITION", `only a link can be read here, and ${what}`);
  context.log.warn(`the link is gone: ${what}`);
  return undefined;
}

function nameOf(id: string): LinkName {
  const name = parseId(id);
  if (name !== undefined) return name;
  throw new CallFailure("INVALID_ARGUMENT", `${JSON.stringify(id)} is no ID of a link; it looks like BUCKET/KEY`);
}

async function refresh(request: ReadRequest, name: LinkName, link: Observed, context: Context): Promise<ReadResult> {
  const { inputs, outputs } = request;
  const wanted = { acl: inputs.acl !== undefined, tags: inputs.tags !== undefined };
  const observed = await readableFacets(name, link, wanted, context);
  return {
    id: idOf(name),
    outputs: observedOutputs(outputs, inputs, observed),
    inputs: driftedInputs(outputs, inputs, observed),
  };
}

/** Takes in a link that no state knows yet. What it is now is the proof by which it is recognised later. */
async function adopt(name: LinkName, link: Observed, context: Context): Promise<ReadResult> {
  const observed = await readableFacets(name, link, { acl: true, tags: true }, context);
  const inputs = importedInputs(name, observed);
  const outputs = writtenOutputs(inputs, {
    url: context.client().objectUrl(name.bucket, name.key),
    etag: link.etag,
    versionId: link.versionId,
    versionIds: versionsAfter([], link.versionId),
    writtenEtag: link.etag,
  });
  return { id: idOf(name), inputs, outputs: observedOutputs(outputs, inputs, observed) };
}

/** Without permission to read ACL or tags they count as unchanged; that is said once. */
async function readableFacets(
  name: LinkName,
  link: Observed,
  wanted: { readonly acl: boolean; readonly tags: boolean },
  context: Context,
): Promise<Observed> {
  const attempt = async (facet: "acl" | "tags"): Promise<Observed> => {
    if (!wanted[facet]) return link;
    try {
      return await withFacets(name, link, { acl: facet === "acl", tags: facet === "tags" }, context);
    } catch (error) {
      if (!isAccessDenied(error)) throw error;
      context.log.warnOnce(
        `unreadable ${facet}`,
        `${facet} cannot be compared and count as unchanged: ${error.message}`,
      );
      return link;
    }
  };
  const [{ acl }, { tags }] = await Promise.all([attempt("acl"), attempt("tags")]);
  return { ...link, acl, tags };
}
