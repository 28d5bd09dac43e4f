/** Looks at every link below a prefix and at its target, in pages and with bounded concurrency. */
import {
  type CallOptions,
  isAccessDenied,
  isNoSuchKey,
  isNotSymlink,
  isUnexpectedAnswer,
  keyReason,
  type ListedObject,
  type OssClient,
} from "../../oss";
import { lookAtTarget } from "../../targets/look-at-target";
import { inOrder } from "../in-order";
import { listLinks, type Place } from "../links";
import { judgeLink, type LinkLook, type TargetLook } from "./judge";
import type { AuditedLink } from "./problem";

export interface AuditOptions extends CallOptions {
  /** Links looked at at once. */
  readonly concurrency?: number;
  /** Whether a stack declares a key; without it strays are nobody's business. */
  readonly isDeclared?: ((key: string) => boolean) | undefined;
  /** Told how many keys have been listed with each page. */
  readonly onPage?: (keys: number) => void;
}

export const AUDIT_CONCURRENCY = 32;

/** Every link, good or not, by ascending key. A link that goes away meanwhile is left out. */
export async function* auditLinks(
  client: OssClient,
  place: Place,
  options: AuditOptions = {},
): AsyncGenerator<AuditedLink, void, undefined> {
  const { concurrency = AUDIT_CONCURRENCY, isDeclared, onPage, ...call } = options;
  const links = listLinks(client, place, call, onPage);
  const audit = async (listed: ListedObject): Promise<AuditedLink | undefined> => {
    const look = await lookAtLink(client, place.bucket, listed.key, call);
    return look && audited(listed, look, isDeclared?.(listed.key));
  };
  for await (const link of inOrder(links, concurrency, audit)) if (link !== undefined) yield link;
}

function audited({ key, lastModified }: ListedObject, look: LinkLook, declared: boolean | undefined): AuditedLink {
  return { key, target: targetIn(key, look), lastModified, problems: judgeLink(key, look, declared) };
}

function targetIn(key: string, look: LinkLook): string | undefined {
  if (look.kind === "unreadable") return undefined;
  return look.kind === "self" ? key : look.target;
}

/** Undefined if there is no link any more. What must not be read is judged as such; other failures end the audit. */
async function lookAtLink(
  client: OssClient,
  bucket: string,
  key: string,
  options: CallOptions,
): Promise<LinkLook | undefined> {
  try {
    const { target } = await client.getSymlink(bucket, key, options);
    if (target === key) return { kind: "self" };
    return { kind: "pointing", target, at: await lookWherever(client, bucket, target, options) };
  } catch (error) {
    if (isNoSuchKey(error) || isNotSymlink(error)) return undefined;
    if (isAccessDenied(error) || isUnexpectedAnswer(error)) return { kind: "unreadable", reason: error.message };
    throw error;
  }
}

async function lookWherever(
  client: OssClient,
  bucket: string,
  target: string,
  options: CallOptions,
): Promise<TargetLook> {
  const reason = keyReason(target);
  if (reason !== undefined) return { kind: "impossible", reason };
  try {
    return await lookAtTarget(client, bucket, target, options);
  } catch (error) {
    if (isAccessDenied(error)) return { kind: "unreadable", reason: error.message };
    throw error;
  }
}
