import type { Deployment } from "../../deployment/deployment";
import { agree, type Proof } from "../../deployment/shown-states";

/**
 * The other resource of this deployment that the key belongs to: a delete in the name of `urn` leaves it alone.
 * Of a resource that has been checked its declaration counts, wherever its state has been; an alias is such a one.
 * Otherwise its state counts, as far as it recognises the same link: of two states that do not, one is superseded.
 */
export function isKeptForAnother(deployment: Deployment, id: string, urn: string, proof: Proof): string | undefined {
  const { claims, states } = deployment;
  return (
    deployment.declaring(id, urn) ??
    states.othersAt(id, urn).find((other) => !claims.has(other.urn) && agree(other.proof, proof))?.urn
  );
}
