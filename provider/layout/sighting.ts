import type { Sighting } from "../deployment/deployment";
import type { Context } from "../resource";
import { isRecent } from "../symlink/rules/is-recent";
import { type LayoutName, layoutIdOf } from "./identity";

/** A link that nobody declares, as a listing showed it. */
export interface Stray {
  readonly key: string;
  readonly etag: string;
}

/** What Read has seen of a layout. */
export interface LayoutSighting {
  /** By name, of the links that were there. */
  readonly etags: ReadonlyMap<string, string | undefined>;
  /** Undeclared links under the prefix; undefined unless all of it was listed. */
  readonly strays: readonly Stray[] | undefined;
  /** Keys of strays that the state named before the first Read of this deployment; see `recordedStrays`. */
  readonly recorded: ReadonlySet<string>;
  /** Keys of strays that a warning has named, and said when they are to be removed. */
  readonly told: ReadonlySet<string>;
}

/** A layout's place among what a deployment has seen: no link has an ID like it. */
export function sightingOf(name: LayoutName): string {
  return `//${layoutIdOf(name)}`;
}

/** What Read has seen in this deployment, however long ago. */
export function lastSighting(name: LayoutName, { deployment }: Context): LayoutSighting | undefined {
  return deployment.lastRead<LayoutSighting>(sightingOf(name))?.seen;
}

/** What Read has seen within the last moments. */
export function recentSighting(name: LayoutName, { deployment }: Context): Sighting<LayoutSighting> | undefined {
  const read = deployment.lastRead<LayoutSighting>(sightingOf(name));
  return read !== undefined && isRecent(read, Date.now()) ? read : undefined;
}
