/**
 * Puts a link of its own and removes it, to see what may be written. Its name is random, it is put only where nothing
 * stands, and it is removed only if it is still the one that was put.
 */
import { randomUUID } from "node:crypto";
import { isNoSuchKey, isOssError, type OssClient, type PutResult } from "../../provider/oss";
import type { Place } from "../place";
import { visible } from "../visible";
import { type Finding, told } from "./finding";

interface Scratch {
  readonly bucket: string;
  readonly key: string;
  readonly target: string;
}

export async function checkWriting(client: OssClient, place: Place, signal: AbortSignal): Promise<Finding[]> {
  const id = randomUUID();
  const scratch = { bucket: place.bucket, key: `${place.prefix}.oss-symlink-doctor-${id}`, target: `nothing/${id}` };
  const { bucket, key, target } = scratch;
  if (await isTaken(client, scratch, signal)) {
    return [{ topic: "may write", verdict: "unknown", text: `something stands at ${visible(key)}; try again` }];
  }
  let put: PutResult;
  try {
    put = await client.putSymlink(bucket, key, { target, forbidOverwrite: true }, { signal });
  } catch (error) {
    if (isOssError(error) && error.ambiguous)
      return [failed("oss:PutObject", error), ...(await remove(client, scratch, undefined))];
    signal.throwIfAborted();
    return [failed("oss:PutObject (writing links)", error)];
  }
  const findings: Finding[] = [allowed("oss:PutObject (writing links)")];
  try {
    findings.push(
      await attempt("oss:PutObjectTagging (the property tags)", () =>
        client.putTagging(bucket, key, { doctor: id }, { signal }),
      ),
      await attempt("oss:DeleteObjectTagging (the property tags)", () => client.deleteTagging(bucket, key, { signal })),
      await attempt("oss:PutObjectAcl (the property acl)", () => client.putAcl(bucket, key, "private", { signal })),
    );
  } finally {
    // Not with the signal: what was put is removed even if the command is told to stop.
    findings.push(...(await remove(client, scratch, put)));
  }
  signal.throwIfAborted();
  return findings;
}

async function isTaken(client: OssClient, { bucket, key }: Scratch, signal: AbortSignal): Promise<boolean> {
  try {
    await client.getSymlink(bucket, key, { signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    return !isNoSuchKey(error);
  }
}

/** @param put undefined if nobody knows whether the link was put. */
async function remove(client: OssClient, scratch: Scratch, put: PutResult | undefined): Promise<Finding[]> {
  const { bucket, key } = scratch;
  const what = "oss:DeleteObject (deleting links)";
  try {
    const live = await client.getSymlink(bucket, key);
    const isOurs = live.target === scratch.target;
    if (!isOurs) return [left(scratch, "somebody else has written it since")];
    const marker = await client.deleteObject(bucket, key);
    const versionId = put?.versionId ?? live.versionId;
    if (!marker.deleteMarker) return [allowed(what)];
    return [allowed(what), await purge(client, scratch, [versionId, marker.versionId])];
  } catch (error) {
    if (isNoSuchKey(error)) return [];
    if (!isOssError(error)) throw error;
    return [{ ...failed(what, error), text: `${told(error).text}; ${leftWords(scratch)}` }];
  }
}

/** In a bucket with versions, deleting hides; this removes what was hidden, and what hides it. */
async function purge(client: OssClient, scratch: Scratch, versions: readonly (string | undefined)[]): Promise<Finding> {
  const what = "oss:DeleteObjectVersion (purgeOnDelete)";
  try {
    for (const versionId of versions) {
      if (versionId !== undefined) await client.deleteObject(scratch.bucket, scratch.key, { versionId });
    }
    return allowed(what);
  } catch (error) {
    if (!isOssError(error)) throw error;
    const finding = failed(what, error);
    return {
      ...finding,
      verdict: "warning",
      text: `${finding.text}; hidden versions of ${visible(scratch.key)} are left`,
    };
  }
}

async function attempt(what: string, act: () => Promise<unknown>): Promise<Finding> {
  try {
    await act();
    return allowed(what);
  } catch (error) {
    return { ...failed(what, error), verdict: "warning" };
  }
}

function allowed(what: string): Finding {
  return { topic: "may write", verdict: "ok", text: what };
}

function failed(what: string, error: unknown): Finding {
  if (!isOssError(error)) throw error;
  const { text, todo } = told(error);
  return { topic: "may write", verdict: "error", text: `${what}: ${text}`, ...(todo !== undefined && { todo }) };
}

function left(scratch: Scratch, why: string): Finding {
  return { topic: "may write", verdict: "warning", text: `${leftWords(scratch)}, because ${why}` };
}

function leftWords({ bucket, key }: Scratch): string {
  return `the scratch link ${visible(`${bucket}/${key}`)} was left`;
}
