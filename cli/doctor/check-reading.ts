/** What the credentials may read in a bucket: each call that the provider and the commands make, once. */
import { randomUUID } from "node:crypto";
import {
  isAccessDenied,
  isArchived,
  isBadCredentials,
  isNoSuchKey,
  isNotSymlink,
  isOssError,
  isTargetMissing,
  isTargetSymlink,
  type OssClient,
} from "../../provider/oss";
import type { Place } from "../place";
import { counted } from "../text";
import { visible } from "../visible";
import { type Finding, told, type Verdict } from "./finding";

/** A call, the RAM action it takes, what it is for, and how bad it is to do without. */
interface Question {
  readonly action: string;
  readonly purpose: string;
  readonly without: Verdict;
  ask(): Promise<unknown>;
}

/** Answers about one object that need the permission as much as a yes does. */
const ANSWERS = [isNoSuchKey, isNotSymlink, isTargetMissing, isTargetSymlink, isArchived];

export async function checkReading(client: OssClient, place: Place, signal: AbortSignal): Promise<Finding[]> {
  const { bucket, prefix } = place;
  const call = { signal };
  const about = await bucketFinding(client, bucket, signal);
  if (about.verdict === "error") return [about];
  let sample = { key: `${prefix}oss-symlink-doctor-${randomUUID()}`, target: `oss-symlink-doctor-${randomUUID()}` };
  const list = async () => {
    const page = await client.listObjectPages(bucket, { ...call, prefix }).next();
    const links = page.value?.objects.filter(({ objectType }) => objectType === "Symlink") ?? [];
    if (links[0] !== undefined) sample = { ...sample, key: links[0].key };
    return `${counted(links.length, "link")} among the first ${counted(page.value?.objects.length ?? 0, "key")} below ${visible(`${bucket}/${prefix}`)}`;
  };
  const read = async () => {
    const { target } = await client.getSymlink(bucket, sample.key, call);
    sample = { ...sample, target };
  };
  const questions: Question[] = [
    { action: "oss:ListObjects", purpose: "AliasLayout, audit, import-file, doctor", without: "warning", ask: list },
    { action: "oss:GetObject", purpose: "reading links", without: "error", ask: read },
    {
      action: "oss:GetObject on targets",
      purpose: "targetCheck, audit",
      without: "warning",
      ask: () => client.headObject(bucket, sample.target, call),
    },
    {
      action: "oss:GetObjectAcl",
      purpose: "the property acl, and import",
      without: "warning",
      ask: async () => void (await client.getAcl(bucket, sample.key, call)),
    },
    {
      action: "oss:GetObjectTagging",
      purpose: "the property tags, and import",
      without: "warning",
      ask: () => client.getTagging(bucket, sample.key, call),
    },
    {
      action: "oss:GetBucketVersioning",
      purpose: "deletes in a bucket that has versions",
      without: "warning",
      ask: () => client.getVersioning(bucket, call),
    },
    {
      action: "oss:ListObjectVersions",
      purpose: "purgeOnDelete, and taking back a write that hid something",
      without: "warning",
      ask: () => client.listVersionPages(bucket, { ...call, prefix: sample.key, pageSize: 1 }).next(),
    },
  ];
  const findings = [about];
  for (const question of questions) findings.push(await answerTo(question, signal));
  return findings;
}

async function bucketFinding(client: OssClient, bucket: string, signal: AbortSignal): Promise<Finding> {
  try {
    const { location, versioning, storageClass } = await client.getBucketInfo(bucket, { signal });
    const facts = [location, storageClass, `versioning ${versioning ?? "never set"}`].filter(Boolean).join(", ");
    const here = location === undefined || client.region === undefined || location === `oss-${client.region}`;
    if (here) return { topic: "bucket", verdict: "ok", text: `${bucket}: ${facts}` };
    const todo = `set the region to ${location?.replace(/^oss-/, "")}`;
    return {
      topic: "bucket",
      verdict: "warning",
      text: `${bucket}: ${facts}; the region in use is ${client.region}`,
      todo,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!isOssError(error)) throw error;
    if (isAccessDenied(error)) {
      return {
        topic: "bucket",
        verdict: "unknown",
        text: `${bucket}: oss:GetBucketInfo is not allowed, and not needed`,
      };
    }
    return { topic: isBadCredentials(error) ? "credentials" : "bucket", verdict: "error", ...told(error) };
  }
}

async function answerTo({ action, purpose, without, ask }: Question, signal: AbortSignal): Promise<Finding> {
  const topic = "may read";
  const allowed = (more: unknown): Finding => {
    const remark = typeof more === "string" ? `: ${more}` : "";
    return { topic, verdict: "ok", text: `${action} (${purpose})${remark}` };
  };
  try {
    return allowed(await ask());
  } catch (error) {
    signal.throwIfAborted();
    if (ANSWERS.some((isAnswer) => isAnswer(error))) return allowed(undefined);
    if (!isOssError(error)) throw error;
    const { message } = error;
    if (!isAccessDenied(error)) return { topic, verdict: "unknown", text: `${action}: ${message}` };
    const todo = `grant ${action.split(" ")[0]} by RAM or bucket policy, if you need it`;
    return { topic, verdict: without, text: `${action} is not allowed (${purpose})`, todo };
  }
}
