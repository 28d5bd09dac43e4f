/** From what was seen of a link to what is wrong with it. Pure. */
import type { TargetSeen } from "../../targets/look-at-target";
import { extensionOf, keepsExtension } from "./extension";
import { type Problem, type ProblemKind, SEVERITY } from "./problem";

export type TargetLook =
  | TargetSeen
  /** No object can have that name, so none was looked for. */
  | { readonly kind: "impossible"; readonly reason: string }
  | { readonly kind: "unreadable"; readonly reason: string };

/** A link and its target, as far as they could be read. */
export type LinkLook =
  | { readonly kind: "unreadable"; readonly reason: string }
  | { readonly kind: "pointing"; readonly target: string; readonly at: TargetLook }
  /** Nothing need be looked at: it points to itself. */
  | { readonly kind: "self" };

/** @param declared whether a stack declares the link; undefined where no stack was asked. */
export function judgeLink(key: string, look: LinkLook, declared: boolean | undefined): Problem[] {
  const problems = lookProblems(key, look);
  if (declared === false) problems.push(problem("stray", "no stack declares it; import it, or delete it"));
  return problems;
}

function lookProblems(key: string, look: LinkLook): Problem[] {
  if (look.kind === "unreadable") return [problem("unreadable", `it could not be read: ${look.reason}`)];
  if (look.kind === "self") {
    return [problem("self-referring", "it points to itself, and nobody can read it; point it to an object")];
  }
  const flaw = targetProblem(look.at);
  const extension = extensionProblem(key, look.target);
  return [flaw, extension].filter((found) => found !== undefined);
}

function targetProblem(seen: TargetLook): Problem | undefined {
  switch (seen.kind) {
    case "object":
      return undefined;
    case "nothing":
      return problem("dangling", seen.deleted ? DELETED : `its target does not exist; ${POINT}`);
    case "impossible":
      return problem("dangling", `its target is no name of an object (it ${seen.reason}); point it to an object`);
    case "link":
      return problem("chained", `${chain(seen.leadsTo)}; point it to an object`);
    case "archived":
      return problem(
        "archived",
        `its target is archived${classOf(seen.storageClass)} and not restored; restore it first`,
      );
    case "unreadable":
      return problem("unreadable", `its target could not be looked at: ${seen.reason}`);
  }
}

const POINT = "put the object there, or point the link to one";
const DELETED =
  "its target was deleted and a delete marker stands there; bring a version back, or point the link elsewhere";

function chain(leadsTo: "an object" | "nothing" | "a link"): string {
  if (leadsTo === "nothing") return "its target is a link itself, and one that leads nowhere";
  if (leadsTo === "a link") return "its target is a link itself, and to a link at that";
  return "its target is a link itself, and OSS does not follow a link to a link";
}

function classOf(storageClass: string | undefined): string {
  return storageClass === undefined ? "" : ` (${storageClass})`;
}

function extensionProblem(key: string, target: string): Problem | undefined {
  if (keepsExtension(key, target)) return undefined;
  const own = extensionOf(key);
  const ends = own === undefined ? "it has no extension" : `it ends in .${own}`;
  return problem(
    "extension-lost",
    `${ends}, its target in .${extensionOf(target)}; programs go by the link's own name`,
  );
}

function problem(kind: ProblemKind, message: string): Problem {
  return { kind, severity: SEVERITY[kind], message };
}
