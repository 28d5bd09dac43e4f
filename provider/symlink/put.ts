import type { ObjectAcl, PutResult, StorageClass, SymlinkInput } from "../oss";
import type { Context } from "../resource";
import type { Declaration } from "./declaration";
import { describeFound } from "./describe";
import { idOf } from "./identity";
import { callOptions, look } from "./look";
import { Outdated } from "./outdated";
import { versionsAfter } from "./proof";
import { recentForMs } from "./rules/is-recent";
import { showsOurPut } from "./rules/shows-our-put";
import type { Seen } from "./seen";

/** A link just written. */
export interface Put extends Seen {
  /** Somebody else has been seen there since: what could be done to the link now would be done to theirs. */
  readonly overtaken: boolean;
  /** When it was sent: since then anything may have come there. */
  readonly sentAt: number;
}

/** What a put goes by. */
export interface Grounds {
  /** Ask the service to refuse if the name is taken. */
  readonly guarded: boolean;
  /** Should the guard turn out not to hold any more, what was hidden is judged afterwards. */
  readonly judged?: boolean;
  /** When it was looked what is there. */
  readonly seenAt: number;
}

/** Writes a link with all that is declared of it, and returns by what it is recognised later. */
export async function putLink(link: Declaration, { guarded, judged, seenAt }: Grounds, context: Context): Promise<Put> {
  const { deployment } = context;
  const bucket = deployment.bucket(link.bucket);
  // Where the service itself refuses to overwrite, nothing depends on the look.
  const relied = guarded && judged && bucket.guard === "holds";
  const repeatForMs = relied ? undefined : recentForMs({ at: seenAt }, Date.now());
  if (repeatForMs === 0) throw new Outdated(link);
  const id = idOf(link);
  deployment.touched(id);
  const input = inputOf(link);
  if (guarded) Object.assign(input, { forbidOverwrite: true, guardEffective: relied });
  const options = repeatForMs === undefined ? callOptions(context) : { ...callOptions(context), repeatForMs };
  const sentAt = Date.now();
  const put = await context.client().putSymlink(link.bucket, link.key, input, options);
  bucket.learnGuard(put.versionId);
  const { etag, overtaken } = await proven(link, put, context);
  deployment.wrote(id, { writtenEtag: etag, versionIds: versionsAfter([], put.versionId) });
  return { etag, versionId: put.versionId, overtaken, sentAt };
}

/** What is sent of a link. Property by property, as spreading them costs more than all the rest of this file. */
function inputOf({ target, metadata, headers, storageClass, acl, tags }: Declaration): SymlinkInput {
  const input: Writable<SymlinkInput> = { target, metadata };
  Object.assign(input, headers);
  if (storageClass !== undefined) input.storageClass = storageClass as StorageClass;
  if (acl !== undefined) input.acl = acl as ObjectAcl;
  if (tags !== undefined) input.tags = tags;
  return input;
}

type Writable<T> = { -readonly [name in keyof T]: T[name] };

/** The ETag that reading will show. Where a put answers another one, what is read right after it is the proof. */
async function proven(
  link: Declaration,
  put: PutResult,
  context: Context,
): Promise<{ etag: string | undefined; overtaken: boolean }> {
  const bucket = context.deployment.bucket(link.bucket);
  const unread = { etag: put.etag, overtaken: false };
  if (bucket.etags === "agree") return unread;
  const found = await look(link, context).catch(() => undefined);
  if (found === undefined) return unread;
  if (found.kind !== "link" || !showsOurPut(link, put, found.link)) {
    const what = found.kind === "nothing" ? `${idOf(link)} is gone` : describeFound(link, found);
    context.log.warn(`somebody else was there right after the link was written: ${what}`);
    return { etag: put.etag, overtaken: true };
  }
  bucket.etags = found.link.etag === put.etag ? "agree" : "differ";
  return { etag: found.link.etag, overtaken: false };
}
