/**
 * Signature version 4 in one pass, for every request of the client.
 * The caller hands over what is canonical by construction (encoded path, sorted query, headers sorted by name), so that
 * nothing is sorted, split or copied here; HMAC is two one-shot hashes over pads prepared once per day and credential.
 */
import { hash } from "node:crypto";
import { HEADER, UNSIGNED_PAYLOAD } from "../constants";
import { headerBytes } from "../encoding";
import type { Credentials } from "../types";
import type { CanonicalParts, Signer } from "./signer";
import { compactTimestamp } from "./timestamps";
import { deriveSigningKey, isSignedByDefault, scopeText, V4_ALGORITHM } from "./v4-steps";

const BLOCK = 64;

export class V4Signer implements Signer {
  readonly #region: string;
  readonly #product: string;
  #key: PreparedKey | undefined;

  constructor(region: string, product = "oss") {
    this.#region = region;
    this.#product = product;
  }

  sign(parts: CanonicalParts, credentials: Credentials, epochMs: number): string[] {
    const timestamp = compactTimestamp(epochMs);
    const wire: string[] = [];
    const request = canonicalRequest(parts, credentials, timestamp, wire);
    const key = this.#preparedKey(credentials, timestamp);
    wire.push(HEADER.authorization, key.authorizationPrefix + key.sign(hash("sha256", request)));
    return wire;
  }

  stringToSign(parts: CanonicalParts, credentials: Credentials, epochMs: number): string {
    const timestamp = compactTimestamp(epochMs);
    const scope = scopeText({ day: timestamp.slice(0, 8), region: this.#region, product: this.#product });
    const request = canonicalRequest(parts, credentials, timestamp, []);
    return [V4_ALGORITHM, timestamp, scope, hash("sha256", request)].join("\n");
  }

  #preparedKey(credentials: Credentials, timestamp: string): PreparedKey {
    const known = this.#key?.credentials === credentials ? this.#key : undefined;
    if (known?.timestamp === timestamp) return known;
    const day = timestamp.slice(0, 8);
    if (known?.day === day) {
      known.setTimestamp(timestamp);
      return known;
    }
    this.#key = new PreparedKey(credentials, { day, region: this.#region, product: this.#product });
    this.#key.setTimestamp(timestamp);
    return this.#key;
  }
}

function canonicalRequest(parts: CanonicalParts, credentials: Credentials, timestamp: string, wire: string[]): string {
  const own =
    credentials.securityToken === undefined
      ? [HEADER.contentSha256, UNSIGNED_PAYLOAD, HEADER.date, timestamp]
      : [
          HEADER.contentSha256,
          UNSIGNED_PAYLOAD,
          HEADER.date,
          timestamp,
          HEADER.securityToken,
          credentials.securityToken,
        ];
  const headers = mergeHeaders(parts.headers, own, wire);
  return `${parts.method}\n${parts.uri}\n${parts.query}\n${headers}\n\n${UNSIGNED_PAYLOAD}`;
}

/** Merges two lists sorted by name into `wire`, and answers the canonical text of those that are signed. */
function mergeHeaders(given: readonly string[], own: readonly string[], wire: string[]): string {
  let canonical = "";
  let next = 0;
  for (let i = 0; i < given.length; i += 2) {
    const name = given[i] as string;
    const value = given[i + 1] as string;
    while (next < own.length && (own[next] as string) < name) {
      canonical += `${own[next]}:${own[next + 1]}\n`;
      wire.push(own[next] as string, own[next + 1] as string);
      next += 2;
    }
    if (isSignedByDefault(name)) canonical += `${name}:${value}\n`;
    wire.push(name, headerBytes(value));
  }
  for (; next < own.length; next += 2) {
    canonical += `${own[next]}:${own[next + 1]}\n`;
    wire.push(own[next] as string, own[next + 1] as string);
  }
  return canonical;
}

/** A signing key as HMAC's two padded blocks, each followed by room for what is hashed after it. */
class PreparedKey {
  readonly credentials: Credentials;
  readonly day: string;
  readonly authorizationPrefix: string;
  timestamp = "";
  readonly #inner: Buffer;
  readonly #outer: Buffer;
  readonly #timestampAt: number;
  readonly #hashAt: number;

  constructor(credentials: Credentials, scope: { day: string; region: string; product: string }) {
    this.credentials = credentials;
    this.day = scope.day;
    this.authorizationPrefix = `${V4_ALGORITHM} Credential=${credentials.accessKeyId}/${scopeText(scope)},Signature=`;
    const text = `${V4_ALGORITHM}\n${" ".repeat(16)}\n${scopeText(scope)}\n${" ".repeat(64)}`;
    this.#inner = Buffer.concat([Buffer.alloc(BLOCK, 0x36), Buffer.from(text, "utf8")]);
    this.#outer = Buffer.concat([Buffer.alloc(BLOCK, 0x5c), Buffer.alloc(32)]);
    this.#timestampAt = BLOCK + V4_ALGORITHM.length + 1;
    this.#hashAt = this.#inner.length - 64;
    const key = deriveSigningKey(credentials.accessKeySecret, scope);
    for (const [i, byte] of key.entries()) {
      this.#inner[i] = byte ^ 0x36;
      this.#outer[i] = byte ^ 0x5c;
    }
  }

  /** Of the signatures that follow: many share a second. */
  setTimestamp(timestamp: string): void {
    this.timestamp = timestamp;
    this.#inner.write(timestamp, this.#timestampAt, "latin1");
  }

  sign(requestHash: string): string {
    this.#inner.write(requestHash, this.#hashAt, "latin1");
    // A string of bytes: making a Buffer for the digest costs as much as the digest.
    this.#outer.write(hash("sha256", this.#inner, "binary"), BLOCK, "latin1");
    return hash("sha256", this.#outer);
  }
}
