import type { Deployment } from "../../deployment/deployment";

/**
 * The other resource of this deployment that the key belongs to: a delete in the name of `urn` leaves it alone.
 * Of a resource that has been checked its declaration counts, wherever its state has been; an alias is such a one.
 */
export function isKeptForAnother({ claims, states }: Deployment, id: string, urn: string): string | undefined {
  const declaring = claims.otherAt(id, urn)?.urn;
  return declaring ?? states.othersAt(id, urn).find((other) => !claims.has(other));
}
