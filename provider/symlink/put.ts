import type { ObjectAcl, PutResult, StorageClass, SymlinkInput } from "../oss";
import type { Context } from "../resource";
import type { Declaration } from "./declaration";
import { describeFound } from "./describe";
import { idOf } from "./identity";
import { callOptions, look } from "./look";
import { versionsAfter } from "./proof";
import { showsOurPut } from "./rules/shows-our-put";
import type { Seen } from "./seen";

/**
 * Writes a link with all that is declared of it, and returns by what it is recognised later.
 * `guarded` asks the service to refuse if the name is taken.
 */
export async function putLink(link: Declaration, guarded: boolean, context: Context): Promise<Seen> {
  const { deployment } = context;
  const bucket = deployment.bucket(link.bucket);
  deployment.touched(idOf(link));
  const input: SymlinkInput = {
    target: link.target,
    metadata: link.metadata,
    ...link.headers,
    ...(link.storageClass !== undefined && { storageClass: link.storageClass as StorageClass }),
    ...(link.acl !== undefined && { acl: link.acl as ObjectAcl }),
    ...(link.tags !== undefined && { tags: link.tags }),
    ...(guarded && { forbidOverwrite: true, guardEffective: bucket.guard === "holds" }),
  };
  const put = await context.client().putSymlink(link.bucket, link.key, input, callOptions(context));
  bucket.learnGuard(put.versionId);
  const etag = await provenEtag(link, put, context);
  deployment.wrote(idOf(link), { writtenEtag: etag, versionIds: versionsAfter([], put.versionId) });
  return { etag, versionId: put.versionId };
}

/** The ETag that reading will show. Where a put answers another one, what is read right after it is the proof. */
async function provenEtag(link: Declaration, put: PutResult, context: Context): Promise<string | undefined> {
  const bucket = context.deployment.bucket(link.bucket);
  if (bucket.etags === "agree") return put.etag;
  const found = await look(link, context).catch(() => undefined);
  if (found === undefined) return put.etag;
  if (found.kind !== "link" || !showsOurPut(link, put, found.link)) {
    const what = found.kind === "nothing" ? `${idOf(link)} is gone` : describeFound(link, found);
    context.log.warn(`somebody else was there right after the link was written: ${what}`);
    return put.etag;
  }
  bucket.etags = found.link.etag === put.etag ? "agree" : "differ";
  return found.link.etag;
}
