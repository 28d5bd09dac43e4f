import type { Sighting } from "../../deployment/deployment";

const RECENT_MS = 30_000;

/** Whether what Read saw is fresh enough for an update to go by. */
export function isRecent({ at }: Sighting<unknown>, now: number): boolean {
  return now - at >= 0 && now - at < RECENT_MS;
}
