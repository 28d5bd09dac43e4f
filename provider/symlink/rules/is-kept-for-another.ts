import type { Deployment } from "../../deployment/deployment";

/** The other resource of this deployment that the key belongs to: a delete in the name of `urn` leaves it alone. */
export function isKeptForAnother(deployment: Deployment, id: string, urn: string): string | undefined {
  return deployment.claims.otherAt(id, urn)?.urn ?? deployment.states.otherAt(id, urn);
}
