import type { OpenQuestions } from "../../../emulator";
import type { Mutation } from "./load-provider";
import { OPPOSITE_CHOICES } from "./opposite-choices";
import type { SceneName } from "./scenes";

/** A rule of the design, and what the provider is without it. */
export interface Mutant {
  readonly rule: string;
  /** Rules that stand in for each other are switched off together. */
  readonly mutations: readonly Mutation[];
  /** What histories have to be about for the rule to matter. */
  readonly scene?: SceneName;
  /** Only a server that differs shows what the rule is for. */
  readonly choices?: Partial<OpenQuestions>;
}

function without(rule: string, file: string, functionName: string, body: string, more: Partial<Mutant> = {}): Mutant {
  return { rule, mutations: [mutation(file, functionName, body)], ...more };
}

function mutation(file: string, functionName: string, body: string): Mutation {
  return { file: `provider/symlink/${file}.ts`, functionName, body };
}

const IN_THE_WAY: Partial<Mutant> = { scene: "in the way" };
const DIFFERENT = { choices: OPPOSITE_CHOICES };

/** Create never destroys what is not ours, Update only touches what sits at its own name. */
const CREATE_AND_UPDATE: readonly Mutant[] = [
  without(
    "an object is touched by overwrite only",
    "rules/may-overwrite-object",
    "mayOverwriteObject",
    "return true;",
    IN_THE_WAY,
  ),
  without(
    "overwrite touches an object",
    "rules/may-overwrite-object",
    "mayOverwriteObject",
    "return false;",
    IN_THE_WAY,
  ),
  without("a link of somebody else is refused", "rules/may-adopt-link", "mayAdoptLink", "return true;", IN_THE_WAY),
  without("adopt takes a link over", "rules/may-adopt-link", "mayAdoptLink", "return false;", IN_THE_WAY),
  without(
    "a link is taken if it is as declared",
    "rules/is-as-declared",
    "looksAsDeclared",
    "return false;",
    IN_THE_WAY,
  ),
  without("no other link is taken", "rules/is-as-declared", "looksAsDeclared", "return true;", IN_THE_WAY),
  without("ACL and tags count, too", "rules/is-as-declared", "hasFacetsAsDeclared", "return true;", IN_THE_WAY),
  without("the put of a create is guarded", "rules/is-guarded", "isGuarded", "return false;"),
  without("where no guard holds a create looks", "rules/may-put-unseen", "mayPutUnseen", "return true;", IN_THE_WAY),
  without("a guard that did not hold is noticed", "underneath", "judgeUnderneath", "return {};", { scene: "switched" }),
  without("what it hid is uncovered", "underneath", "removeVersion", "return;", { scene: "switched" }),
  without("a link of this stack may be overwritten", "rules/is-ours-by-state", "isOursByState", "return false;", {
    scene: "moved",
  }),
  without("a link of another stack may not", "rules/is-ours-by-state", "isOursByState", "return args[0].length > 0;"),
  without("an answer lost is no failure", "rules/may-look-again", "mayLookAgain", "return false;"),
  without("Update warns of what it overwrites", "update", "warnOfOthers", "return;"),
  without("what is ignored is never flipped back", "ignored", "withLiveIgnored", "return args[0];", {
    scene: "ignored",
  }),
  without("what is not declared is reset", "create", "withoutLeftovers", "return args[1];", DIFFERENT),
  without("a conflict shows in the preview", "preview", "lookAhead", "return;", IN_THE_WAY),
  without("ours is what we wrote last", "rules/is-ours", "isOurs", "return true;"),
  without("what we wrote last is ours", "rules/is-ours", "isOurs", "return false;"),
  without("what was not written last is compared", "rules/is-last-write", "isLastWrite", "return true;"),
  without(
    "state that has seen somebody else's is not what is there",
    "state",
    "isUntouched",
    "return isLastWrite(proofOf(args[0]), args[1]);",
    { scene: "rolled back" },
  ),
  without("a read-back must show what we put", "rules/shows-our-put", "showsOurPut", "return true;"),
  without(
    "the proof is what reading shows",
    "read-back",
    "readBack",
    'return { etag: args[1].etag, shows: "ours" };',
    DIFFERENT,
  ),
  without("same content, other writer: taken back", "diff", "lostOwnership", "return [];", {
    scene: "identical afterwards",
  }),
  {
    rule: "ACL and tags alone are not sent to what is not ours",
    mutations: [
      mutation("rules/may-touch-up", "mayTouchUp", "return true;"),
      mutation("diff", "lostOwnership", "return [];"),
    ],
    scene: "acl alone",
  },
  without("what was read long ago is looked at again", "rules/is-recent", "recentForMs", "return 30_000;", {
    scene: "after a while",
  }),
  without("one at a time looks and writes", "lock", "alone", "return args[1]();", { scene: "at once" }),
];

/** Delete never removes what is not ours any more. */
const DELETE: readonly Mutant[] = [
  without("a link that is not ours stays", "rules/was-written-by-us", "wasWrittenByUs", "return true;", {
    scene: "purged",
  }),
  without("a link that is ours goes", "rules/was-written-by-us", "wasWrittenByUs", "return false;", {
    scene: "purged",
  }),
  without("what another URN declares stays", "rules/is-kept-for-another", "isKeptForAnother", "return undefined;", {
    scene: "imported anew",
  }),
  without(
    "a version null beneath stays",
    "rules/would-destroy-null-version",
    "wouldDestroyNullVersion",
    "return false;",
    { scene: "null beneath" },
  ),
  without("what this process has put stays silently", "rules/is-superseded", "isSuperseded", "return false;", {
    scene: "replaced",
  }),
  without("what is missing elsewhere is not gone", "rules/says-it-is-gone", "saysItIsGone", "return true;", {
    scene: "elsewhere",
  }),
  without("purge removes our versions", "rules/purgeable", "purgeable", "return [];", { scene: "purged" }),
  without("purge leaves what is current", "rules/purgeable", "purgeable", "return [...args[0]];", {
    scene: "imported anew",
  }),
  without("purge leaves a marker that hides something", "rules/purgeable", "hidesNothing", "return true;", {
    scene: "purged",
  }),
];

const TRANSPORT: readonly Mutant[] = [
  {
    rule: "an ambiguous failure is no licence to repeat",
    mutations: [
      {
        file: "provider/oss/retry.ts",
        functionName: "judgeTransport",
        body: "return { ...original(...args), ambiguous: false };",
      },
    ],
  },
];

export const MUTANTS: readonly Mutant[] = [...CREATE_AND_UPDATE, ...DELETE, ...TRANSPORT];
