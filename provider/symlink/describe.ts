import { quoted } from "../properties/quoted";
import { type Declaration, folded, type Texts } from "./declaration";
import { HEADER_NAMES } from "./fields";
import { idOf, type LinkName } from "./identity";
import type { Something } from "./look";
import type { Observed } from "./seen";

/** One sentence on what stands under a link's name, as far as it is known. */
export function describeFound(name: LinkName, found: Something): string {
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

/** What of a link is lost when it is written as declared. */
export function describeLoss(declared: Declaration, link: Observed): string {
  const names = (texts: Texts | undefined) => Object.keys(texts ?? {});
  const gone = (texts: Texts | undefined, kept: Texts) => names(texts).filter((name) => texts?.[name] !== kept[name]);
  const metadata = gone(link.metadata, folded(declared.metadata));
  const headers = HEADER_NAMES.filter((name) => {
    const shown = link.headers[name];
    return shown !== undefined && shown !== declared.headers[name] && name !== "contentType";
  });
  const tags = gone(link.tags, declared.tags ?? {});
  const losses = [
    link.target === declared.target ? "" : `target ${quoted(link.target)}`,
    metadata.length === 0 ? "" : `metadata ${metadata.map(quoted).join(", ")}`,
    headers.join(", "),
    link.acl === undefined || link.acl === (declared.acl ?? "default") ? "" : `ACL ${link.acl}`,
    tags.length === 0 ? "" : `tags ${tags.map(quoted).join(", ")}`,
  ].filter((loss) => loss !== "");
  return losses.length === 0 ? "nothing of it is lost" : `dropped of it: ${losses.join("; ")}`;
}
