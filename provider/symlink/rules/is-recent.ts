import type { Sighting } from "../../deployment/deployment";

const RECENT_MS = 30_000;

/** Whether what was seen is fresh enough to go by. */
export function isRecent(sighting: Pick<Sighting<unknown>, "at">, now: number): boolean {
  return recentForMs(sighting, now) > 0;
}

/** For how much longer. A clock that was set back tells nothing. */
export function recentForMs({ at }: Pick<Sighting<unknown>, "at">, now: number): number {
  return now < at ? 0 : Math.max(0, at + RECENT_MS - now);
}
