import type { Principal } from "../auth/credentials";
import { ossError } from "../errors/oss-error";
import type { OssRequest } from "../http/oss-request";
import type { Reply } from "../http/reply";
import type { OpenQuestions } from "../open-questions";
import type { Bucket, Store } from "../store/store";

/** What an operation is given: an authenticated request and the world it acts on. */
export interface Call {
  readonly request: OssRequest;
  readonly principal: Principal;
  readonly store: Store;
  readonly choices: OpenQuestions;
  readonly identity: ServerIdentity;
  /** Milliseconds since 1970; the server's clock can be set wrong on purpose. */
  readonly now: number;
}

export interface ServerIdentity {
  readonly region: string;
  /** The account that owns what is created with the server's own key. */
  readonly account: string;
}

export type Operation = (call: Call) => Reply;

/** The bucket of the request; the router has seen to it that there is a name. */
export function bucketName(call: Call): string {
  const { bucket } = call.request.address;
  if (bucket === undefined) throw ossError("InvalidBucketName");
  return bucket;
}

export function keyOf(call: Call): string {
  const { key } = call.request.address;
  if (key === undefined) throw ossError("ObjectNameEmpty");
  return key;
}

export function bucketOf(call: Call): Bucket {
  return findBucket(call, bucketName(call));
}

export function findBucket(call: Call, name: string): Bucket {
  const bucket = call.store.bucket(name);
  if (!bucket) throw ossError("NoSuchBucket", { BucketName: name });
  return bucket;
}

/** The service's dates have whole seconds. */
export function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}
