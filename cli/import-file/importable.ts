/** Which links can be resources as they are. Pure. */
import { keyReason, type SymlinkInfo } from "../../provider/oss";
import { visible } from "../visible";

export interface FoundLink {
  readonly key: string;
  readonly link: SymlinkInfo;
}

export interface LeftOut {
  readonly key: string;
  readonly reason: string;
}

export interface Sorted {
  readonly importable: readonly FoundLink[];
  readonly leftOut: readonly LeftOut[];
}

/** The provider refuses to declare what OSS does not follow, so an import of such a link would fail as a whole. */
export function sortOut(found: readonly FoundLink[]): Sorted {
  const keys = new Set(found.map(({ key }) => key));
  const importable: FoundLink[] = [];
  const leftOut: LeftOut[] = [];
  for (const one of found) {
    const reason = obstacle(one, keys);
    if (reason === undefined) importable.push(one);
    else leftOut.push({ key: one.key, reason });
  }
  return { importable, leftOut };
}

function obstacle({ key, link: { target } }: FoundLink, keys: ReadonlySet<string>): string | undefined {
  if (target === key) return "it points to itself";
  if (keys.has(target)) return `it points to ${visible(target)}, which is a link itself`;
  const bad = keyReason(target);
  return bad === undefined ? undefined : `its target is no name of an object: it ${bad}`;
}
