import {
  type CallOptions,
  isAlreadyExists,
  isImmutable,
  isOssError,
  type ObjectAcl,
  type StorageClass,
  type SymlinkInput,
} from "../oss";
import { messageOf } from "../protocol/failures";
import type { Context } from "../resource";
import type { Declaration } from "./declaration";
import { idOf } from "./identity";
import { callOptions, soon } from "./look";
import { Outdated } from "./outdated";
import { versionsAfter } from "./proof";
import { type ReadBack, readBack } from "./read-back";
import { recentForMs } from "./rules/is-recent";
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
  // Where the service itself refuses to overwrite, nothing depends on the look.
  const relied = guarded && judged && deployment.bucket(link.bucket).guard === "holds";
  const repeatForMs = relied ? undefined : recentForMs({ at: seenAt }, Date.now());
  if (repeatForMs === 0) throw new Outdated(link);
  const id = idOf(link);
  deployment.touched(id);
  const input = inputOf(link);
  if (guarded) Object.assign(input, { forbidOverwrite: true, guardEffective: relied });
  const options = repeatForMs === undefined ? callOptions(context) : { ...callOptions(context), repeatForMs };
  const first = await send(link, input, options, context);
  const { etag, versionId, shows, sentAt } = first.shows === "unclear" ? await sendAgain(link, first, context) : first;
  deployment.wrote(id, { writtenEtag: etag, versionIds: versionsAfter([], versionId) });
  return { etag, versionId, overtaken: shows === "theirs", sentAt };
}

/** A put that was answered, and what was read after it. */
interface Sent extends Seen, ReadBack {
  /** The ETag that it was answered with. */
  readonly answered: string | undefined;
  readonly sentAt: number;
}

async function send(link: Declaration, input: SymlinkInput, options: CallOptions, context: Context): Promise<Sent> {
  const sentAt = Date.now();
  const put = await context.client().putSymlink(link.bucket, link.key, input, options);
  const { etag: answered, versionId } = put;
  context.deployment.bucket(link.bucket).learnGuard(versionId);
  return { ...(await readBack(link, put, context)), answered, versionId, sentAt };
}

/** The very same link was there by another ETag: a second put tells whether reading always shows another one here. */
async function sendAgain(link: Declaration, first: Sent, context: Context): Promise<Sent> {
  const id = idOf(link);
  const bucket = context.deployment.bucket(link.bucket);
  try {
    const second = await send(link, inputOf(link), soon(Date.now(), context), context);
    if (second.shows === "unclear") {
      bucket.etags = "differ";
      return { ...second, shows: "ours" };
    }
    if (bucket.etags === "agree")
      context.log.warn(
        `somebody else was there right after the link was written: it put the very same one, so ${id} was put again`,
      );
    return second;
  } catch (error) {
    if (!isOssError(error) || error.ambiguous) throw error;
    // Retention, and a bucket where nothing is overwritten, forbid a put to everybody: nobody else has come in between.
    if (isImmutable(error) || isAlreadyExists(error)) {
      bucket.etags = "differ";
      return { ...first, shows: "ours" };
    }
    context.log.warn(
      `somebody else may have been there right after the link was written, and put the very same one; ${id} could not be put again to tell: ${messageOf(error)}`,
    );
    return { ...first, etag: first.answered, shows: "theirs" };
  }
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
