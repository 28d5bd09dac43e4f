import { BUCKET_KINDS, type BucketKind } from "./program";

/**
 * How many histories: FAULT_RUNS; which: from SEED on. How often each kind of step and outcome occurs is only asserted
 * from 300 histories a file on, so by default it is not.
 */
export const RUNS = Number(process.env.FAULT_RUNS ?? 150);
export const FIRST_SEED = Number(process.env.SEED ?? 1);

/** One history takes milliseconds; what this allows for is a machine that does ten other things. */
export const TIMEOUT_MS = 60_000 + RUNS * 2_000;

export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** The histories of this run that mostly happen in one kind of bucket. */
export function seedsFor(kind: BucketKind): number[] {
  return seedsFrom(FIRST_SEED, RUNS).filter((seed) => BUCKET_KINDS[seed % 3] === kind);
}
