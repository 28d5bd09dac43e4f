import { quoted } from "../properties/quoted";
import { idOf, type LinkName } from "./identity";
import type { Found } from "./look";
import type { Observed } from "./state";

/** One sentence on what stands under a link's name, as far as it is known. */
export function describeFound(name: LinkName, found: Exclude<Found, { kind: "nothing" }>): string {
  const place = quoted(idOf(name));
  if (found.kind === "link") return `${place} is a link to ${quoted(found.link.target)}${circumstances(found.link)}`;
  return `${place} is an ordinary object${found.object === undefined ? "" : circumstances(found.object)}`;
}

function circumstances(seen: Pick<Observed, "lastModified" | "versionId">): string {
  const facts = [
    seen.lastModified === undefined ? "" : `last modified ${seen.lastModified.toISOString()}`,
    seen.versionId === undefined ? "" : `version ${seen.versionId}`,
  ].filter((fact) => fact !== "");
  return facts.length === 0 ? "" : ` (${facts.join(", ")})`;
}
