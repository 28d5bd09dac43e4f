/** A URL that anybody may GET for a while, signed with version 4. */
import { LIMIT } from "../constants";
import { OssError } from "../error";
import type { Credentials } from "../types";
import { compactTimestamp } from "./timestamps";
import { canonicalQuery, type SigningScope, scopeText, signature, V4_ALGORITHM } from "./v4-steps";

export interface PresignInput {
  readonly method: "GET" | "HEAD";
  readonly bucket: string;
  readonly key: string;
  /** Origin and encoded path, by the address style. */
  readonly url: string;
  readonly query: readonly (readonly [string, string])[];
  readonly expiresSeconds: number;
  readonly epochMs: number;
}

export function presignUrl(input: PresignInput, scope: Omit<SigningScope, "day">, credentials: Credentials): string {
  const { bucket, key, method, url, expiresSeconds, epochMs } = input;
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > LIMIT.presignSeconds) {
    const reason = `must be a whole number of seconds from 1 to ${LIMIT.presignSeconds}`;
    throw OssError.invalidInput("presign", { bucket, key }, [{ path: ["expiresSeconds"], reason }]);
  }
  const timestamp = compactTimestamp(epochMs);
  const dated = { ...scope, day: timestamp.slice(0, 8) };
  const query: (readonly [string, string])[] = [
    ...input.query,
    ["x-oss-signature-version", V4_ALGORITHM],
    ["x-oss-date", timestamp],
    ["x-oss-expires", String(expiresSeconds)],
    ["x-oss-credential", `${credentials.accessKeyId}/${scopeText(dated)}`],
  ];
  if (credentials.securityToken !== undefined) query.push(["x-oss-security-token", credentials.securityToken]);
  const signed = signature({ method, bucket, key, query, headers: {} }, timestamp, dated, credentials.accessKeySecret);
  return `${url}?${canonicalQuery(query)}&x-oss-signature=${signed}`;
}
