import { isAlreadyExists, isOssError, type PutResult } from "../oss";
import { CallFailure } from "../protocol/failures";
import { containsUnknown, isUnknown, type PropertyMap } from "../protocol/values";
import type { Context, Created, CreateRequest } from "../resource";
import { type Declaration, declarationOf, folded, sameTexts } from "./declaration";
import { describeFound } from "./describe";
import { HEADER_NAMES } from "./fields";
import { idOf } from "./identity";
import { alone } from "./lock";
import { type Found, look, withFacets } from "./look";
import { versionsAfter } from "./ownership";
import { putLink } from "./put";
import { previewOutputs, writtenOutputs } from "./state";

/** How often a create looks anew after it has lost a race or an answer. */
const ATTEMPTS = 3;

export async function createSymlink({ inputs, preview }: CreateRequest, context: Context): Promise<Created> {
  if (preview) return await previewCreate(inputs, context);
  const declared = declarationOf(inputs);
  const id = idOf(declared);
  const result = await alone(id, () => lookAndPut(declared, context));
  const url = context.client().objectUrl(declared.bucket, declared.key);
  const versionIds = versionsAfter([], result.versionId);
  const written = { url, etag: result.etag, versionId: result.versionId, versionIds, writtenEtag: result.etag };
  return { id, outputs: writtenOutputs(inputs, written) };
}

/** Never overwrites what is not as declared. A lost answer or a lost race is met by looking again. */
async function lookAndPut(declared: Declaration, context: Context): Promise<PutResult> {
  for (let attempt = 1; ; attempt++) {
    const taken = await takeable(declared, await look(declared, context), context);
    try {
      return await putLink(declared, !taken, context);
    } catch (error) {
      const again = isAlreadyExists(error) || (isOssError(error) && error.ambiguous);
      if (!again || context.limits.signal.aborted || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * False if the name is free, true if there is a link exactly as declared: taking that one over makes a create that was
 * cut off after its put repeatable. Everything else is a conflict.
 */
async function takeable(declared: Declaration, found: Found, context: Context): Promise<boolean> {
  if (found.kind === "nothing") return false;
  if (!(await isAsDeclared(declared, found, context))) throw conflict(declared, found);
  context.log.warn(`${idOf(declared)} existed already, exactly as declared; it is managed here from now on`);
  return true;
}

/** Also what is not declared must be as a new link has it, or taking it over would change it unseen. */
async function isAsDeclared(declared: Declaration, found: Found, context: Context): Promise<boolean> {
  if (found.kind !== "link") return false;
  const { link } = found;
  if (link.target !== declared.target || !sameTexts(link.metadata, folded(declared.metadata))) return false;
  const headers = HEADER_NAMES.every((name) => {
    if (declared.headers[name] === undefined) return name === "contentType" || link.headers[name] === undefined;
    // An answer need not carry every header.
    return link.headers[name] === undefined || link.headers[name] === declared.headers[name];
  });
  if (!headers) return false;
  const { acl, tags } = await withFacets(declared, link, { acl: true, tags: true }, context);
  return acl === (declared.acl ?? "default") && sameTexts(tags ?? {}, declared.tags ?? {});
}

function conflict(declared: Declaration, found: Exclude<Found, { kind: "nothing" }>): CallFailure {
  const id = idOf(declared);
  const ways =
    found.kind === "link"
      ? `if it belongs to this stack under another resource name, say so with the resource option aliases; to take it over as it is, run: pulumi import oss-symlink:index:Symlink NAME ${shellWord(id)}`
      : "a link never replaces an object: choose another key, or move the object away first";
  const message = `a link cannot be created there: ${describeFound(declared, found)}, and this stack did not make it; ${ways}`;
  return new CallFailure("ALREADY_EXISTS", message);
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A conflict that is certain is told in the preview already; what cannot be known yet is not. */
async function previewCreate(inputs: PropertyMap, context: Context): Promise<Created> {
  const outputs = previewOutputs(inputs);
  if (isUnknown(inputs.bucket) || isUnknown(inputs.key)) return { id: "", outputs };
  const declared = declarationOf(inputs);
  outputs.url = context.client().objectUrl(declared.bucket, declared.key);
  if (!containsUnknown(inputs)) await lookAhead(declared, context);
  return { id: idOf(declared), outputs };
}

async function lookAhead(declared: Declaration, context: Context): Promise<void> {
  let found: Found;
  try {
    found = await look(declared, { ...context, limits: context.limits });
  } catch (error) {
    if (!isOssError(error) || context.limits.signal.aborted) throw error;
    if (error.code !== "NoSuchBucket") context.log.warn(`could not look ahead: ${error.message}`);
    return;
  }
  if (found.kind !== "nothing" && !(await isAsDeclared(declared, found, context))) throw conflict(declared, found);
}
