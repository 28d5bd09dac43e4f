import { CallFailure } from "../protocol/failures";
import { describeFound } from "./describe";
import { idOf, type LinkName, nameIn } from "./identity";
import type { Something } from "./look";

/** The refusal to put a link over something else, with the ways out ready to paste. */
export function conflict(name: LinkName, found: Something, urn: string, remark = ""): CallFailure {
  const ways = found.kind === "link" ? waysAroundLink(name, urn) : WAYS_AROUND_OBJECT;
  const reason = `the link cannot be created: ${describeFound(name, found)}, and no state that this deployment has read shows that this stack wrote it${remark}. Ways out:`;
  return new CallFailure("ALREADY_EXISTS", [reason, ...ways.map((way) => `  - ${way}`)].join("\n"));
}

function waysAroundLink(name: LinkName, urn: string): string[] {
  return [
    "if a resource of this stack wrote it, which was renamed or moved: pulumi up --refresh",
    "if the resource was only renamed: the resource option aliases, with its old name",
    // The dynamic host is told no URN, and cannot import.
    ...(urn.startsWith("urn:") ? [`to manage it as it is: ${importCommand(name, urn)}`] : []),
    "to take it over and write it as declared: onConflict: adopt",
  ];
}

const WAYS_AROUND_OBJECT = [
  "choose another key, or move the object away first",
  "to replace the object by the link: onConflict: overwrite",
];

function importCommand(name: LinkName, urn: string): string {
  return `pulumi import oss-symlink:index:Symlink ${shellWord(nameIn(urn))} ${shellWord(idOf(name))}`;
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
