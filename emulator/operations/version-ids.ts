import { randomHex } from "../random-hex";

/** 64 characters, as live tests assert (wire-facts §3.2); beyond that the service calls the id opaque. */
const PREFIX = "CAEQ";
const SEQUENCE_DIGITS = 14;
const WELL_FORMED = /^[A-Za-z0-9*_-]{64}$/;

let lastSequence = 0;

/** Ids ascend with time, also across restarts, so that a listing can go on behind a version that is gone. */
export function makeVersionId(): string {
  lastSequence = Math.max(lastSequence + 1, Date.now() * 1024);
  return PREFIX + lastSequence.toString(16).toUpperCase().padStart(SEQUENCE_DIGITS, "0") + randomHex(23);
}

export function isOlder(versionId: string, than: string): boolean {
  return versionId < than;
}

export function isWellFormed(versionId: string): boolean {
  return WELL_FORMED.test(versionId);
}
