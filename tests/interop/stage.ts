import type { OssClient } from "./client";
import { Refusal } from "./client";
import type { ClientProfile } from "./clients";
import { setUpBucket } from "./plain-http";
import type { Ability, Acl, Connection, Operation, WireError } from "./protocol";

export type BucketState = "never versioned" | "Enabled" | "Suspended";
export const BUCKET_STATES: readonly BucketState[] = ["never versioned", "Enabled", "Suspended"];

/** What a case plays on. */
export interface Stage {
  /** The client under test. */
  readonly client: OssClient;
  /** The same client program with another connection. */
  connect(connection: Connection): Promise<OssClient>;
  /** Where the server is, by path-style addressing, with credentials that may do everything. */
  readonly connection: Connection;
  /** The connection of the client under test. */
  readonly own: Connection;
  /** A bucket of its own for this case. */
  bucket(state?: BucketState, acl?: Acl, name?: string): Promise<string>;
  /** Turns the clock of the server. */
  setClockOffset(milliseconds: number): void;
  /** Whether the client can do or report a thing. */
  can(ability: Ability | Operation): boolean;
  /** Expects a refusal; of status, code and EC, those that the client reports must be the given ones. */
  refused(attempt: Promise<unknown>, expected: ExpectedRefusal): Promise<void>;
}

export interface ExpectedRefusal {
  readonly status: number;
  readonly code: string;
  readonly ec?: string;
}

/** One behaviour of the documented service; `needs` is what a client must be able to do to show it. */
export interface Case {
  readonly title: string;
  readonly needs: readonly (Ability | Operation)[];
  run(stage: Stage): Promise<void>;
}

interface BucketExtras {
  readonly acl?: Acl | undefined;
  readonly cors?: string | undefined;
  readonly name?: string | undefined;
}

let buckets = 0;

export async function newBucket(
  connection: Connection,
  state: BucketState,
  { acl, cors, name = `case-${++buckets}` }: BucketExtras = {},
): Promise<string> {
  await setUpBucket(connection, name, "", acl ? { headers: { "x-oss-acl": acl } } : {});
  if (cors) await setUpBucket(connection, name, "cors", { body: cors });
  if (state === "never versioned") return name;
  await setUpBucket(connection, name, "versioning", { body: versioning("Enabled") });
  if (state === "Suspended") await setUpBucket(connection, name, "versioning", { body: versioning("Suspended") });
  return name;
}

function versioning(status: string): string {
  return `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`;
}

export async function expectRefusal(
  profile: ClientProfile,
  attempt: Promise<unknown>,
  expected: ExpectedRefusal,
): Promise<void> {
  const report = await reportOf(attempt);
  expect(report).toMatchObject({
    code: expected.code,
    ...(profile.lacks["status of an error"] ? {} : { status: expected.status }),
    ...(expected.ec && !profile.lacks["EC of an error"] ? { ec: expected.ec } : {}),
  });
}

async function reportOf(attempt: Promise<unknown>): Promise<WireError> {
  try {
    return { message: `not refused: ${JSON.stringify(await attempt)}` };
  } catch (error) {
    if (error instanceof Refusal) return error.report;
    throw error;
  }
}

/** Puts a link and finds its version id: from the answer, or from a listing with clients that do not hand it out. */
export async function putVersion(
  client: OssClient,
  link: { bucket: string; key: string; target: string },
): Promise<string> {
  const { versionId } = await client.call("putSymlink", link);
  return versionId ?? newestVersion(client, link);
}

/** Deletes the key and finds the id of the marker, in the same ways. */
export async function deleteToMarker(client: OssClient, at: { bucket: string; key: string }): Promise<string> {
  const { versionId } = await client.call("deleteObject", at);
  return versionId ?? newestVersion(client, at);
}

async function newestVersion(client: OssClient, { bucket, key }: { bucket: string; key: string }): Promise<string> {
  const { versions, markers } = await client.call("listVersions", { bucket, prefix: key });
  const latest = [...markers, ...versions].find((entry) => entry.key === key && entry.latest === true);
  if (!latest) throw new Error(`no version of ${key} is listed as the latest`);
  return latest.versionId;
}
