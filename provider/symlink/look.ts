import { type CallOptions, isNoSuchKey, isNotSymlink, type ObjectInfo, type SymlinkInfo } from "../oss";
import type { Context } from "../resource";
import { HEADER_NAMES, type HeaderName } from "./fields";
import { idOf, type LinkName } from "./identity";
import { recentForMs } from "./rules/is-recent";
import type { Observed } from "./seen";

/** What is found under a link's name. */
export type Found =
  | { readonly kind: "nothing" }
  | { readonly kind: "link"; readonly link: Observed }
  /** An ordinary object. */
  | { readonly kind: "object"; readonly object: Pick<ObjectInfo, "lastModified" | "versionId"> | undefined };

export type Something = Exclude<Found, { readonly kind: "nothing" }>;

const SLACK_MS = 1000;

export function callOptions({ limits }: Context): CallOptions {
  const { signal, deadline } = limits;
  if (deadline === undefined) return { signal };
  // More than is left, so that the signal comes first: it says whose limit that was.
  return { signal, timeoutMs: Math.max(0, deadline - Date.now()) + SLACK_MS };
}

/** For a request that goes by what was known then. */
export function soon(knownAt: number, context: Context): CallOptions {
  return { ...callOptions(context), repeatForMs: recentForMs({ at: knownAt }, Date.now()) };
}

/** Looks at the link itself: its target is not asked for. Anything but a definite answer is an error. */
export async function look(name: LinkName, context: Context, versionId?: string): Promise<Found> {
  try {
    const options = { ...callOptions(context), ...(versionId !== undefined && { versionId }) };
    const info = await context.client().getSymlink(name.bucket, name.key, options);
    context.found(idOf(name), info.target);
    return { kind: "link", link: observedOf(info) };
  } catch (error) {
    if (isNoSuchKey(error)) return { kind: "nothing" };
    if (isNotSymlink(error)) return { kind: "object", object: await describeObject(name, context) };
    throw error;
  }
}

/** More about an object in the way, for the message; without permission to ask, less. */
async function describeObject(name: LinkName, context: Context): Promise<ObjectInfo | undefined> {
  try {
    return await context.client().getObjectMeta(name.bucket, name.key, callOptions(context));
  } catch {
    context.limits.signal.throwIfAborted();
    return undefined;
  }
}

function observedOf(info: SymlinkInfo): Observed {
  const headers: Partial<Record<HeaderName, string>> = {};
  for (const name of HEADER_NAMES) {
    const text = info[name];
    if (text !== undefined) headers[name] = text;
  }
  return {
    target: info.target,
    metadata: info.metadata,
    headers,
    etag: info.etag,
    versionId: info.versionId,
    lastModified: info.lastModified,
  };
}

/** ACL and tags, which GetSymlink does not show: a request for each that is wanted. */
export async function readFacets(
  name: LinkName,
  wanted: { readonly acl: boolean; readonly tags: boolean },
  context: Context,
  versionId?: string,
): Promise<Pick<Observed, "acl" | "tags">> {
  const client = context.client();
  const options = { ...callOptions(context), ...(versionId !== undefined && { versionId }) };
  const [acl, tags] = await Promise.all([
    wanted.acl ? client.getAcl(name.bucket, name.key, options) : undefined,
    wanted.tags ? client.getTagging(name.bucket, name.key, options) : undefined,
  ]);
  return { acl, tags };
}
