import type { OpenQuestions } from "../../../emulator";
import type { Mutation } from "./load-provider";
import { OPPOSITE_CHOICES } from "./opposite-choices";

/** A rule of the design, and what the provider is without it. */
export interface Mutant {
  readonly rule: string;
  readonly mutation: Mutation;
  /** Only a server that differs shows what the rule is for. */
  readonly choices?: Partial<OpenQuestions>;
}

function without(rule: string, file: string, functionName: string, body: string, choices?: Mutant["choices"]): Mutant {
  const mutation = { file: `provider/symlink/${file}.ts`, functionName, body };
  return choices === undefined ? { rule, mutation } : { rule, mutation, choices };
}

const DIFFERENT = OPPOSITE_CHOICES;

/** Create never destroys what is not ours, Update only touches what sits at its own name. */
const CREATE_AND_UPDATE: readonly Mutant[] = [
  without("an object is touched by overwrite only", "rules/may-overwrite-object", "mayOverwriteObject", "return true;"),
  without("overwrite touches an object", "rules/may-overwrite-object", "mayOverwriteObject", "return false;"),
  without("a link of somebody else is refused", "rules/may-adopt-link", "mayAdoptLink", "return true;"),
  without("adopt takes a link over", "rules/may-adopt-link", "mayAdoptLink", "return false;"),
  without("a link is taken if it is as declared", "rules/is-as-declared", "looksAsDeclared", "return false;"),
  without("no other link is taken", "rules/is-as-declared", "looksAsDeclared", "return true;"),
  without("ACL and tags count, too", "rules/is-as-declared", "hasFacetsAsDeclared", "return true;"),
  without("the put of a create is guarded", "rules/is-guarded", "isGuarded", "return false;"),
  without("where no guard holds a create looks", "rules/may-put-unseen", "mayPutUnseen", "return true;"),
  without("a guard that did not hold is noticed", "underneath", "judgeUnderneath", "return {};"),
  without("what it hid is uncovered", "underneath", "removeVersion", "return;"),
  without("a link of this stack may be overwritten", "rules/is-ours-by-state", "isOursByState", "return false;"),
  without("a link of another stack may not", "rules/is-ours-by-state", "isOursByState", "return args[0].length > 0;"),
  without("an answer lost is no failure", "rules/may-look-again", "mayLookAgain", "return false;"),
  without("Update warns of what it overwrites", "update", "warnOfOthers", "return;"),
  without("what is ignored is never flipped back", "ignored", "withLiveIgnored", "return args[0];"),
  without("what is not declared is reset", "create", "withoutLeftovers", "return args[1];", DIFFERENT),
  without("a conflict shows in the preview", "preview", "lookAhead", "return;"),
  without("ours is what we wrote last", "rules/is-ours", "isOurs", "return true;"),
  without("what we wrote last is ours", "rules/is-ours", "isOurs", "return false;"),
  without("a read-back must show what we put", "rules/shows-our-put", "showsOurPut", "return true;"),
  without("the proof is what reading shows", "put", "provenEtag", "return args[1].etag;", DIFFERENT),
  without("same content, other writer: taken back", "diff", "lostOwnership", "return [];"),
];

/** Delete never removes what is not ours any more. */
const DELETE: readonly Mutant[] = [
  without("a link that is not ours stays", "rules/was-written-by-us", "wasWrittenByUs", "return true;"),
  without("a link that is ours goes", "rules/was-written-by-us", "wasWrittenByUs", "return false;"),
  without("what another URN declares stays", "rules/is-kept-for-another", "isKeptForAnother", "return undefined;"),
  without(
    "a version null beneath stays",
    "rules/would-destroy-null-version",
    "wouldDestroyNullVersion",
    "return false;",
  ),
  without("purge removes our versions", "rules/purgeable", "purgeable", "return [];"),
  without("purge leaves what is current", "rules/purgeable", "purgeable", "return [...args[0]];"),
  without("purge leaves a marker that hides something", "rules/purgeable", "hidesNothing", "return true;"),
];

const TRANSPORT: readonly Mutant[] = [
  {
    rule: "an ambiguous failure is no licence to repeat",
    mutation: {
      file: "provider/oss/retry.ts",
      functionName: "judgeTransport",
      body: "return { ...original(...args), ambiguous: false };",
    },
  },
];

export const MUTANTS: readonly Mutant[] = [...CREATE_AND_UPDATE, ...DELETE, ...TRANSPORT];
