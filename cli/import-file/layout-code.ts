/** A program in YAML that declares the links of a place as one AliasLayout, as an import of it reads them. Pure. */
import { longestCommonFolder } from "../../provider/layout/common-folder";
import type { ContentHeaders, SymlinkInfo } from "../../provider/oss";
import { HEADER_NAMES } from "../../provider/symlink/fields";
import type { Place } from "../place";
import type { FoundLink } from "./importable";

/** What the service stores when no Content-Type was sent. */
const SERVICE_CONTENT_TYPE = "application/octet-stream";

export function layoutCode(place: Place, name: string, found: readonly FoundLink[]): string {
  const targetPrefix = longestCommonFolder(found.map(({ link }) => link.target));
  const links = found.map(({ key, link }): [string, string] => [
    key.slice(place.prefix.length),
    link.target.slice(targetPrefix.length),
  ]);
  const lines = [
    "resources:",
    `  ${name}:`,
    "    type: oss-symlink:AliasLayout",
    "    properties:",
    `      bucket: ${text(place.bucket)}`,
    `      prefix: ${text(place.prefix)}`,
    ...(targetPrefix === "" ? [] : [`      targetPrefix: ${text(targetPrefix)}`]),
    "      links:",
    ...links.map(([link, target]) => `        ${text(link)}: ${text(target)}`),
    ...common(found.map(({ link }) => link)),
  ];
  return `${lines.join("\n")}\n`;
}

/** What a layout says of all links alike; where they differ, it cannot say it. */
function common(links: readonly SymlinkInfo[]): string[] {
  const [first, ...others] = links;
  if (first === undefined) return [];
  const same = (of: (link: SymlinkInfo) => unknown) =>
    others.every((link) => JSON.stringify(of(link)) === JSON.stringify(of(first)));
  const metadata = Object.entries(first.metadata);
  const lines =
    metadata.length > 0 && same(({ metadata }) => Object.entries(metadata).sort())
      ? ["      metadata:", ...metadata.map(([name, value]) => `        ${text(name)}: ${text(value)}`)]
      : [];
  for (const header of HEADER_NAMES) {
    const value = first[header as keyof ContentHeaders];
    if (value === undefined || !same((link) => link[header as keyof ContentHeaders])) continue;
    if (header === "contentType" && value === SERVICE_CONTENT_TYPE) continue;
    lines.push(`      ${header}: ${text(value)}`);
  }
  return lines;
}

/** JSON's strings are YAML's. What stands in `${…}` would be looked up by Pulumi. */
function text(value: string): string {
  return JSON.stringify(value.replaceAll("${", () => "$${")).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, escapeOf);
}

/** Characters that YAML does not take as they are. */
function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
