import type { Mutation } from "./load-provider";
import type { Mutant } from "./mutants";
import { OPPOSITE_CHOICES } from "./opposite-choices";

function without(rule: string, mutations: Mutation | readonly Mutation[], more: Partial<Mutant> = {}): Mutant {
  return { rule, mutations: [mutations].flat(), ...more };
}

function mutation(file: string, functionName: string, body: string): Mutation {
  return { file: `provider/layout/${file}.ts`, functionName, body };
}

const STRAYS: Partial<Mutant> = { scene: "strays" };
const REFUSED: Partial<Mutant> = { scene: "layout refused" };

/** What of the rules of layouts is not that of single links. */
export const LAYOUT_MUTANTS: readonly Mutant[] = [
  without("what was flipped is written anew", mutation("plan", "isAsWanted", "return true;"), { scene: "flipped" }),
  without("what is not declared any more goes", mutation("apply", "removeAll", "return;"), {
    scene: "layout meddled with",
  }),
  without("what a batch removes is as listed", mutation("remove-links", "isListedOurs", "return true;"), {
    scene: "layout meddled with",
  }),
  without(
    "what another resource has taken over stays in a batch",
    mutation("remove-links", "isAnothers", "return false;"),
    { scene: "layout moved" },
  ),
  without(
    "a batch whose answer was lost is looked at again",
    mutation(
      "remove-links",
      "outcome",
      "return original(args[0].error ? { ...args[0], error: { ...args[0].error, ambiguous: false } } : args[0], args[1], args[2], args[3]);",
    ),
    { scene: "batch lost" },
  ),
  without("a batch looks beneath a link", mutation("remove-links", "mayHaveVersions", "return false;"), {
    scene: "null beneath layout",
  }),
  without(
    "a batch takes the locks of its keys",
    { file: "provider/symlink/lock.ts", functionName: "aloneWith", body: "return args[1]();" },
    { scene: "layouts at once" },
  ),
  without("Update warns of what it overwrites in a layout", mutation("move-links", "warnOfOthers", "return;"), {
    scene: "layout meddled with",
  }),
  without("what all links had alike is reset", mutation("update", "resetsOf", "return { acl: false, tags: false };"), {
    scene: "facets dropped",
    choices: OPPOSITE_CHOICES,
  }),
  without(
    "what was left of a link that a layout takes is reset",
    mutation("make-links", "settle", "return original(args[0], args[1], args[2], {}, args[4], args[5]);"),
    { scene: "layout in the way", choices: OPPOSITE_CHOICES },
  ),
  without(
    "a layout looks again at what it read long ago",
    { file: "provider/symlink/rules/is-recent.ts", functionName: "recentForMs", body: "return 30_000;" },
    { scene: "layout after a while" },
  ),
  without("a link that drifted is noticed", mutation("read", "readOne", "return args[1];"), {
    scene: "layout meddled with",
  }),
  without("a link of a layout that is gone is noticed", mutation("read", "observed", "return new Map(args[0]);"), {
    scene: "layout meddled with",
  }),
  without("what drifted is a difference", mutation("diff", "linkDrift", "return [];"), {
    scene: "layout meddled with",
  }),
  without("a conflict of a layout shows in the preview", mutation("preview", "previewMakes", "return;"), {
    scene: "layout in the way",
  }),
  without(
    "what was done in part stays in state",
    mutation("apply", "failureOf", "return original(args[0], undefined, args[2]);"),
    {
      scene: "layout in the way",
    },
  ),
  without("nobody else's links are strays", mutation("strays", "isNobodys", "return true;"), {
    scene: "strays of others",
  }),
  without("strays are removed", mutation("apply", "removeStrays", "return new Set();"), STRAYS),
  without("strays are removed only if that is wanted", mutation("handling", "straysOf", "return 'remove';")),
  without("strays are a difference", mutation("diff", "strayChanges", "return [];"), STRAYS),
  without(
    "a stray goes only as it was listed",
    mutation("remove-links", "isListedOurs", "return original(...args) || args[0].stray;"),
    STRAYS,
  ),
  without(
    "only links are strays",
    [
      mutation(
        "strays",
        "strayCollector",
        "const strays = []; return { strays, onOther: ({ key, etag }) => void strays.push({ key, etag }) };",
      ),
      mutation("remove-links", "isListedOurs", "return args[1].etag === args[0].proof.writtenEtag;"),
    ],
    STRAYS,
  ),
  without(
    "no strays are removed while a layout is made",
    mutation(
      "strays",
      "planStrays",
      "const plan = await original(...args); const isMade = Object.keys(args[2].outputs).length === 0; if (isMade) for (const { key } of plan.found) await args[3].client().deleteObject(args[0].bucket, key); return plan;",
    ),
    STRAYS,
  ),
  without(
    "no deployment removes the strays that it is the first to see",
    mutation("recorded-strays", "mayGo", "return true;"),
    STRAYS,
  ),
  without(
    "strays that are new are no difference",
    mutation("diff", "hasOneToGo", "return (args[0].outputs.strayLinks ?? []).length > 0;"),
    STRAYS,
  ),
  without("what cannot go is no difference", mutation("immovable", "immovable", "return new Set();"), {
    scene: "null beneath layout",
  }),
  without(
    "a link below a layout that removes strays is refused",
    { file: "provider/symlink/check.ts", functionName: "endangered", body: "return [];" },
    { scene: "strays of others" },
  ),
  without("strays are not removed where others declare links", mutation("check", "endangered", "return [];"), {
    scene: "strays of others",
  }),
  without("strays need a prefix", mutation("check", "strayProblems", "return [];"), REFUSED),
  without("layouts that look for strays do not overlap", mutation("check", "overlaps", "return [];"), REFUSED),
  without("no key is declared twice, in a layout either", mutation("check", "clashReasons", "return [];"), REFUSED),
];
