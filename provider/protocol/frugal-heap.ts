import { setFlagsFromString } from "node:v8";

/** Requests of single links have a few hundred bytes, those of a thousand links some hundred thousand. */
const LARGE_BYTES = 128 * 1024;

let frugal = false;

/**
 * What is decoded of large messages is garbage a moment later, and V8 would let it pile up to several times what is in
 * use. Collecting it sooner costs time, which a process that has only small messages is spared.
 */
export function noteMessage(bytes: number): void {
  if (frugal || bytes < LARGE_BYTES) return;
  frugal = true;
  setFlagsFromString("--heap-growing-percent=30");
}
